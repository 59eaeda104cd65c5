// What rules a finding out on the compilers that reach it: every remedy is compiled into the
// sampler, and what comes out is run and judged again.
//
// 1. The smallest set of pins that are all rounded (finding/explanation.h), as reduce_precision and
//    as optimization_barrier; the sampler in float32; the flag off (compiled/remedies.h).
// 2. The finding's own case is tried, and generated cases at the compiled shape, the same for every
//    remedy of a compiled program. One of those counts where it shows the verdict at the finding's
//    grade or a worse one, and the sampler with all uses rounded, or with all promoted, does not
//    fail with it there: what no rounding rules out is no matter of the remedy.
// What it shows holds for these compilers, targets and shapes, and for the cases that were tried.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/compiled/sampler_source.h"
#include "harness/compilers/compilers.h"
#include "harness/finding/finding.h"
#include "harness/generate/generator_options.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/subject.h"

namespace splitvote {

struct RemedyOptions {
  FailRule rule;
  std::map<std::string, double> numbers;  // counts that are compiled in
  int fresh = 24;                         // generated cases
  std::uint64_t seed = 1;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const std::string&)> on_progress;  // may be empty
};

class RemedyTrials {
 public:
  // Keeps a reference to the compilers.
  RemedyTrials(Compilers& compilers, RemedyOptions options)
      : compilers_(&compilers), options_(std::move(options)) {}

  // For each compiled program that shows the finding on its own case: as it was compiled, then
  // every remedy. What cannot be tried says why. `source` is what was compiled. None for a
  // variant_split, which compares two compiled programs. Throws SweepStopped.
  std::vector<Trial> of(const Finding& finding, const SamplerSource& source);

 private:
  Compilers* compilers_;
  RemedyOptions options_;
  // A generated case, and the verdicts that fail on it whatever is rounded.
  struct FreshCase {
    Case test_case;
    std::set<Verdict> unavoidable;
  };
  // How many of them show a verdict at a grade or a worse one.
  using Counts = std::map<Verdict, std::array<int, kGradeNames.size()>>;

  void want_no_stop() const;  // throws SweepStopped
  const std::vector<FreshCase>& fresh_cases(const Subject& subject, const GeneratorOptions& base);

  std::map<std::string, std::vector<FreshCase>> fresh_;  // by sampler and shape
  std::map<std::string, Counts> counts_;                 // by what was compiled

  class OnOne;
};

}  // namespace splitvote
