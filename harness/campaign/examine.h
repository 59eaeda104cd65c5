// One case of a campaign: swept, judged, and what was found on it.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/finding/finding.h"
#include "harness/finding/swept_case.h"
#include "harness/oracle/verdict.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct Failing {
  Verdict verdict;
  Grade grade;  // the worst one that fails
};

struct Examined {
  std::vector<Finding> findings;
  // Instead of findings: what fails, where these limits left plans out and are shorter than the
  // default ones, with which `sweep` and `replay` may name other causes.
  std::vector<Failing> provisional;
  std::string pattern;  // pattern.h
  std::int64_t plans = 0;
};

// With `relation`, the related case too (relation.h). Throws SweepStopped, and InputError where the
// program cannot serve the layout.
Examined examine(const Case& test_case, const std::optional<Relation>& relation,
                 const SweepLimits& limits, const FailRule& rule);

// A default sweep of the case, as `sweep` and `replay` make, and what it finds.
SweptCase sweep_by_default(const Case& test_case, const std::optional<Relation>& relation,
                           const std::atomic<bool>* stop = nullptr);
std::vector<Finding> find_by_default(const Case& test_case, const std::optional<Relation>& relation,
                                     const FailRule& rule, const std::atomic<bool>* stop = nullptr);

}  // namespace splitvote
