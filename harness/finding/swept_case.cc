#include "harness/finding/swept_case.h"

#include <utility>

#include "harness/finding/judged_sweep.h"
#include "harness/finding/layout_rulings.h"

namespace splitvote {

SweptCase sweep_and_judge(const Case& test_case, const SweepLimits& limits) {
  SweptCase swept;
  swept.test_case = std::make_unique<const Case>(test_case);
  swept.sweep = sweep(*swept.test_case, limits);
  swept.judge = std::make_unique<const Judge>(*swept.test_case);
  swept.judgements = judge_outcomes(*swept.test_case, swept.sweep, *swept.judge);
  return swept;
}

void sweep_other_layout(SweptCase& swept, const std::optional<Layout>& other_layout,
                        const SweepLimits& limits) {
  if (!other_layout || !swept.judge->judged(Verdict::kLayoutSplit)) return;
  Case other = *swept.test_case;
  other.layout = *other_layout;
  swept.other_layout = other_layout;
  swept.other_sweep = sweep(other, limits);
}

std::vector<Finding> find(const SweptCase& swept, const FailRule& rule) {
  std::vector<Finding> findings =
      find(*swept.test_case, swept.sweep, *swept.judge, swept.judgements, rule);
  if (!swept.other_sweep) return findings;
  if (auto split = layout_split_finding(*swept.test_case, swept.sweep, *swept.judge,
                                        *swept.other_layout, *swept.other_sweep, rule)) {
    findings.push_back(std::move(*split));
  }
  return findings;
}

std::optional<VerdictPlans> plans_of_verdict(const SweptCase& swept, Verdict verdict,
                                             const FailRule& rule, std::optional<Grade> grade) {
  if (verdict != Verdict::kLayoutSplit) {
    std::vector<const Ruling*> rulings;  // [outcome]
    for (const Judgement& judgement : swept.judgements) rulings.push_back(judgement.find(verdict));
    return verdict_plans(
        swept.sweep, verdict, [&](std::size_t at) { return rulings[swept.sweep.outcome_of[at]]; },
        rule, grade);
  }
  if (!swept.other_sweep || !layouts_comparable(swept.sweep, *swept.judge, *swept.other_sweep)) {
    return std::nullopt;
  }
  const LayoutRulings rulings(swept.sweep, *swept.judge, *swept.other_layout, *swept.other_sweep);
  return verdict_plans(
      rulings.common(), verdict, [&](std::size_t at) { return rulings.at(at); }, rule, grade);
}

}  // namespace splitvote
