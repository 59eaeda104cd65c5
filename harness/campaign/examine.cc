#include "harness/campaign/examine.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/pattern.h"
#include "harness/finding/judged_sweep.h"

namespace splitvote {
namespace {

// The findings of one case under the limits, those of a layout_split last.
std::vector<Finding> find_within(const Case& test_case, const std::optional<Layout>& other_layout,
                                 const SweepLimits& limits, const FailRule& rule,
                                 const Sweep& swept, const Judge& judge,
                                 const std::vector<Judgement>& judgements) {
  std::vector<Finding> findings = find(test_case, swept, judge, judgements, rule);
  if (!other_layout.has_value() || !judge.judged(Verdict::kLayoutSplit)) return findings;
  Case other = test_case;
  other.layout = *other_layout;
  const Sweep other_sweep = sweep(other, limits);
  if (auto split =
          layout_split_finding(test_case, swept, judge, *other_layout, other_sweep, rule)) {
    findings.push_back(std::move(*split));
  }
  return findings;
}

// Plans were left out, and a sweep within default limits might cover them. Where it would not (too
// many choices), telling the cause of a list of plans takes as long as many short sweeps.
bool is_provisional(const Sweep& swept, const SweepLimits& limits) {
  return swept.coverage == Coverage::kNearBoth &&
         (limits.work_max < SweepLimits{}.work_max ||
          limits.choice_count_max < SweepLimits{}.choice_count_max);
}

std::vector<Failing> failing_of(const std::vector<Judgement>& judgements, const FailRule& rule) {
  std::vector<Failing> failing;
  for (const VerdictInfo& row : kVerdicts) {
    std::optional<Grade> worst;
    for (const Judgement& judgement : judgements) {
      const Ruling* ruling = judgement.find(row.verdict);
      if (ruling == nullptr || !rule.failing(row.verdict, ruling->grade)) continue;
      worst = std::max(worst.value_or(Grade::kTie), ruling->grade);
    }
    if (worst.has_value()) failing.push_back({row.verdict, *worst});
  }
  return failing;
}

}  // namespace

Examined examine(const Case& test_case, const std::optional<Layout>& other_layout,
                 const SweepLimits& limits, const FailRule& rule) {
  const Sweep swept = sweep(test_case, limits);
  const Judge judge(test_case);
  const std::vector<Judgement> judgements = judge_outcomes(test_case, swept, judge);
  Examined examined;
  if (is_provisional(swept, limits)) {
    examined.provisional = failing_of(judgements, rule);
  } else {
    examined.findings =
        find_within(test_case, other_layout, limits, rule, swept, judge, judgements);
  }
  examined.pattern = pattern_of(test_case, swept, judgements, examined.findings);
  examined.plans = static_cast<std::int64_t>(swept.plan_count());
  return examined;
}

std::vector<Finding> find_by_default(const Case& test_case,
                                     const std::optional<Layout>& other_layout,
                                     const FailRule& rule, const std::atomic<bool>* stop) {
  SweepLimits limits;
  limits.stop = stop;
  const Sweep swept = sweep(test_case, limits);
  const Judge judge(test_case);
  const std::vector<Judgement> judgements = judge_outcomes(test_case, swept, judge);
  return find_within(test_case, other_layout, limits, rule, swept, judge, judgements);
}

}  // namespace splitvote
