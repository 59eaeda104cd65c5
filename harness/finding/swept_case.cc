#include "harness/finding/swept_case.h"

#include <utility>

#include "harness/finding/judged_sweep.h"
#include "harness/finding/related_rulings.h"

namespace splitvote {

SweptCase sweep_and_judge(const Case& test_case, const SweepLimits& limits) {
  SweptCase swept;
  swept.test_case = std::make_unique<const Case>(test_case);
  swept.sweep = sweep(*swept.test_case, limits);
  swept.judge = std::make_unique<const Judge>(*swept.test_case);
  swept.judgements = judge_outcomes(*swept.test_case, swept.sweep, *swept.judge);
  return swept;
}

void sweep_related(SweptCase& swept, const std::optional<Relation>& relation,
                   const SweepLimits& limits) {
  if (!relation || !swept.judge->judged(relation->verdict)) return;
  swept.related = sweep_related(*swept.test_case, *relation, limits);
}

std::vector<Finding> find(const SweptCase& swept, const FailRule& rule) {
  std::vector<Finding> findings =
      find(*swept.test_case, swept.sweep, *swept.judge, swept.judgements, rule);
  if (!swept.related) return findings;
  if (auto split =
          related_finding(*swept.test_case, swept.sweep, *swept.judge, *swept.related, rule)) {
    findings.push_back(std::move(*split));
  }
  return findings;
}

std::optional<VerdictPlans> plans_of_verdict(const SweptCase& swept, Verdict verdict,
                                             const FailRule& rule, std::optional<Grade> grade) {
  if (relation_info(verdict) == nullptr) {
    std::vector<const Ruling*> rulings;  // [outcome]
    for (const Judgement& judgement : swept.judgements) rulings.push_back(judgement.find(verdict));
    return verdict_plans(
        swept.sweep, verdict, [&](std::size_t at) { return rulings[swept.sweep.outcome_of[at]]; },
        rule, grade);
  }
  if (!swept.related || swept.related->relation.verdict != verdict ||
      !comparable(swept.sweep, *swept.judge, *swept.related)) {
    return std::nullopt;
  }
  const RelatedRulings rulings(swept.sweep, *swept.judge, *swept.related);
  return verdict_plans(
      rulings.common(), verdict, [&](std::size_t at) { return rulings.at(at); }, rule, grade);
}

}  // namespace splitvote
