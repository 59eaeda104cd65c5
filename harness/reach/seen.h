// What the compiled programs of a subject name on a case.
//
// A fleet is one program: its rank classes run side by side (src/evaluate/lockstep.h), and its plan
// has the sites of both.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/finding/reached.h"
#include "harness/reach/subject.h"
#include "src/evaluate/outcome.h"
#include "src/program/plan.h"

namespace splitvote {

struct Seen {
  Outcome outcome;
  Reached by;                              // how it was compiled, and its record
  std::shared_ptr<const Program> sampler;  // the subject's, as it was lowered
  std::optional<PlanBits> plan;            // of that, as identified; joined over the rank classes
  bool explained = false;  // no case that identification looked at contradicted the plan
  // The subject's: all plans that agree with every case that identification looked at; null: only
  // `plan` is known.
  const Survivors* agreeing = nullptr;
};

// The case with the sampler, as many rows as the subject serves, and its rank classes: those of the
// case, else even and odd ranks, for a fleet; otherwise one. The case must fit.
Case judged_case(const Subject& subject, const Case& test_case);

// One for each compiled program, or the one of a fleet. The case must fit. Throws InputError where
// a fleet's compilers left different collectives.
std::vector<Seen> see(const Subject& subject, const Case& test_case);

// Why the two targets of a fleet cannot be run side by side, told from a row of equal logits; empty
// where they can.
std::string why_apart(const Subject& fleet);

// The layout with ranks of two classes: its own, else even ones and odd ones. Throws InputError
// where there is one rank.
Layout fleet_layout(Layout layout);

// "tpu-v4,tpu-v5e": both classes as one.
CompiledAs fleet_as(const CompiledAs& a, const CompiledAs& b);

}  // namespace splitvote
