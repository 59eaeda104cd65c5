#include "harness/oracle/referee.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const float kNan = std::nanf("");

TEST(Referee, RoundsLogitsToTheirDeclaredDtype) {
  Scene scene({{1.0F, 0x1.01p0F, 0x1.008p0F, 0}});
  EXPECT_EQ(establish_truth(scene.ready()).rows[0].maximal, std::vector<std::int32_t>{1});
  scene.program.values[0].elements[0].dtype = Dtype::kBfloat16;
  const TrueRow row = establish_truth(scene.ready()).rows[0];
  EXPECT_EQ(row.logits, (std::vector<float>{1, 1, 1, 0}));
  EXPECT_EQ(row.maximal, (std::vector<std::int32_t>{0, 1, 2}));
  EXPECT_EQ(row.maximum, 1.0F);
}

TEST(Referee, IgnoresNanAndNeverTakesAMaskedTokenForAMaximum) {
  Scene scene(
      {{kNan, -5, kNan, -7}, {-kInfinity, kNan, -kInfinity, kNan}, {0, kInfinity, 3, kInfinity}});
  const Truth truth = establish_truth(scene.ready());
  EXPECT_EQ(truth.rows[0].maximal, std::vector<std::int32_t>{1});
  EXPECT_TRUE(truth.rows[0].has_nan);
  EXPECT_FALSE(truth.rows[0].has_infinity);
  EXPECT_EQ(truth.rows[0].comparable_count, 2);
  EXPECT_TRUE(truth.rows[1].maximal.empty());
  EXPECT_TRUE(truth.rows[1].has_infinity);
  EXPECT_EQ(truth.rows[1].comparable_count, 0);
  EXPECT_EQ(truth.rows[2].maximal, (std::vector<std::int32_t>{1, 3}));
  EXPECT_FALSE(truth.rows[2].has_nan);
}

TEST(Referee, ANumberThatRoundsToInfinityIsOneTheRowHeld) {
  Scene scene({{0x1.ffffp127F, 0}});
  scene.program.values[0].elements[0].dtype = Dtype::kBfloat16;
  EXPECT_TRUE(establish_truth(scene.ready()).rows[0].has_infinity);
}

TEST(Referee, FindsMaximaInEveryBlockOfALongRow) {
  for (std::int32_t token : {0, 63, 64, 199, 255, 256, 299}) {
    std::vector<float> row(300, -2.5F);
    row[static_cast<std::size_t>(token)] = -0.5F;
    Scene scene({row});
    EXPECT_EQ(establish_truth(scene.ready()).rows[0].maximal, std::vector<std::int32_t>{token});
  }
}

TEST(Referee, TakesParametersFromTheCaseThenTheDefaultThenTheStandard) {
  Scene scene({{0, 1}});
  EXPECT_FALSE(establish_truth(scene.ready()).parameters.top_k.has_value());
  EXPECT_FALSE(establish_truth(scene.ready()).parameters.top_p.has_value());
  scene.add_parameter("top_p", Dtype::kFloat32);
  EXPECT_EQ(establish_truth(scene.ready()).parameters.top_p, 1.0);
  scene.program.values.back().attributes.default_number = 0.5;
  EXPECT_EQ(establish_truth(scene.ready()).parameters.top_p, 0.5);
  scene.test_case.parameters.numbers["top_p"] = 0.9;
  EXPECT_EQ(establish_truth(scene.ready()).parameters.top_p, static_cast<double>(0.9F));
  scene.add_parameter("top_k", Dtype::kS32);
  EXPECT_EQ(establish_truth(scene.ready()).parameters.top_k, 2147483647);
  scene.set("temperature", 0.7, Dtype::kBfloat16);
  EXPECT_EQ(establish_truth(scene.ready()).parameters.temperature, 0x1.66p-1);
}

TEST(Referee, DividesByOneWhereTheTemperatureIsNotPositive) {
  TrueParameters parameters;
  EXPECT_EQ(parameters.divisor(), 1.0);
  parameters.temperature = 0;
  EXPECT_EQ(parameters.divisor(), 1.0);
  parameters.temperature = -2;
  EXPECT_EQ(parameters.divisor(), 1.0);
  parameters.temperature = 0.25;
  EXPECT_EQ(parameters.divisor(), 0.25);
}

}  // namespace
}  // namespace splitvote
