#include "harness/finding/verdict_plans.h"

#include <algorithm>
#include <vector>

#include "harness/finding/judged_sweep.h"

namespace splitvote {

std::optional<VerdictPlans> verdict_plans(const Sweep& sweep, Verdict verdict,
                                          const RulingAt& ruling_at, const FailRule& rule,
                                          std::optional<Grade> grade) {
  std::vector<bool> failing(sweep.plan_count(), false), worst(sweep.plan_count(), false);
  VerdictPlans plans;
  bool any = false;
  for (std::size_t at = 0; at < sweep.plan_count(); ++at) {
    const Ruling* ruling = ruling_at(at);
    failing[at] = ruling != nullptr && rule.failing(verdict, ruling->grade);
    if (!failing[at]) continue;
    any = true;
    plans.grade = std::max(plans.grade, ruling->grade);
  }
  if (!any) return std::nullopt;
  plans.grade = grade.value_or(plans.grade);
  for (std::size_t at = 0; at < sweep.plan_count(); ++at) {
    worst[at] = failing[at] && ruling_at(at)->grade == plans.grade;
  }
  plans.worst = plans_marked(sweep, worst);
  plans.failing = plans_marked(sweep, failing);
  return plans;
}

}  // namespace splitvote
