#include "harness/explain/extreme_plans.h"

#include <gtest/gtest.h>

#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

// By definition, in the order that is promised.
std::vector<PlanBits> extremes(const FailingSet& set, bool smallest) {
  std::vector<PlanBits> found;
  const PlanBits all = (PlanBits{1} << set.choice_count) - 1;
  const auto counts = [&](PlanBits plan) { return set.covers(plan) && set.test(plan) == smallest; };
  for (PlanBits plan = 0; plan <= all; ++plan) {
    if (!counts(plan)) continue;
    bool extreme = true;
    for (PlanBits other = 0; other <= all && extreme; ++other) {
      const bool beyond = smallest ? (other & ~plan) == 0 : (plan & ~other) == 0;
      extreme = other == plan || !beyond || !counts(other);
    }
    if (extreme) found.push_back(plan);
  }
  std::stable_sort(found.begin(), found.end(), [&](PlanBits a, PlanBits b) {
    return smallest ? std::popcount(a) < std::popcount(b) : std::popcount(a) > std::popcount(b);
  });
  return found;
}

TEST(ExtremePlans, EqualTheDefinition) {
  for (std::uint64_t round = 0; round < 120; ++round) {
    const FailingSet set = complete_set(random_function(static_cast<int>(round % 10), round));
    EXPECT_EQ(smallest_failing(set, 1'000).listed, extremes(set, true)) << round;
    EXPECT_EQ(largest_passing(set, 1'000).listed, extremes(set, false)) << round;
    FailingSet some;
    some.choice_count = set.choice_count;
    for (PlanBits plan = 0; plan < set.table->assignment_count(); ++plan) {
      if (scrambled(plan + round) % 4 == 0) continue;
      some.plans.push_back(plan);
      some.fails.push_back(set.test(plan));
    }
    EXPECT_EQ(smallest_failing(some, 1'000).listed, extremes(some, true)) << round;
    EXPECT_EQ(largest_passing(some, 1'000).listed, extremes(some, false)) << round;
  }
}

TEST(ExtremePlans, AreCountedBeyondThoseListed) {
  const FailingSet set = complete_set(table_of(9, [](PlanBits plan) { return (plan & 0xf) != 0; }));
  const PlanList smallest = smallest_failing(set, 3);
  EXPECT_EQ(smallest.count, 4U);
  EXPECT_EQ(smallest.listed, (std::vector<PlanBits>{1, 2, 4}));
  EXPECT_EQ(largest_passing(set, 3).listed, std::vector<PlanBits>{0x1f0});
}

}  // namespace
}  // namespace splitvote
