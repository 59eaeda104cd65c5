// Which verdicts compiled programs reach, each by a campaign of its own: the cells of the reach
// table (harness/report/reach_table.h).
//
// 1. A sampler at one shape is fuzzed on all its targets at once (on_targets.h), with no seed
//    corpus; every signature counts for the programs that show it on a case. Where a case
//    contradicts a plan, the plan is identified again (identify_again.h), and the campaign is run
//    once more.
// 2. Where it has collectives, every two of its targets are fuzzed as a fleet.
// The table is a function of the subjects, the seed and the numbers of cases; threads do not change
// it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/oracle/verdict.h"
#include "harness/reach/subject.h"
#include "harness/report/reach_table.h"

namespace splitvote {

struct ReachProgress {
  std::size_t done = 0, count = 0;  // campaigns
  std::string what;                 // "vllm_local_argmax, batch 8, ...", "... tpu-v4,tpu-v5e"
  std::uint64_t cases = 0;          // of this campaign
};

struct ReachOptions {
  std::uint64_t seed = 1;
  std::uint64_t case_count = 100;       // of a sampler at one shape
  std::uint64_t fleet_case_count = 20;  // of a fleet; 0: no fleets
  int jobs = 1;
  FailRule rule;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const ReachProgress&)> on_progress;  // several times a second; may be empty
};

// Without date and command. What `stop` kept from its end is not `run`.
ReachTable run_reach_campaigns(const std::vector<Subject>& subjects, const ReachOptions& options);

}  // namespace splitvote
