#include "harness/explain/extreme_plans.h"

#include <algorithm>
#include <bit>

namespace splitvote {
namespace {

// Keeps the first `most` plans in the order `before`.
template <typename Before>
class FirstPlans {
 public:
  FirstPlans(std::size_t most, Before before) : most_(most), before_(before) {}

  void add(PlanBits plan) {
    ++list_.count;
    std::vector<PlanBits>& kept = list_.listed;
    if (kept.size() == most_ && (most_ == 0 || !before_(plan, kept.back()))) return;
    kept.insert(std::upper_bound(kept.begin(), kept.end(), plan, before_), plan);
    if (kept.size() > most_) kept.pop_back();
  }
  [[nodiscard]] PlanList list() const { return list_; }

 private:
  std::size_t most_;
  Before before_;
  PlanList list_;
};

bool fewer_promoted(PlanBits a, PlanBits b) {
  const int a_promoted = std::popcount(a), b_promoted = std::popcount(b);
  return a_promoted != b_promoted ? a_promoted < b_promoted : a < b;
}

bool more_promoted(PlanBits a, PlanBits b) {
  const int a_promoted = std::popcount(a), b_promoted = std::popcount(b);
  return a_promoted != b_promoted ? a_promoted > b_promoted : a < b;
}

// Visits those of the plans listed, failing or passing, that contain (or are contained in) no other
// such plan.
template <typename Visit>
void for_each_extreme(const FailingSet& set, bool failing, bool smallest, Visit visit) {
  std::vector<PlanBits> plans;
  for (std::size_t at = 0; at < set.plans.size(); ++at) {
    if (set.fails[at] == failing) plans.push_back(set.plans[at]);
  }
  for (const PlanBits plan : plans) {
    const bool extreme = std::none_of(plans.begin(), plans.end(), [&](PlanBits other) {
      if (other == plan) return false;
      return smallest ? (other & ~plan) == 0 : (plan & ~other) == 0;
    });
    if (extreme) visit(plan);
  }
}

}  // namespace

PlanList smallest_failing(const FailingSet& set, std::size_t most) {
  FirstPlans first(most, fewer_promoted);
  const auto add = [&](PlanBits plan) { first.add(plan); };
  if (set.table) {
    set.table->minimal().for_each(add);
  } else {
    for_each_extreme(set, true, true, add);
  }
  return first.list();
}

PlanList largest_passing(const FailingSet& set, std::size_t most) {
  FirstPlans first(most, more_promoted);
  if (set.table) {
    const PlanBits all = set.table->assignment_count() - 1;
    set.table->negated().mirrored().minimal().for_each(
        [&](PlanBits plan) { first.add(all & ~plan); });
  } else {
    for_each_extreme(set, false, false, [&](PlanBits plan) { first.add(plan); });
  }
  return first.list();
}

}  // namespace splitvote
