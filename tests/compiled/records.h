// Committed records (corpus/compiled), for tests that need what a compiler made and no compiler.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/compiled/from_records.h"
#include "harness/compiled/record.h"
#include "harness/reach/identify_subjects.h"
#include "harness/store/save.h"

namespace splitvote {

inline std::string record_path(const std::string& target, const std::string& name) {
  return std::string(SPLITVOTE_CORPUS) + "/compiled/" + target + "/" + name + ".hlo";
}

// `y = x / t; m = max(y); first index where y >= m` (corpus/jax_samplers/greedy.py:greedy_first).
inline std::string greedy_path(const std::string& target, int rows, bool exact = false) {
  return record_path(target, "greedy.py_greedy_first-" + target + "-b" + std::to_string(rows) +
                                 "-r1-32768" + (exact ? "-exact" : ""));
}

// ... at batch 8 on tpu-v5e, as a variant ("extra_output_div.3").
inline std::string variant_path(const std::string& variant) {
  return std::string(SPLITVOTE_CORPUS) + "/variants/greedy.py_greedy_first-tpu-v5e-b8-r1-32768-" +
         variant + ".hlo";
}

inline CompiledRecord record_at(const std::string& path) {
  return read_record(read_file(path), path);
}

inline IdentifySubjectsOptions few_probes() {
  IdentifySubjectsOptions options;
  options.own.probes_max = 12;
  options.own.fresh = 2;
  options.jobs = 2;
  return options;
}

// The records at `paths`, as `compile --from` has them.
inline Subjects subjects_at(const std::vector<std::string>& paths) {
  Subjects all;
  for (const std::string& path : paths) {
    const CompiledRecord record = record_at(path);
    SamplerSource source;
    source.file = record.sampler.substr(0, record.sampler.rfind(':'));
    source.function = record.sampler.substr(record.sampler.rfind(':') + 1);
    add_record(source, record, path, all);
  }
  EXPECT_TRUE(identify_subjects(few_probes(), all.subjects).empty());
  return all;
}

}  // namespace splitvote
