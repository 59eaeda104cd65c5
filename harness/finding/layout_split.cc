// The same plan, another layout of the same logits.

#include <algorithm>
#include <unordered_map>

#include "harness/finding/compose.h"
#include "harness/finding/finding.h"

namespace splitvote {
namespace {

// The plans that both sweeps cover, as a sweep whose outcomes are those of `sweep`, and where each
// stands in `other`.
struct Common {
  Sweep sweep;
  std::vector<std::size_t> position_in_other;
};

Common common_plans(const Sweep& sweep, const Sweep& other) {
  Common common;
  common.sweep.site_count = sweep.site_count;
  common.sweep.class_count = sweep.class_count;
  const bool complete =
      sweep.coverage == Coverage::kComplete && other.coverage == Coverage::kComplete;
  common.sweep.coverage = complete ? Coverage::kComplete : Coverage::kNearBoth;
  std::size_t there = 0;
  for (std::size_t here = 0; here < sweep.plan_count(); ++here) {
    const PlanBits plan = sweep.plan_at(here);
    while (there < other.plan_count() && other.plan_at(there) < plan) ++there;
    if (there == other.plan_count()) break;
    if (other.plan_at(there) != plan) continue;
    common.sweep.outcome_of.push_back(sweep.outcome_of[here]);
    if (!complete) common.sweep.plans.push_back(plan);
    common.position_in_other.push_back(there);
  }
  return common;
}

}  // namespace

std::optional<Finding> layout_split_finding(const Case& test_case, const Sweep& sweep,
                                            const Judge& judge, const Layout& other_layout,
                                            const Sweep& other_sweep, const FailRule& rule) {
  if (!judge.judged(Verdict::kLayoutSplit) || sweep.site_count != other_sweep.site_count ||
      sweep.class_count != other_sweep.class_count) {
    return std::nullopt;
  }
  const Common common = common_plans(sweep, other_sweep);
  // Outcomes are few: each pair of them is compared once.
  std::unordered_map<std::uint64_t, std::optional<Ruling>> compared;
  std::vector<const Ruling*> rulings;
  bool fails = false;
  for (std::size_t at = 0; at < common.sweep.plan_count(); ++at) {
    const std::uint32_t here = common.sweep.outcome_of[at];
    const std::uint32_t there = other_sweep.outcome_of[common.position_in_other[at]];
    const auto [entry, is_new] =
        compared.try_emplace((static_cast<std::uint64_t>(here) << 32) | there);
    if (is_new) {
      entry->second = judge.compare_tops(Verdict::kLayoutSplit, sweep.outcomes[here],
                                         other_sweep.outcomes[there], other_layout);
    }
    rulings.push_back(entry->second ? &*entry->second : nullptr);
    fails = fails || (rulings.back() != nullptr &&
                      rule.failing(Verdict::kLayoutSplit, rulings.back()->grade));
  }
  if (!fails) return std::nullopt;
  Finding finding = compose_finding(
      test_case, common.sweep, judge, Verdict::kLayoutSplit,
      [&](std::size_t at) { return rulings[at]; }, rule);
  finding.other_layout = other_layout;
  return finding;
}

}  // namespace splitvote
