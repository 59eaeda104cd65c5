// Fuzzing for a time or a number of cases: findings are collected and the hunt goes on.
//
// 1. Seed cases are examined first, as they are.
// 2. Then come epochs, of numbers of cases that are fixed. Case i is a function of seed, programs,
// i, and the
//    corpus as it stood when its epoch began (next_case.h); threads examine them in any order.
// 3. At the end of an epoch its cases are merged in case order: findings are collected by signature
//    (collection.h), cases with a new pattern of joint outcomes join the corpus.
// So the findings of a number of runs are the same for any number of threads. With a time limit or
// a stop, what was examined until then counts.
// 4. A case with a provisional finding waits for an epoch that sweeps it more widely: one case
// each,
//    since that takes a thousand times as long, and only the first few of a kind.
// 5. At last findings are revised, and every one is judged again from its file.
// The clock is passed in.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/collection.h"
#include "harness/campaign/examine.h"
#include "harness/case/case.h"
#include "harness/generate/generator_options.h"
#include "harness/oracle/verdict.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct SeedCase {
  Case test_case;
  std::optional<Relation> relation;  // of a finding on two cases
};

// What is found on a case; throws as `examine` does.
using Examine = std::function<Examined(const Case&, const std::optional<Relation>& relation,
                                       const SweepLimits&)>;

struct CampaignProgress {
  double seconds = 0;
  std::uint64_t cases = 0;
  std::uint64_t plans = 0;
  std::size_t corpus_size = 0;
  std::array<int, kVerdicts.size()> findings = {};  // distinct ones, by verdict
};

struct CampaignOptions {
  std::vector<std::shared_ptr<const Program>> programs;  // at least one
  std::vector<SeedCase> seeds;
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> runs;  // cases after the seeds
  std::optional<double> seconds;
  int jobs = 1;
  GeneratorOptions generator;
  std::vector<GeneratorOptions> generators;  // [program]; empty: `generator` for all of them
  std::vector<std::size_t> turns;            // of programs (next_case.h); empty: one each
  Examine examine;                           // empty: a sweep of the case, judged (examine.h)
  // Short: complete up to 2^10 plans, near both ends beyond. What that finds is provisional
  // (examine.h), and such cases are swept again by default limits, one each epoch.
  SweepLimits limits = {.work_max = 1'024, .choice_count_max = 10};
  FailRule rule;
  std::string findings_folder;  // empty: findings are not saved
  std::string build;            // fingerprint that findings carry
  // What was learned in the meantime, before findings are judged again; empty: nothing.
  std::function<void(Collection&)> revise;
  const std::atomic<bool>* stop = nullptr;
  std::function<double()> clock;  // seconds since the campaign began; called from every thread
  std::function<void(const CampaignProgress&)> on_progress;  // several times a second; may be empty
};

struct CampaignResult {
  CampaignProgress progress;
  bool interrupted = false;   // by `stop`
  std::uint64_t refused = 0;  // cases whose layout the program cannot serve
  Collection collection{"", ""};
};

// Throws InputError when a finding cannot be saved.
CampaignResult run_campaign(const CampaignOptions& options);

}  // namespace splitvote
