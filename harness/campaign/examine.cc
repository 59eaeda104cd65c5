#include "harness/campaign/examine.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/pattern.h"
#include "harness/finding/swept_case.h"

namespace splitvote {
namespace {

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

Examined examine(const Case& test_case, const std::optional<Relation>& relation,
                 const SweepLimits& limits, const FailRule& rule) {
  SweptCase swept = sweep_and_judge(test_case, limits);
  Examined examined;
  if (is_provisional(swept.sweep, limits)) {
    examined.provisional = failing_of(swept.judgements, rule);
  } else {
    sweep_related(swept, relation, limits);
    examined.findings = find(swept, rule);
  }
  examined.pattern = pattern_of(test_case, swept.sweep, swept.judgements, examined.findings);
  examined.plans = static_cast<std::int64_t>(swept.sweep.plan_count());
  return examined;
}

SweptCase sweep_by_default(const Case& test_case, const std::optional<Relation>& relation,
                           const std::atomic<bool>* stop) {
  SweepLimits limits;
  limits.stop = stop;
  SweptCase swept = sweep_and_judge(test_case, limits);
  sweep_related(swept, relation, limits);
  return swept;
}

std::vector<Finding> find_by_default(const Case& test_case, const std::optional<Relation>& relation,
                                     const FailRule& rule, const std::atomic<bool>* stop) {
  return find(sweep_by_default(test_case, relation, stop), rule);
}

}  // namespace splitvote
