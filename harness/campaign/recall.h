// Recall: whether campaigns without seed cases find again what published incidents showed.
//
// 1. Every finding on an incident's case (a default sweep) is one question: its signature.
// 2. For each seed a campaign on its sampler alone, one job, default generator, runs until a case
//    shows that signature or the number of cases is reached. Where the incident has a fixed twin,
//    that must not show the verdict on the same case: then it is the incident's fault that is seen,
//    not another of the same sampler.
// 3. The first case found is minimized, so that this stays true, and explained.
// 4. The fixed twin is fuzzed with every seed for as many cases as the slowest seed needed, or
//    `twin_case_max` where these are fewer.
// A function of the incidents, the seeds and the number of cases, unless it is stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/campaign/incidents.h"
#include "harness/report/recall_table.h"

namespace splitvote {

struct RecallProgress {
  std::size_t row = 0, row_count = 0;
  const RecallRow* now = nullptr;
  std::string what;         // "seed 3", "minimizing", "twin, seed 3"
  std::uint64_t cases = 0;  // of this campaign
};

struct RecallOptions {
  std::uint64_t seed = 1;  // the first one
  int seed_count = 10;
  std::uint64_t case_max = 100'000;
  std::uint64_t twin_case_max = 1'000;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const RecallProgress&)> on_progress;  // several times a second; may be empty
};

// In the order of the files, then of verdicts. Rows that `stop` kept from their end are not `run`.
// Throws InputError where an incident's case does not show what it expects.
std::vector<RecallRow> recall(const std::vector<IncidentFile>& files, const RecallOptions& options);

}  // namespace splitvote
