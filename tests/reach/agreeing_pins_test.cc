#include "harness/reach/agreeing_pins.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

// A sweep whose every choice is taken the other way round: what it names when all is promoted, the
// other names when all is rounded.
Sweep turned(const Sweep& sweep) {
  Sweep other = sweep;
  std::reverse(other.outcome_of.begin(), other.outcome_of.end());
  return other;
}

struct OnCase {
  Case test_case;
  Sweep here, there;
};

// The one token whose quotient, 12.41, rounds up: kept unless it is read unrounded and the maximum
// rounded.
OnCase one_token() {
  OnCase on = {random_rows(1, 1), {}, {}};
  on.test_case.logits.background = {BackgroundKind::kConstant, 1, 0, 1};
  on.test_case.logits.planted = {{0, 3, 8.6875F}};
  on.here = sweep(on.test_case);
  on.there = turned(on.here);
  return on;
}

AgreeingPinSets pins_on(const OnCase& on, PlanBits here, PlanBits there) {
  const Judge judge(on.test_case);
  const Program* sampler = on.test_case.program.get();
  return agreeing_pins({sampler, &on.here, here}, {sampler, &on.there, there}, judge, 1,
                       FailRule());
}

std::vector<std::string> texts(const std::vector<AgreeingPins>& sets) {
  std::vector<std::string> texts;
  for (const AgreeingPins& each : sets) texts.push_back(each.text);
  return texts;
}

// Sites: m:y, keep:y, keep:m. It is kept unless keep:y is promoted and one of the others rounded;
// of the other sweep, unless keep:y is rounded and one of the others promoted.
TEST(AgreeingPins, HoldForBothSweepsWhateverElseIsChosen) {
  const OnCase on = one_token();
  ASSERT_EQ(on.here.outcomes.size(), 2U);
  const AgreeingPinSets pins = pins_on(on, 0b010, 0b010);
  EXPECT_EQ(pins.refusal, "");
  EXPECT_FALSE(pins.plans_agree);
  for (const AgreeingPins& each : pins.of_every) EXPECT_EQ(each.literals.size(), 3U) << each.text;
  EXPECT_EQ(texts(pins.of_every),
            (std::vector<std::string>{"keep:m promoted, keep:y promoted, m:y promoted",
                                      "keep:m rounded, keep:y rounded, m:y rounded"}));
  EXPECT_TRUE(pins.all_rounded_agree);
  EXPECT_TRUE(pins.all_promoted_agree);
}

TEST(AgreeingPins, OfTheTwoPlansAloneMayBeFewer) {
  const AgreeingPinSets pins = pins_on(one_token(), 0b010, 0b000);
  EXPECT_EQ(texts(pins.of_the_two),
            (std::vector<std::string>{"keep:y rounded", "keep:m promoted", "m:y promoted"}));
}

// Under them nothing is kept: that both do so is no reason to be content.
TEST(AgreeingPins, SayWhichVerdictsTheyLeave) {
  OnCase on = one_token();
  on.there = on.here;
  const AgreeingPinSets pins = pins_on(on, 0b010, 0b000);
  ASSERT_EQ(texts(pins.of_the_two).back(), "keep:y promoted");
  EXPECT_EQ(pins.of_the_two.back().leaves,
            (std::vector<Verdict>{Verdict::kMaxVanished, Verdict::kEmptyCandidates}));
  EXPECT_TRUE(pins.of_the_two.front().leaves.empty());
}

TEST(AgreeingPins, AreNotToldOfWhatWasNotSwept) {
  OnCase on = one_token();
  on.there.coverage = Coverage::kNearBoth;
  EXPECT_EQ(pins_on(on, 0b010, 0).refusal, "not every plan was swept");
}

TEST(AgreeingPins, AreNoneWhereEveryPlanNamesTheSame) {
  OnCase on = one_token();
  on.test_case.parameters.numbers["temperature"] = 1;
  on.here = on.there = sweep(on.test_case);
  EXPECT_TRUE(pins_on(on, 0b010, 0).plans_agree);
}

}  // namespace
}  // namespace splitvote
