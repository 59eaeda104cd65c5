#include "harness/oracle/true_rounding.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(TrueRounding, RoundsHalfToEven) {
  EXPECT_EQ(true_round(0x1.01p0F, Dtype::kBfloat16), 1.0F);
  EXPECT_EQ(true_round(0x1.03p0F, Dtype::kBfloat16), 0x1.04p0F);
  EXPECT_EQ(true_round(0x1.010002p0F, Dtype::kBfloat16), 0x1.02p0F);
  EXPECT_EQ(true_round(3e38F, Dtype::kFloat16), kInfinity);
  EXPECT_TRUE(std::isnan(true_round(465.0F, Dtype::kFloat8E4m3fn)));
  EXPECT_EQ(true_round(464.0F, Dtype::kFloat8E4m3fn), 448.0F);
}

// Two ways to round, one by float64 additions, one by integers, over numbers spread across all bit
// patterns.
TEST(TrueRounding, EqualsTheRoundingOfNumericOnEveryDtype) {
  for (Dtype dtype : {Dtype::kFloat8E4m3fn, Dtype::kFloat8E5m2, Dtype::kBfloat16, Dtype::kFloat16,
                      Dtype::kTf32, Dtype::kFloat32}) {
    for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += 4093) {
      const auto number = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      const float expected = round_to(number, {dtype});
      const float actual = true_round(number, dtype);
      if (std::isnan(expected)) {
        ASSERT_TRUE(std::isnan(actual)) << number << " to " << name(dtype);
      } else {
        ASSERT_EQ(std::bit_cast<std::uint32_t>(actual), std::bit_cast<std::uint32_t>(expected))
            << number << " to " << name(dtype);
      }
    }
  }
}

TEST(TrueRounding, ArraysRoundAsNumbersDo) {
  std::vector<float> numbers;
  for (std::uint32_t bits = 0; bits < 0xffff0000u; bits += 65521) {
    numbers.push_back(std::bit_cast<float>(bits));
  }
  std::vector<float> rounded = numbers;
  true_round(rounded, Dtype::kBfloat16);
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    const float expected = true_round(numbers[at], Dtype::kBfloat16);
    ASSERT_TRUE(rounded[at] == expected || (std::isnan(rounded[at]) && std::isnan(expected)));
  }
}

TEST(TrueRounding, GradesCountStepsOfTheDtype) {
  EXPECT_EQ(grade_between(1.0F, 0x1.01p0F, Dtype::kBfloat16), Grade::kTie);
  EXPECT_EQ(grade_between(1.0F, 0x1.02p0F, Dtype::kBfloat16), Grade::kNear);
  EXPECT_EQ(grade_between(1.0F, 0x1.04p0F, Dtype::kBfloat16), Grade::kWide);
  EXPECT_EQ(grade_between(1.0F, 0x1.fep-1F, Dtype::kBfloat16), Grade::kNear);
  EXPECT_EQ(grade_between(1.0F, 0x1.fcp-1F, Dtype::kBfloat16), Grade::kWide);
  EXPECT_EQ(grade_between(1.0F, 0x1.ffp-1F, Dtype::kBfloat16), Grade::kTie);
  EXPECT_EQ(grade_between(1.0F, 0x1.feffp-1F, Dtype::kBfloat16), Grade::kNear);
  EXPECT_EQ(grade_between(1.0F, 0x1.000002p0F, Dtype::kFloat32), Grade::kNear);
}

TEST(TrueRounding, GradesCrossZeroAndMeetInfinity) {
  EXPECT_EQ(grade_between(0.0F, -0.0F, Dtype::kBfloat16), Grade::kTie);
  EXPECT_EQ(grade_between(0.0F, 0x1p-133F, Dtype::kBfloat16), Grade::kNear);
  EXPECT_EQ(grade_between(-0x1p-133F, 0x1p-133F, Dtype::kBfloat16), Grade::kWide);
  EXPECT_EQ(grade_between(kInfinity, kInfinity, Dtype::kBfloat16), Grade::kTie);
  EXPECT_EQ(grade_between(kInfinity, 0x1.fep127F, Dtype::kBfloat16), Grade::kNear);
  EXPECT_EQ(grade_between(-kInfinity, 0.0F, Dtype::kBfloat16), Grade::kWide);
  EXPECT_EQ(grade_between(448.0F, 1000.0F, Dtype::kFloat8E4m3fn), Grade::kNear);
  EXPECT_EQ(grade_between(std::nanf(""), std::nanf(""), Dtype::kBfloat16), Grade::kWide);
}

// Neighbours are one step apart and everything else is more: walked over every bfloat16 number.
TEST(TrueRounding, NeighboursAreNearAllAlongBfloat16) {
  for (std::uint32_t bits = 0; bits < 0x7f80; ++bits) {
    const auto here = std::bit_cast<float>(bits << 16);
    const auto next = std::bit_cast<float>((bits + 1) << 16);
    const auto after = std::bit_cast<float>((bits + 2) << 16);
    ASSERT_EQ(grade_between(here, next, Dtype::kBfloat16), Grade::kNear) << here;
    ASSERT_EQ(grade_between(-here, -next, Dtype::kBfloat16), Grade::kNear) << here;
    if (bits + 1 < 0x7f80) {
      ASSERT_EQ(grade_between(here, after, Dtype::kBfloat16), Grade::kWide) << here;
    }
  }
}

}  // namespace
}  // namespace splitvote
