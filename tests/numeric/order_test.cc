#include "src/numeric/order.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/numeric/rounding.h"
#include "tests/numeric/float_samples.h"

namespace splitvote {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(TotalOrderKey, FollowsTotalOrder) {
  const std::vector<std::uint32_t> ascending = {
      0xffffffff, 0xffc00000, 0xffa00000, 0xff800001, 0xff800000, 0xff7fffff, 0xbf800000,
      0x80800000, 0x80000001, 0x80000000, 0x00000000, 0x00000001, 0x00800000, 0x3f800000,
      0x3f800001, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0x7fffffff};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LT(total_order_key(float_of(ascending[i - 1])), total_order_key(float_of(ascending[i])));
  }
}

TEST(TotalOrderKey, IsABijection) {
  for (const float x : mixed_floats(100000, 3)) {
    ASSERT_EQ(bits_of(float_of_total_order_key(total_order_key(x))), bits_of(x));
  }
}

TEST(NumericOrderKey, OrdersNumbersAsComparisonsDo) {
  const std::vector<float> inputs = mixed_floats(600, 4);
  for (const float a : inputs) {
    for (const float b : inputs) {
      if (std::isnan(a) || std::isnan(b)) continue;
      ASSERT_EQ(numeric_order_key(a) < numeric_order_key(b), a < b);
      ASSERT_EQ(numeric_order_key(a) == numeric_order_key(b), a == b);
    }
  }
}

TEST(NumericOrderKey, PutsEveryNanAboveInfinity) {
  for (const std::uint32_t nan : {0x7f800001u, 0x7fc00000u, 0xffc00000u, 0xffffffffu}) {
    EXPECT_EQ(numeric_order_key(float_of(nan)), numeric_order_key(float_of(0x7fffffffu)));
    EXPECT_GT(numeric_order_key(float_of(nan)), numeric_order_key(kInfinity));
  }
}

class EveryFormat : public testing::TestWithParam<Dtype> {};

TEST_P(EveryFormat, NeighboursAreOneStepApart) {
  const Dtype dtype = GetParam();
  float previous = 0.0f;
  std::int64_t count = 0;
  for (std::int32_t bits = 0; bits <= 0x7f800000;
       bits += dtype == Dtype::kTf32 ? 1 << 13 : 1 << 16) {
    const float value = std::bit_cast<float>(bits);
    if (!is_representable(value, dtype)) continue;
    if (count > 0) {
      ASSERT_EQ(steps_between(previous, value, dtype), 1) << std::hexfloat << value;
      ASSERT_EQ(steps_between(-value, -previous, dtype), 1);
    }
    ASSERT_EQ(ordinal(value, dtype), count);
    ASSERT_EQ(ordinal(-value, dtype), -count);
    previous = value;
    ++count;
  }
  EXPECT_GT(count, 100);
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat,
                         testing::Values(Dtype::kFloat8E4m3fn, Dtype::kFloat8E5m2, Dtype::kBfloat16,
                                         Dtype::kTf32),
                         [](const auto& tested) { return std::string(name(tested.param)); });

TEST(StepsBetween, CountsFloat16AsItsBitPatternsDo) {
  for (unsigned bits = 0; bits < 0x7c00; ++bits) {
    const float value = float16_from_bits(static_cast<std::uint16_t>(bits));
    const float next = float16_from_bits(static_cast<std::uint16_t>(bits + 1));
    ASSERT_EQ(ordinal(value, Dtype::kFloat16), bits);
    ASSERT_EQ(steps_between(value, next, Dtype::kFloat16), 1);
  }
}

TEST(StepsBetween, TakesBothZerosForOnePoint) {
  for (const Dtype dtype : {Dtype::kBfloat16, Dtype::kFloat32, Dtype::kFloat16}) {
    EXPECT_EQ(steps_between(-0.0f, 0.0f, dtype), 0);
  }
  EXPECT_EQ(steps_between(float_of(0x80010000u), float_of(0x00010000u), Dtype::kBfloat16), 2);
}

TEST(StepsBetween, CountsOneBinade) {
  EXPECT_EQ(steps_between(1.0f, 2.0f, Dtype::kBfloat16), 128);
  EXPECT_EQ(steps_between(2.0f, 1.0f, Dtype::kFloat16), 1024);
  EXPECT_EQ(steps_between(1.0f, 2.0f, Dtype::kFloat32), 1 << 23);
  EXPECT_EQ(steps_between(std::numeric_limits<float>::max(), kInfinity, Dtype::kFloat32), 1);
  EXPECT_EQ(steps_between(-kInfinity, kInfinity, Dtype::kFloat32), std::int64_t{2} * 0x7f800000);
  EXPECT_EQ(steps_between(65504.0f, kInfinity, Dtype::kFloat16), 1);
}

TEST(Ulp, IsTheSpacingAboveANumber) {
  EXPECT_EQ(ulp(1.0f, Dtype::kBfloat16), 0x1p-7);
  EXPECT_EQ(ulp(-1.9f, Dtype::kBfloat16), 0x1p-7);
  EXPECT_EQ(ulp(0.0f, Dtype::kFloat32), 0x1p-149);
  EXPECT_EQ(ulp(0x1p-140f, Dtype::kBfloat16), 0x1p-133);
  EXPECT_EQ(ulp(0x1p-20f, Dtype::kFloat16), 0x1p-24);
  EXPECT_EQ(ulp(400.0f, Dtype::kFloat8E4m3fn), 32.0);
  EXPECT_TRUE(std::isnan(ulp(kInfinity, Dtype::kFloat32)));
  for (const float x : mixed_floats(10000, 5)) {
    if (!(std::fabs(x) < std::numeric_limits<float>::max())) continue;
    const double next = static_cast<double>(std::nextafter(std::fabs(x), kInfinity));
    ASSERT_EQ(ulp(x, Dtype::kFloat32), next - static_cast<double>(std::fabs(x)));
  }
}

}  // namespace
}  // namespace splitvote
