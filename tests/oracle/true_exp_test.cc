#include "harness/oracle/true_exp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace splitvote {
namespace {

TEST(TrueExp, LiesWithinTwoUnitsOfTheLastPlace) {
  for (int step = 0; step <= 700'000; ++step) {
    const double x = -static_cast<double>(step) * 0.00099999;
    const long double expected = std::exp(static_cast<long double>(x));
    const long double error = std::fabs(static_cast<long double>(true_exp(x)) / expected - 1);
    ASSERT_LT(error, 4e-16L) << x;
  }
}

TEST(TrueExp, KnowsItsEnds) {
  EXPECT_EQ(true_exp(0), 1.0);
  EXPECT_EQ(true_exp(-0.0), 1.0);
  EXPECT_EQ(true_exp(-701), 0.0);
  EXPECT_EQ(true_exp(-std::numeric_limits<double>::infinity()), 0.0);
  EXPECT_TRUE(std::isnan(true_exp(std::nan(""))));
}

TEST(SoftmaxWeight, GivesSpecialLogitsTheirShare) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(softmax_weight(3, 3, 0.5), 1.0);
  EXPECT_EQ(softmax_weight(std::nanf(""), 3, 1), 0.0);
  EXPECT_EQ(softmax_weight(-kInfinity, 3, 1), 0.0);
  EXPECT_EQ(softmax_weight(kInfinity, kInfinity, 1), 1.0);
  EXPECT_EQ(softmax_weight(3, kInfinity, 1), 0.0);
  EXPECT_EQ(softmax_weight(1, 3, 2), true_exp(-1));
  EXPECT_EQ(softmax_weight(1, 3, 1e-45), 0.0);
}

TEST(SoftmaxSum, AddsInItsFourLanes) {
  const std::vector<float> logits = {1, 2, 0.5F, -1, 0, std::nanf(""), 1.25F};
  const auto w = [&](std::size_t token) { return softmax_weight(logits[token], 2, 0.7); };
  EXPECT_EQ(softmax_sum(logits, 2, 0.7), ((w(0) + w(4)) + w(1)) + ((w(2) + w(6)) + w(3)));
}

// The sum of a long row is made of the same numbers, whatever vectors the machine has.
TEST(SoftmaxSum, AddsTheWeightsOfSingleTokens) {
  std::vector<float> logits;
  for (int token = 0; token < 4003; ++token) {
    logits.push_back(static_cast<float>((token * 7919) % 4001) / -37.0F);
  }
  double sums[4] = {};
  for (std::size_t token = 0; token < logits.size(); ++token) {
    sums[token % 4] += softmax_weight(logits[token], 0, 0.3);
  }
  EXPECT_EQ(softmax_sum(logits, 0, 0.3), (sums[0] + sums[1]) + (sums[2] + sums[3]));
}

}  // namespace
}  // namespace splitvote
