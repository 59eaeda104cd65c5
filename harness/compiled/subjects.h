// A sampler at several shapes on several targets, compiled, read back and identified.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/compiled/record.h"
#include "harness/compiled/sampler_source.h"
#include "harness/compilers/compilers.h"
#include "harness/identify/identify.h"
#include "harness/reach/subject.h"

namespace splitvote {

struct SamplerAtShapes {
  SamplerSource source;
  std::vector<CompiledShape> shapes;
};

struct SubjectsRequest {
  std::vector<SamplerAtShapes> samplers;
  std::vector<const Target*> targets;
  std::map<std::string, double> numbers;  // counts that are compiled in
  bool excess_precision = true;
  bool variants = false;  // variants of each, and padded vocabularies, besides (variant_plans.h)
  IdentifyOptions identify;
  int jobs = 1;        // identified at once
  std::string folder;  // where records go; empty: they are not kept
  // What is under way ("greedy for tpu-v5e, batch 8"); may be empty.
  std::function<void(const std::string&)> on_progress;
};

// What was inferred in reading a sampler back, on which targets.
struct SamplerNote {
  std::string sampler, text;
  std::vector<std::string> about;  // ReadNote::about

  friend bool operator==(const SamplerNote&, const SamplerNote&) = default;
};

struct Subjects {
  std::vector<Subject> subjects;     // in the order of samplers, then shapes
  std::vector<std::string> notices;  // what failed to compile and why
  std::vector<SamplerNote> notes;    // each once

  // "greedy, top_k: tpu-v4, tpu-v5e: sums over ranks: in rank order, float32": the notes, those
  // that many samplers share on one line, behind the notices.
  [[nodiscard]] std::vector<std::string> all_notices() const;
};

// One record more: read back, and put with the sampler's other records of that shape, to be
// identified (identify_subjects.h). What was inferred goes to the notes. Throws InputError for
// HLO that cannot be read.
void add_record(const SamplerSource& source, const CompiledRecord& record, const std::string& file,
                Subjects& subjects);

// What a target's compiler refuses, what cannot be read back, and of several samplers one that
// cannot be compiled at all, is a notice; the others go on. Throws InputError where the only
// sampler cannot be compiled, SweepStopped on a stop.
Subjects make_subjects(const SubjectsRequest& request, Compilers& compilers);

}  // namespace splitvote
