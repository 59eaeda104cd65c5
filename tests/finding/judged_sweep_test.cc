#include "harness/finding/judged_sweep.h"

#include <gtest/gtest.h>

#include "tests/finding/swept_scene.h"

namespace splitvote {
namespace {

TEST(JudgedSweep, SpreadsVerdictsOverThePlansThatShowThem) {
  Scene scene({{0, 1, 2, 3}});
  scene.promise(Promise::kKeepsMaximum).observe_candidates().observe_tops();
  const Sweep sweep = swept(3, 1, [&](PlanBits plan) {
    return scene.keeping(plan < 3 ? std::vector<std::int64_t>{3} : std::vector<std::int64_t>{0});
  });
  const Judge judge(scene.ready());
  const auto judgements = judge_outcomes(scene.test_case, sweep, judge);
  ASSERT_EQ(judgements.size(), 2U);
  EXPECT_TRUE(judgements[0].rulings.empty());
  const FailingSet failing = failing_plans(sweep, judgements, FailRule());
  ASSERT_TRUE(failing.complete());
  EXPECT_EQ(failing.count(), 5U);
  for (PlanBits plan = 0; plan < 8; ++plan) EXPECT_EQ(failing.test(plan), plan >= 3);
  EXPECT_EQ(failing_plans(sweep, judgements, parse_fail_rule("rank_split")).count(), 0U);
  const FailingSet few = failing_plans(only(sweep, {0, 1, 7}), judgements, FailRule());
  EXPECT_FALSE(few.complete());
  EXPECT_EQ(few.plans, (std::vector<PlanBits>{0, 1, 7}));
  EXPECT_EQ(few.count(), 1U);
}

TEST(JudgedSweep, ComparesEveryOutcomeWithTheFirst) {
  Scene scene({{0, 1, 2, 3}});
  scene.observe_tops();
  const Sweep sweep = swept(2, 1, [&](PlanBits plan) {
    const auto top = static_cast<std::int64_t>(plan);
    return scene.naming({top, top});
  });
  const Judge judge(scene.ready());
  const auto judgements = judge_outcomes(scene.test_case, sweep, judge);
  EXPECT_EQ(judgements[0].find(Verdict::kPlanSplit), nullptr);
  for (std::size_t at = 1; at < 4; ++at) {
    ASSERT_NE(judgements[at].find(Verdict::kPlanSplit), nullptr);
    EXPECT_EQ(judgements[at].find(Verdict::kPlanSplit)->expected_token, static_cast<int>(at));
    EXPECT_EQ(judgements[at].find(Verdict::kPlanSplit)->actual_token, 0);
  }
}

}  // namespace
}  // namespace splitvote
