#include "harness/explain/failing_set.h"

#include <algorithm>
#include <bit>

namespace splitvote {

std::uint64_t FailingSet::covered_count() const {
  return table ? table->assignment_count() : plans.size();
}

std::uint64_t FailingSet::count() const {
  if (table) return table->count();
  return static_cast<std::uint64_t>(std::count(fails.begin(), fails.end(), true));
}

bool FailingSet::covers(PlanBits plan) const {
  if (table) return plan < table->assignment_count();
  return std::binary_search(plans.begin(), plans.end(), plan);
}

bool FailingSet::test(PlanBits plan) const {
  if (!covers(plan)) return false;
  if (table) return table->test(plan);
  const auto found = std::lower_bound(plans.begin(), plans.end(), plan);
  return fails[static_cast<std::size_t>(found - plans.begin())];
}

std::vector<int> FailingSet::support() const {
  std::vector<int> choices;
  for (int choice = 0; choice < choice_count; ++choice) {
    const PlanBits bit = PlanBits{1} << choice;
    const bool depends =
        table ? table->depends_on(choice)
              : std::any_of(plans.begin(), plans.end(), [&](PlanBits plan) {
                  return (plan & bit) == 0 && covers(plan | bit) && test(plan) != test(plan | bit);
                });
    if (depends) choices.push_back(choice);
  }
  return choices;
}

std::optional<PlanBits> FailingSet::least_promoted() const {
  std::optional<PlanBits> least;
  for_each([&](PlanBits plan) {
    if (!least || std::popcount(plan) < std::popcount(*least)) least = plan;
  });
  return least;
}

}  // namespace splitvote
