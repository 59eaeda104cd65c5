#include "harness/finding/layout_rulings.h"

namespace splitvote {

LayoutRulings::LayoutRulings(const Sweep& sweep, const Judge& judge, const Layout& other_layout,
                             const Sweep& other_sweep) {
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
      entry->second = judge.compare_tops(Verdict::kLayoutSplit, sweep.outcomes[outcome],
                                         other_sweep.outcomes[other], other_layout);
    }
    rulings_.push_back(entry->second ? &*entry->second : nullptr);
  }
}

bool layouts_comparable(const Sweep& sweep, const Judge& judge, const Sweep& other_sweep) {
  return judge.judged(Verdict::kLayoutSplit) && sweep.site_count == other_sweep.site_count &&
         sweep.class_count == other_sweep.class_count;
}

}  // namespace splitvote
