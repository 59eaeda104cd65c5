#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/oracle/judge.h"
#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const float kNan = std::nanf("");
const std::vector<float> kRow = {1.0F, 2.0F, 2.0F, 0x1.fep0F, 1.5F, 0.5F};

Scene promising(Promise promise, const std::vector<float>& row = kRow) {
  Scene scene({row});
  scene.promise(promise).observe_candidates();
  return scene;
}

const std::vector<std::int64_t> kNothing;

std::optional<Ruling> ruled_on(Scene& scene, const Outcome& outcome, Verdict verdict) {
  const Judgement judgement = Judge(scene.ready()).judge(outcome);
  const Ruling* ruling = judgement.find(verdict);
  return ruling == nullptr ? std::nullopt : std::optional(*ruling);
}
std::optional<Ruling> ruled(Scene& scene, const std::vector<std::int64_t>& kept, Verdict verdict) {
  return ruled_on(scene, scene.keeping(kept), verdict);
}

TEST(MaxVanished, FiresWhenNoMaximumIsKeptAndGradesTheBestKept) {
  Scene scene = promising(Promise::kKeepsMaximum);
  const auto near = ruled(scene, {0, 3, 4}, Verdict::kMaxVanished);
  ASSERT_TRUE(near.has_value());
  EXPECT_EQ(near->grade, Grade::kNear);
  EXPECT_EQ(near->expected_token, 1);
  EXPECT_EQ(near->actual_token, 3);
  EXPECT_EQ(ruled(scene, {0, 4}, Verdict::kMaxVanished)->grade, Grade::kWide);
  EXPECT_EQ(ruled(scene, kNothing, Verdict::kMaxVanished)->grade, Grade::kWide);
}

TEST(MaxVanished, IsATieWhereTheGradeDtypeCannotTell) {
  Scene scene = promising(Promise::kKeepsMaximum, {2.0F, 0x1.fffffep0F});
  EXPECT_EQ(ruled(scene, {1}, Verdict::kMaxVanished)->grade, Grade::kTie);
  scene.program.grade_dtype = Dtype::kFloat32;
  EXPECT_EQ(ruled(scene, {1}, Verdict::kMaxVanished)->grade, Grade::kNear);
}

TEST(MaxVanished, AnyTokenOfTheMaximumCounts) {
  Scene scene = promising(Promise::kKeepsMaximum);
  EXPECT_FALSE(ruled(scene, {2}, Verdict::kMaxVanished).has_value());
  EXPECT_FALSE(ruled(scene, {0, 1, 5}, Verdict::kMaxVanished).has_value());
}

TEST(MaxVanished, OneRankIsEnough) {
  Scene scene = promising(Promise::kKeepsMaximum);
  Outcome outcome = scene.keeping({1});
  Scene::at(outcome, 1).candidates = scene.candidates({4});
  EXPECT_EQ(ruled_on(scene, outcome, Verdict::kMaxVanished)->rank, 1);
}

TEST(MaxVanished, FollowsTheLayout) {
  // Padding after each shard of two: ids 0 1 - 3 4 - 6 7 -.
  Scene scene({kRow}, 3);
  scene.promise(Promise::kKeepsMaximum).observe_candidates();
  scene.test_case.layout.padding = {1, 1, 1};
  EXPECT_FALSE(ruled(scene, {3}, Verdict::kMaxVanished).has_value());
  EXPECT_EQ(ruled(scene, {4}, Verdict::kMaxVanished)->grade, Grade::kNear);
  const auto padding = ruled(scene, {2}, Verdict::kMaxVanished);
  EXPECT_EQ(padding->grade, Grade::kWide);
  EXPECT_EQ(padding->actual_token, kNoToken);
}

TEST(MaxVanished, IsNotJudgedWithoutAMaximumOrBelowTemperatureZero) {
  Scene nothing = promising(Promise::kKeepsMaximum, {kNan, -kInfinity});
  EXPECT_FALSE(ruled(nothing, kNothing, Verdict::kMaxVanished).has_value());
  EXPECT_FALSE(ruled(nothing, kNothing, Verdict::kEmptyCandidates).has_value());
  Scene cold = promising(Promise::kKeepsMaximum);
  cold.set("temperature", 0);
  EXPECT_TRUE(ruled(cold, {5}, Verdict::kMaxVanished).has_value());
  Scene negative = promising(Promise::kKeepsMaximum);
  negative.set("temperature", -1);
  EXPECT_FALSE(ruled(negative, {5}, Verdict::kMaxVanished).has_value());
  EXPECT_TRUE(ruled(negative, kNothing, Verdict::kEmptyCandidates).has_value());
}

TEST(MaxVanished, NanTokensAreNeitherLostNorFound) {
  Scene scene = promising(Promise::kKeepsMaximum, {kNan, 1, 2, kNan});
  EXPECT_EQ(ruled(scene, {0, 3}, Verdict::kMaxVanished)->actual_token, kNoToken);
  EXPECT_FALSE(ruled(scene, {2}, Verdict::kMaxVanished).has_value());
}

TEST(MaxVanished, InfinityMayBeTheMaximum) {
  Scene scene = promising(Promise::kKeepsMaximum, {kInfinity, 1, 2, kInfinity});
  EXPECT_FALSE(ruled(scene, {3}, Verdict::kMaxVanished).has_value());
  EXPECT_EQ(ruled(scene, {2}, Verdict::kMaxVanished)->grade, Grade::kWide);
}

TEST(EmptyCandidates, FiresOnlyWhenNothingIsKept) {
  for (Promise promise : {Promise::kAtLeastOne, Promise::kKeepsMaximum}) {
    Scene scene = promising(promise);
    const auto ruling = ruled(scene, kNothing, Verdict::kEmptyCandidates);
    ASSERT_TRUE(ruling.has_value());
    EXPECT_EQ(ruling->grade, Grade::kWide);
    EXPECT_FALSE(ruled(scene, {5}, Verdict::kEmptyCandidates).has_value());
  }
  Scene silent = promising(Promise::kKeepsOrder);
  EXPECT_FALSE(ruled(silent, kNothing, Verdict::kEmptyCandidates).has_value());
}

TEST(OrderViolation, FiresWhenALikelierTokenIsDropped) {
  Scene scene = promising(Promise::kKeepsOrder);
  const auto wide = ruled(scene, {1, 2, 4}, Verdict::kOrderViolation);
  ASSERT_TRUE(wide.has_value());
  EXPECT_EQ(wide->expected_token, 3);
  EXPECT_EQ(wide->actual_token, 4);
  EXPECT_EQ(wide->grade, Grade::kWide);
  EXPECT_EQ(ruled(scene, {1, 3}, Verdict::kOrderViolation)->grade, Grade::kNear);
}

TEST(OrderViolation, TiesAndEmptySetsBreakNoOrder) {
  Scene scene = promising(Promise::kKeepsOrder);
  for (const auto& kept :
       std::vector<std::vector<std::int64_t>>{{2}, {1, 2}, {1, 2, 3}, {0, 1, 2, 3, 4, 5}, {}}) {
    EXPECT_FALSE(ruled(scene, kept, Verdict::kOrderViolation).has_value());
  }
  Scene zeros = promising(Promise::kKeepsOrder, {0.0F, -0.0F, -1.0F});
  EXPECT_FALSE(ruled(zeros, {1}, Verdict::kOrderViolation).has_value());
}

TEST(OrderViolation, IgnoresNanAndCountsMaskedTokensLast) {
  Scene scene = promising(Promise::kKeepsOrder, {kNan, 1, -kInfinity, 2});
  EXPECT_FALSE(ruled(scene, {0, 3}, Verdict::kOrderViolation).has_value());
  EXPECT_FALSE(ruled(scene, {1, 3}, Verdict::kOrderViolation).has_value());
  EXPECT_EQ(ruled(scene, {2, 3}, Verdict::kOrderViolation)->expected_token, 1);
  Scene negative = promising(Promise::kKeepsOrder);
  negative.set("temperature", -1);
  EXPECT_FALSE(ruled(negative, {5}, Verdict::kOrderViolation).has_value());
}

TEST(WrongCount, FiresWhenNotExactlyKAreKept) {
  Scene scene = promising(Promise::kExactlyK);
  scene.set("top_k", 3, Dtype::kS32);
  EXPECT_FALSE(ruled(scene, {0, 1, 2}, Verdict::kWrongCount).has_value());
  const auto fewer = ruled(scene, {0, 1}, Verdict::kWrongCount);
  ASSERT_TRUE(fewer.has_value());
  EXPECT_EQ(fewer->expected_count, 3);
  EXPECT_EQ(fewer->actual_count, 2);
  EXPECT_EQ(fewer->grade, Grade::kTie);
  EXPECT_EQ(ruled(scene, {0, 1, 2, 3}, Verdict::kWrongCount)->actual_count, 4);
  EXPECT_EQ(ruled(scene, kNothing, Verdict::kWrongCount)->grade, Grade::kWide);
}

TEST(WrongCount, AsksForNoMoreTokensThanThereAreAndLetsMaskedOnesFillUp) {
  Scene scene = promising(Promise::kExactlyK, {1, -kInfinity, kNan, 2});
  scene.set("top_k", 3, Dtype::kS32);
  EXPECT_FALSE(ruled(scene, {0, 3}, Verdict::kWrongCount).has_value());
  EXPECT_FALSE(ruled(scene, {0, 1, 3}, Verdict::kWrongCount).has_value());
  EXPECT_TRUE(ruled(scene, {3}, Verdict::kWrongCount).has_value());
  EXPECT_TRUE(ruled(scene, {0, 1, 2, 3}, Verdict::kWrongCount).has_value());
  scene.test_case.parameters.numbers["top_k"] = 100;
  EXPECT_FALSE(ruled(scene, {0, 1, 2, 3}, Verdict::kWrongCount).has_value());
}

TEST(WrongCount, NeedsATopKParameter) {
  Scene scene = promising(Promise::kExactlyK);
  EXPECT_FALSE(ruled(scene, kNothing, Verdict::kWrongCount).has_value());
}

TEST(MassError, FiresWhenTheNucleusDiffersByTwo) {
  // Probabilities 0.4, 0.3, 0.2, 0.06, 0.04.
  std::vector<float> row;
  for (double p : {0.4, 0.3, 0.2, 0.06, 0.04}) row.push_back(static_cast<float>(std::log(p)));
  Scene scene = promising(Promise::kNucleus, row);
  scene.set("top_p", 0.85);
  EXPECT_FALSE(ruled(scene, {0, 1, 2}, Verdict::kMassError).has_value());
  EXPECT_FALSE(ruled(scene, {0, 1}, Verdict::kMassError).has_value());        // one short
  EXPECT_FALSE(ruled(scene, {0, 1, 2, 3}, Verdict::kMassError).has_value());  // one too many
  const auto many = ruled(scene, {0, 1, 2, 3, 4}, Verdict::kMassError);
  ASSERT_TRUE(many.has_value());
  EXPECT_EQ(many->expected_count, 3);
  EXPECT_EQ(many->actual_count, 5);
  EXPECT_TRUE(ruled(scene, {1, 3}, Verdict::kMassError).has_value());
  EXPECT_TRUE(ruled(scene, kNothing, Verdict::kMassError).has_value());
}

TEST(MassError, IsNotJudgedAtOrBelowTemperatureZero) {
  for (double temperature : {0.0, -1.0}) {
    Scene scene = promising(Promise::kNucleus);
    scene.set("top_p", 0.5).set("temperature", temperature);
    EXPECT_FALSE(ruled(scene, kNothing, Verdict::kMassError).has_value());
  }
}

TEST(ProbabilityLost, IsThatOfTheMaximumMinusThatOfTheBestKept) {
  const std::vector<float> row = {static_cast<float>(std::log(0.5)),
                                  static_cast<float>(std::log(0.25)),
                                  static_cast<float>(std::log(0.25))};
  Scene scene = promising(Promise::kKeepsMaximum, row);
  const Judge judge(scene.ready());
  const Judgement lost = judge.judge(scene.keeping({2}));
  EXPECT_NEAR(judge.probability_lost(*lost.find(Verdict::kMaxVanished)), 0.25, 1e-7);
  const Judgement empty = judge.judge(scene.keeping({}));
  EXPECT_NEAR(judge.probability_lost(*empty.find(Verdict::kEmptyCandidates)), 0.5, 1e-7);
}

TEST(ProbabilityLost, KnowsTheTemperature) {
  Scene scene = promising(Promise::kKeepsMaximum, {0, static_cast<float>(-std::log(3.0))});
  scene.set("temperature", 0.5);
  const Judge judge(scene.ready());
  const Judgement lost = judge.judge(scene.keeping({1}));
  EXPECT_NEAR(judge.probability_lost(*lost.find(Verdict::kMaxVanished)), 0.8, 1e-7);
}

}  // namespace
}  // namespace splitvote
