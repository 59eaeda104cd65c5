#include "harness/finding/related_rulings.h"

namespace splitvote {

RelatedRulings::RelatedRulings(const Sweep& sweep, const Judge& judge,
                               const RelatedSweep& related) {
  const Sweep& other_sweep = related.sweep;
  common_.site_count = sweep.site_count;
  common_.class_count = sweep.class_count;
  const bool complete =
      sweep.coverage == Coverage::kComplete && other_sweep.coverage == Coverage::kComplete;
  common_.coverage = complete ? Coverage::kComplete : Coverage::kNearBoth;
  std::size_t there = 0;
  for (std::size_t here = 0; here < sweep.plan_count(); ++here) {
    const PlanBits plan = sweep.plan_at(here);
    while (there < other_sweep.plan_count() && other_sweep.plan_at(there) < plan) ++there;
    if (there == other_sweep.plan_count()) break;
    if (other_sweep.plan_at(there) != plan) continue;
    const std::uint32_t outcome = sweep.outcome_of[here], other = other_sweep.outcome_of[there];
    common_.outcome_of.push_back(outcome);
    if (!complete) common_.plans.push_back(plan);
    // Outcomes are few: each pair of them is compared once.
    const auto [entry, is_new] =
        compared_.try_emplace((static_cast<std::uint64_t>(outcome) << 32) | other);
    if (is_new) {
      entry->second = compare_related(judge, related.relation, sweep.outcomes[outcome],
                                      related.test_case.layout, other_sweep.outcomes[other]);
    }
    rulings_.push_back(entry->second ? &*entry->second : nullptr);
  }
}

bool comparable(const Sweep& sweep, const Judge& judge, const RelatedSweep& related) {
  return judge.judged(related.relation.verdict) && sweep.site_count == related.sweep.site_count &&
         sweep.class_count == related.sweep.class_count;
}

}  // namespace splitvote
