// One case of a campaign: swept, judged, and what was found on it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct Examined {
  std::vector<Finding> findings;
  std::vector<std::string> provisional;  // kinds of finding for which the case was swept again
  std::string pattern;                   // pattern.h
  std::int64_t plans = 0;
};

// 1. The case is swept within `limits`, which are short.
// 2. Where that left plans out and a default sweep need not, a finding is provisional: the case is
//    swept again with default limits, so that every finding is what `sweep` and `replay` will find.
//    That is slow, so it is done once for each kind (program, verdict, grade, number of classes):
//    `known` says which ones are done, and further ones are dropped.
// 3. With `other_layout`, the same logits under that layout too (layout_split).
// Throws SweepStopped, and InputError where the program cannot serve the layout.
Examined examine(const Case& test_case, const std::optional<Layout>& other_layout,
                 const SweepLimits& limits, const FailRule& rule,
                 const std::function<bool(const std::string&)>& known);

// What a default sweep of the case, as `sweep` and `replay` make, finds on it.
std::vector<Finding> find_by_default(const Case& test_case,
                                     const std::optional<Layout>& other_layout,
                                     const FailRule& rule, const std::atomic<bool>* stop = nullptr);

}  // namespace splitvote
