#include "harness/explain/plan_search.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace splitvote {

PlanSearch::PlanSearch(const FailingSet& set) : set_(&set) {
  // A table of 24 variables has fewer distinct subfunctions than this.
  if (set.table) bdd_.emplace(*set.table, std::numeric_limits<Bdd::Node>::max());
}

std::optional<PlanBits> PlanSearch::least(const Implicant& where, bool failing) const {
  if (bdd_) return bdd_->least(where, failing);
  std::optional<PlanBits> least;
  for (std::size_t at = 0; at < set_->plans.size(); ++at) {
    const PlanBits plan = set_->plans[at];
    if (set_->fails[at] != failing || !where.holds(plan)) continue;
    if (!least || std::popcount(plan) < std::popcount(*least)) least = plan;
  }
  return least;
}

std::uint64_t PlanSearch::covered(const Implicant& where) const {
  if (bdd_) return std::uint64_t{1} << (set_->choice_count - where.literal_count());
  return static_cast<std::uint64_t>(std::count_if(
      set_->plans.begin(), set_->plans.end(), [&](PlanBits plan) { return where.holds(plan); }));
}

Implicant PlanSearch::prime_around(PlanBits plan, bool failing) const {
  Implicant implicant;
  for (int choice = 0; choice < set_->choice_count; ++choice) {
    implicant.choices |= PlanBits{1} << choice;
  }
  implicant.promoted = plan;
  for (int choice = set_->choice_count - 1; choice >= 0; --choice) {
    const Implicant fewer = implicant.without(choice);
    if (none(fewer, !failing)) implicant = fewer;
  }
  return implicant;
}

}  // namespace splitvote
