#include "harness/explain/failing_set.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

FailingSet complete(int choices, const std::vector<PlanBits>& failing) {
  FailingSet set;
  set.choice_count = choices;
  set.table.emplace(choices);
  for (PlanBits plan : failing) set.table->set(plan);
  return set;
}

FailingSet listed(int choices, std::vector<PlanBits> plans, std::vector<bool> fails) {
  FailingSet set;
  set.choice_count = choices;
  set.plans = std::move(plans);
  set.fails = std::move(fails);
  return set;
}

TEST(FailingSet, CompleteSetsCoverEveryPlan) {
  const FailingSet set = complete(3, {2, 3, 6, 7});
  EXPECT_EQ(set.covered_count(), 8U);
  EXPECT_EQ(set.count(), 4U);
  EXPECT_TRUE(set.test(6));
  EXPECT_FALSE(set.test(4));
  EXPECT_FALSE(set.test(8));
  EXPECT_EQ(set.support(), std::vector<int>{1});
  EXPECT_EQ(set.least_promoted(), 2U);
}

TEST(FailingSet, ListedSetsKnowOnlyTheirPlans) {
  const PlanBits high = PlanBits{1} << 63;
  const FailingSet set =
      listed(64, {0, 1, 2, high, ~PlanBits{0}}, {false, true, false, true, true});
  EXPECT_EQ(set.covered_count(), 5U);
  EXPECT_EQ(set.count(), 3U);
  EXPECT_TRUE(set.test(high));
  EXPECT_FALSE(set.test(3));
  EXPECT_FALSE(set.covers(3));
  EXPECT_EQ(set.support(), (std::vector<int>{0, 63}));
  EXPECT_EQ(set.least_promoted(), 1U);
}

TEST(FailingSet, LeastPromotedMeansFewestChoicesThenSmallestBits) {
  EXPECT_EQ(complete(3, {3, 4}).least_promoted(), 4U);
  EXPECT_EQ(complete(3, {3, 5, 6}).least_promoted(), 3U);
}

TEST(FailingSet, NothingFailsInAnEmptyOne) {
  EXPECT_EQ(complete(2, {}).least_promoted(), std::nullopt);
  EXPECT_TRUE(complete(2, {}).support().empty());
  EXPECT_EQ(complete(0, {0}).count(), 1U);
}

}  // namespace
}  // namespace splitvote
