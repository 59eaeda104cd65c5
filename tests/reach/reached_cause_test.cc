#include "harness/reach/reached_cause.h"

#include <gtest/gtest.h>

#include <functional>

namespace splitvote {
namespace {

const ChoiceNames kNames{{"a:x", "b:x", "c:x"}, 1};

FailingSet complete(const std::function<bool(PlanBits)>& fails) {
  FailingSet set;
  set.choice_count = 3;
  set.table.emplace(3);
  for (PlanBits plan = 0; plan < 8; ++plan) {
    if (fails(plan)) set.table->set(plan);
  }
  return set;
}

// The plan that is left out: all-rounded.
FailingSet incomplete(const std::function<bool(PlanBits)>& fails) {
  FailingSet set;
  set.choice_count = 3;
  for (PlanBits plan = 1; plan < 8; ++plan) {
    set.plans.push_back(plan);
    set.fails.push_back(fails(plan));
  }
  return set;
}

// a promoted, or both others.
bool either(PlanBits plan) { return (plan & 1U) != 0 || (plan & 6U) == 6; }

TEST(ReachedCause, IsOneThatThePlanSatisfies) {
  EXPECT_EQ(reached_cause(complete(either), 1, kNames).text, "a:x promoted");
  // Shorter ones that the plan does not satisfy are none of its causes.
  EXPECT_EQ(reached_cause(complete(either), 6, kNames).text, "b:x promoted, c:x promoted");
}

TEST(ReachedCause, HasTheFewestLiterals) {
  EXPECT_EQ(reached_cause(complete(either), 7, kNames).text, "a:x promoted");
}

TEST(ReachedCause, OfSeveralIsTheOneWhoseTextComesFirst) {
  const auto at_most_one = [](PlanBits plan) { return (plan & 3U) != 3; };
  EXPECT_EQ(reached_cause(complete(at_most_one), 0, kNames).text, "a:x rounded");
}

TEST(ReachedCause, OfCoveredPlansDropsLiteralsOneByOne) {
  EXPECT_EQ(reached_cause(incomplete(either), 6, kNames).text, "b:x promoted, c:x promoted");
  EXPECT_EQ(reached_cause(incomplete(either), 1, kNames).text, "a:x promoted");
}

TEST(ReachedCause, OfEveryPlanSaysSo) {
  EXPECT_EQ(reached_cause(complete([](PlanBits) { return true; }), 5, kNames).text, "every plan");
}

}  // namespace
}  // namespace splitvote
