#include "harness/sweep/sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "src/evaluate/run.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

Case tied_case(int number) {
  Rng rng(static_cast<std::uint64_t>(number), 7);
  return near_tie_case("gather_topk_topp", 64, 4, 12,
                       {{"temperature", 0.7}, {"top_p", 0.9}, {"top_k", 5}}, rng);
}

// Every plan that the sweep covers leads where running it alone leads.
void expect_agrees_with_run(const Case& test_case, const Sweep& swept) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  for (std::size_t position = 0; position < swept.plan_count(); ++position) {
    const Plan plan = split_plan(swept.plan_at(position), swept.site_count, swept.class_count);
    ASSERT_EQ(swept.outcomes[swept.outcome_of[position]], run(evaluator, plan)) << position;
  }
}

TEST(Sweep, CoversEveryPlanWithinItsLimits) {
  const Case test_case = tied_case(1);
  const Sweep swept = sweep(test_case);
  EXPECT_EQ(swept.coverage, Coverage::kComplete);
  EXPECT_EQ(swept.plan_count(), 1024U);
  EXPECT_GT(swept.outcomes.size(), 1U);
  expect_agrees_with_run(test_case, swept);
}

TEST(Sweep, CoversThePlansNearBothEndsBeyondTheChoiceLimit) {
  SweepLimits limits;
  limits.choice_count_max = 9;
  std::size_t outcomes = 0;
  for (int number = 0; number < 20; ++number) {
    const Case test_case = tied_case(number);
    const Sweep swept = sweep(test_case, limits);
    EXPECT_EQ(swept.coverage, Coverage::kNearBoth);
    EXPECT_EQ(swept.plan_count(), 2U * (1 + 10 + 45));
    for (PlanBits plan : swept.plans) {
      const int promoted = __builtin_popcountll(plan);
      EXPECT_TRUE(promoted <= 2 || promoted >= 8) << plan;
    }
    outcomes = std::max(outcomes, swept.outcomes.size());
    expect_agrees_with_run(test_case, swept);
  }
  EXPECT_GT(outcomes, 1U);
}

TEST(Sweep, CoversThePlansNearBothEndsBeyondTheWorkLimit) {
  SweepLimits limits;
  limits.work_max = 0;
  const Case test_case = tied_case(2);
  const Sweep swept = sweep(test_case, limits);
  EXPECT_EQ(swept.coverage, Coverage::kNearBoth);
  expect_agrees_with_run(test_case, swept);
}

TEST(Sweep, CoversFleetPlansOfTwoClasses) {
  int disagreeing_classes = 0;  // cases where a fleet does what no uniform plan does
  for (int number = 0; number < 20; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 9);
    Case test_case = near_tie_case("xla_excess_topk", 32, 4, 16, {{"temperature", 0.7}}, rng);
    test_case.layout.rank_class = {0, 1, 1, 0};
    const Sweep swept = sweep(test_case);
    ASSERT_EQ(swept.coverage, Coverage::kComplete);
    ASSERT_EQ(swept.plan_count(), 65'536U);
    const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
    const Evaluator evaluator(evaluator_input(test_case, logits));
    for (PlanBits plan = 0; plan < swept.plan_count(); plan += 61) {
      ASSERT_EQ(swept.outcomes[swept.outcome_of[plan]], run(evaluator, split_plan(plan, 8, 2)))
          << plan;
    }
    std::vector<bool> uniform(swept.outcomes.size(), false);
    for (PlanBits plan = 0; plan < 256; ++plan) uniform[swept.outcome_of[plan * 257]] = true;
    disagreeing_classes += std::count(uniform.begin(), uniform.end(), false) > 0 ? 1 : 0;
  }
  EXPECT_GT(disagreeing_classes, 0);
}

TEST(Sweep, StopsWhenAsked) {
  const std::atomic<bool> stop = true;
  SweepLimits limits;
  limits.stop = &stop;
  EXPECT_THROW(sweep(tied_case(1), limits), SweepStopped);
}

}  // namespace
}  // namespace splitvote
