#include "harness/generate/margins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <set>

#include "src/numeric/order.h"

namespace splitvote {
namespace {

TEST(Rng, IsTheSameOnEveryMachine) {
  Rng rng(42, 7);
  const std::uint64_t first = rng.next();
  Rng again(42, 7);
  EXPECT_EQ(again.next(), first);
  EXPECT_EQ(Rng(0).next(), 12035550249420947055u);
  EXPECT_NE(Rng(42, 8).next(), first);
  EXPECT_NE(Rng(43, 7).next(), first);
}

TEST(Rng, BetweenReachesBothEnds) {
  Rng rng(1);
  std::set<int> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(rng.between(-3, 3));
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(*seen.begin(), -3);
  EXPECT_EQ(*seen.rbegin(), 3);
}

TEST(Rng, WeightedNeverPicksWeightZero) {
  Rng rng(2);
  const int weights[] = {0, 3, 0, 1};
  int counts[4] = {};
  for (int i = 0; i < 4000; ++i) ++counts[rng.weighted(weights)];
  EXPECT_EQ(counts[0] + counts[2], 0);
  EXPECT_GT(counts[1], 2 * counts[3]);
}

TEST(Stepped, OneBfloat16StepIsOneOrdinal) {
  for (float value : {1.0f, 18.625f, -3.0f, 0.0f, 255.0f}) {
    const float up = stepped_bfloat16(value, 1);
    EXPECT_GT(up, value);
    EXPECT_EQ(steps_between(value, up, Dtype::kBfloat16), 1);
  }
}

TEST(Stepped, CrossesZeroAndStopsAtTheEnds) {
  EXPECT_EQ(std::bit_cast<std::uint32_t>(stepped_float32(0.0f, -1)), 0x80000000u);
  EXPECT_EQ(stepped_float32(-0x1p-149f, 2), 0.0f);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(stepped_float32(std::bit_cast<float>(0x7fffffffu), 5)),
            0x7fffffffu);
}

TEST(CloseValues, StayWithinTheStepsTheyPromise) {
  Rng rng(3);
  for (int i = 0; i < 2000; ++i) {
    const float base = bfloat16_near(rng.uniform(-40, 40));
    const auto closeness = choose_closeness(rng);
    const int reach = closeness == Closeness::kEqual        ? 0
                      : closeness == Closeness::kWithinStep ? 1
                      : closeness == Closeness::kNeighbours ? 8
                                                            : 4;
    for (float value : close_values(base, 10, closeness, rng)) {
      EXPECT_LE(steps_between(bfloat16_near(value), base, Dtype::kBfloat16), reach);
      if (closeness == Closeness::kEqual) {
        EXPECT_EQ(value, base);
      }
    }
  }
}

TEST(CloseValues, WithinAStepDifferInFloat32AndShareABfloat16) {
  Rng rng(4);
  std::set<float> values, rounded;
  for (float value : close_values(18.5f, 40, Closeness::kWithinStep, rng)) {
    values.insert(value);
    rounded.insert(bfloat16_near(value));
  }
  EXPECT_GT(values.size(), 10U);
  EXPECT_LE(rounded.size(), 3U);
}

TEST(NaturalMargin, HasThePublishedMedianAndDensityAtZero) {
  Rng rng(5);
  std::vector<float> margins;
  for (int i = 0; i < 100'000; ++i) margins.push_back(natural_margin(rng));
  std::sort(margins.begin(), margins.end());
  EXPECT_GT(margins[50'000], 6.5f);
  EXPECT_LT(margins[50'000], 7.5f);
  const auto below = std::lower_bound(margins.begin(), margins.end(), 0.1f) - margins.begin();
  EXPECT_GT(below, 900);  // 1.04 %
  EXPECT_LT(below, 1200);
}

TEST(LogUniform, StaysInBoundsAndReachesBothEnds) {
  Rng rng(6);
  std::set<std::int32_t> seen;
  for (int i = 0; i < 5000; ++i) seen.insert(log_uniform(4, 20, rng));
  EXPECT_EQ(seen.size(), 17U);
  EXPECT_EQ(log_uniform(5, 5, rng), 5);
  for (int i = 0; i < 1000; ++i) {
    const std::int32_t value = log_uniform(1, 262'144, rng);
    EXPECT_TRUE(value >= 1 && value <= 262'144);
  }
}

}  // namespace
}  // namespace splitvote
