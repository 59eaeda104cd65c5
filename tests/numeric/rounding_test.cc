#include "src/numeric/rounding.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "tests/numeric/float_samples.h"

namespace splitvote {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr Dtype kNarrow[] = {Dtype::kFloat8E4m3fn, Dtype::kFloat8E5m2, Dtype::kBfloat16,
                             Dtype::kFloat16, Dtype::kTf32};
constexpr RoundingMode kModes[] = {RoundingMode::kNearestEven, RoundingMode::kTowardZero,
                                   RoundingMode::kTiesAway};
constexpr Subnormals kSubnormals[] = {Subnormals::kKept, Subnormals::kFlushed};

double largest_finite(Dtype dtype) {
  if (dtype == Dtype::kFloat8E4m3fn) return 448.0;
  const DtypeInfo& format = info(dtype);
  return std::ldexp(2.0 - std::ldexp(1.0, -format.mantissa_bits), format.exponent_max);
}

// By the definition, in double: how many spacings the number is, as an integer and a fraction. Not
// for NaN.
float defined_rounding(float x, const Narrowing& how) {
  const DtypeInfo& format = info(how.dtype);
  const bool no_infinity = how.dtype == Dtype::kFloat8E4m3fn;
  const double beyond = no_infinity ? std::numeric_limits<double>::quiet_NaN()
                                    : std::numeric_limits<double>::infinity();
  const double magnitude = std::fabs(static_cast<double>(x));
  double result = 0.0;
  if (std::isinf(x)) {
    result = beyond;
  } else if (magnitude != 0.0) {
    const int exponent = std::max(std::ilogb(magnitude), format.exponent_min);
    const double spacing = std::ldexp(1.0, exponent - format.mantissa_bits);
    const double whole = std::floor(magnitude / spacing);
    const double fraction = magnitude / spacing - whole;
    bool up = false;
    if (how.mode == RoundingMode::kTiesAway) up = fraction >= 0.5;
    if (how.mode == RoundingMode::kNearestEven) {
      up = fraction > 0.5 || (fraction == 0.5 && std::fmod(whole, 2.0) == 1.0);
    }
    result = (up ? whole + 1.0 : whole) * spacing;
    if (result > largest_finite(how.dtype)) {
      result = how.mode == RoundingMode::kTowardZero ? largest_finite(how.dtype) : beyond;
    }
    if (how.subnormals == Subnormals::kFlushed &&
        magnitude < std::ldexp(1.0, format.exponent_min)) {
      result = 0.0;
    }
  }
  return static_cast<float>(std::copysign(result, static_cast<double>(x)));
}

bool same(float a, float b) {
  if (std::isnan(a) && std::isnan(b)) return std::signbit(a) == std::signbit(b);
  return bits_of(a) == bits_of(b);
}

// Every finite number of the format from zero up, and the point after the largest.
std::vector<float> points_of(Dtype dtype) {
  const DtypeInfo& format = info(dtype);
  std::vector<float> points;
  for (int binade = format.exponent_min - 1; binade <= format.exponent_max; ++binade) {
    const int exponent = std::max(binade, format.exponent_min);
    const int first = binade < format.exponent_min ? 0 : 1 << format.mantissa_bits;
    for (int i = 0; i < 1 << format.mantissa_bits; ++i) {
      points.push_back(static_cast<float>(
          std::ldexp(static_cast<double>(first + i), exponent - format.mantissa_bits)));
    }
  }
  return points;
}

class EveryNarrowing : public testing::TestWithParam<Dtype> {};

TEST_P(EveryNarrowing, FollowsTheDefinitionAroundEveryPointAndMidpoint) {
  const std::vector<float> points = points_of(GetParam());
  std::vector<float> inputs = special_floats();
  std::erase_if(inputs, [](float x) { return std::isnan(x); });
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double point = static_cast<double>(points[i]);
    const double next = i + 1 < points.size()
                            ? static_cast<double>(points[i + 1])
                            : point + (point - static_cast<double>(points[i - 1]));
    for (const double center : {point, (point + next) / 2}) {
      const auto at = static_cast<float>(center);
      inputs.insert(inputs.end(),
                    {at, std::nextafter(at, -kInfinity), std::nextafter(at, kInfinity)});
    }
  }
  std::vector<float> outputs(inputs.size());
  for (const bool negative : {false, true}) {
    if (negative) {
      for (float& x : inputs) x = -x;
    }
    for (const RoundingMode mode : kModes) {
      for (const Subnormals subnormals : kSubnormals) {
        const Narrowing how = {GetParam(), mode, subnormals};
        round_array(inputs.data(), outputs.data(), inputs.size(), how);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
          const float expected = defined_rounding(inputs[i], how);
          ASSERT_TRUE(same(outputs[i], expected))
              << std::hexfloat << inputs[i] << " became " << outputs[i] << ", not " << expected
              << ", mode " << static_cast<int>(mode) << ", subnormals "
              << static_cast<int>(subnormals);
        }
      }
    }
  }
}

TEST_P(EveryNarrowing, IsTheSameForOneNumberAsForAnArray) {
  const std::vector<float> inputs = mixed_floats(20000, 1);
  std::vector<float> outputs(inputs.size());
  for (const RoundingMode mode : kModes) {
    for (const Subnormals subnormals : kSubnormals) {
      const Narrowing how = {GetParam(), mode, subnormals};
      round_array(inputs.data(), outputs.data(), inputs.size(), how);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        ASSERT_EQ(bits_of(round_to(inputs[i], how)), bits_of(outputs[i]))
            << std::hexfloat << inputs[i];
      }
    }
  }
}

TEST_P(EveryNarrowing, ChangesNoNumberOfItsFormat) {
  for (const float point : points_of(GetParam())) {
    if (static_cast<double>(point) > largest_finite(GetParam())) continue;
    for (const RoundingMode mode : kModes) {
      ASSERT_EQ(bits_of(round_to(point, {GetParam(), mode})), bits_of(point));
      ASSERT_EQ(bits_of(round_to(-point, {GetParam(), mode})), bits_of(-point));
    }
    ASSERT_TRUE(is_representable(point, GetParam()));
  }
}

TEST_P(EveryNarrowing, KeepsNanNanWithItsSign) {
  for (const std::uint32_t sign : {0u, 0x80000000u}) {
    for (std::uint32_t payload = 1; payload < 0x00800000u; payload = payload * 3 + 1) {
      for (const RoundingMode mode : kModes) {
        const std::uint32_t rounded =
            bits_of(round_to(float_of(sign | 0x7f800000u | payload), {GetParam(), mode}));
        ASSERT_EQ(rounded & 0xffc00000u, sign | 0x7fc00000u);
        const std::uint32_t kept = ~0u << (23 - info(GetParam()).mantissa_bits);
        ASSERT_EQ(rounded & 0x003fffffu,
                  GetParam() == Dtype::kFloat8E4m3fn ? 0u : payload & kept & 0x003fffffu);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryNarrowing, testing::ValuesIn(kNarrow),
                         [](const auto& tested) { return std::string(name(tested.param)); });

// 2^24 inputs over the whole range, or all of them with SPLITVOTE_TEST_EXHAUSTIVE set.
template <typename EigenNumber>
void agrees_with_eigen(Dtype dtype) {
  const std::uint64_t step = std::getenv("SPLITVOTE_TEST_EXHAUSTIVE") != nullptr ? 1 : 256;
  constexpr std::size_t kChunk = 4096;
  std::vector<float> in(kChunk);
  std::vector<float> out(kChunk);
  std::uint64_t wrong = 0;
  for (std::uint64_t begin = 0; begin < std::uint64_t{1} << 32; begin += kChunk * step) {
    for (std::size_t i = 0; i < kChunk; ++i) {
      const std::uint64_t cell = begin + i * step;
      in[i] =
          float_of(static_cast<std::uint32_t>(cell + (cell * 0x9e3779b97f4a7c15u >> 40) % step));
    }
    round_array(in.data(), out.data(), kChunk, {.dtype = dtype});
    for (std::size_t i = 0; i < kChunk; ++i) {
      const auto expected = static_cast<float>(static_cast<EigenNumber>(in[i]));
      const bool both_nan = std::isnan(in[i]) && std::isnan(expected) && std::isnan(out[i]);
      wrong += !both_nan && bits_of(expected) != bits_of(out[i]);
    }
  }
  EXPECT_EQ(wrong, 0u);
}

TEST(RoundToBfloat16, AgreesWithEigen) { agrees_with_eigen<Eigen::bfloat16>(Dtype::kBfloat16); }
TEST(RoundToFloat16, AgreesWithEigen) { agrees_with_eigen<Eigen::half>(Dtype::kFloat16); }

TEST(RoundToBfloat16, RoundsHalfToEven) {
  const Narrowing bfloat16 = {.dtype = Dtype::kBfloat16};
  EXPECT_EQ(round_to(0x1.01p+0f, bfloat16), 1.0f);
  EXPECT_EQ(round_to(0x1.03p+0f, bfloat16), 0x1.04p+0f);
  EXPECT_EQ(round_to(0x1.01p+0f, {Dtype::kBfloat16, RoundingMode::kTiesAway}), 0x1.02p+0f);
  EXPECT_EQ(round_to(0x1.03fffep+0f, {Dtype::kBfloat16, RoundingMode::kTowardZero}), 0x1.02p+0f);
  EXPECT_EQ(round_to(std::numeric_limits<float>::max(), bfloat16), kInfinity);
}

TEST(RoundToFloat8E4m3fn, HasNoInfinity) {
  const Narrowing e4m3fn = {.dtype = Dtype::kFloat8E4m3fn};
  EXPECT_EQ(round_to(464.0f, e4m3fn), 448.0f);
  EXPECT_EQ(bits_of(round_to(std::nextafter(464.0f, 500.0f), e4m3fn)), 0x7fc00000u);
  EXPECT_EQ(bits_of(round_to(-kInfinity, e4m3fn)), 0xffc00000u);
  EXPECT_EQ(round_to(1e30f, {Dtype::kFloat8E4m3fn, RoundingMode::kTowardZero}), 448.0f);
}

TEST(RoundToFloat32, ChangesNothingButFlushedSubnormals) {
  for (const float x : mixed_floats(10000, 2)) {
    for (const RoundingMode mode : kModes) {
      ASSERT_EQ(bits_of(round_to(x, {Dtype::kFloat32, mode})), bits_of(x));
      const float flushed = round_to(x, {Dtype::kFloat32, mode, Subnormals::kFlushed});
      const bool subnormal = (bits_of(x) & 0x7fffffffu) < 0x00800000u;
      ASSERT_EQ(bits_of(flushed), subnormal ? bits_of(x) & 0x80000000u : bits_of(x));
    }
  }
}

// The value of storage bits by the formula of the format, in double.
double defined_value(unsigned bits, Dtype dtype) {
  const DtypeInfo& format = info(dtype);
  const int exponent_bits = format.storage_bits - 1 - format.mantissa_bits;
  const int exponent = static_cast<int>(bits >> format.mantissa_bits) & ((1 << exponent_bits) - 1);
  const int mantissa = static_cast<int>(bits) & ((1 << format.mantissa_bits) - 1);
  const int bias = 1 - format.exponent_min;
  double value = std::ldexp(exponent == 0 ? mantissa : mantissa + (1 << format.mantissa_bits),
                            std::max(exponent, 1) - bias - format.mantissa_bits);
  const bool top = exponent == (1 << exponent_bits) - 1;
  if (dtype == Dtype::kFloat8E4m3fn) {
    if (top && mantissa == 7) value = std::numeric_limits<double>::quiet_NaN();
  } else if (top) {
    value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  }
  return bits >> (format.storage_bits - 1) ? -value : value;
}

TEST(StorageBits, EveryPatternHasItsValueAndRoundsToItself) {
  for (unsigned bits = 0; bits < 1u << 16; ++bits) {
    const auto word = static_cast<std::uint16_t>(bits);
    ASSERT_TRUE(
        same(bfloat16_from_bits(word), static_cast<float>(defined_value(bits, Dtype::kBfloat16))))
        << bits;
    ASSERT_TRUE(
        same(float16_from_bits(word), static_cast<float>(defined_value(bits, Dtype::kFloat16))))
        << bits;
    ASSERT_EQ(bfloat16_bits(bfloat16_from_bits(word)), word);
    ASSERT_TRUE(is_representable(bfloat16_from_bits(word), Dtype::kBfloat16));
    ASSERT_TRUE(is_representable(float16_from_bits(word), Dtype::kFloat16));
  }
  for (unsigned bits = 0; bits < 1u << 8; ++bits) {
    const auto byte = static_cast<std::uint8_t>(bits);
    ASSERT_TRUE(same(float8_e4m3fn_from_bits(byte),
                     static_cast<float>(defined_value(bits, Dtype::kFloat8E4m3fn))))
        << bits;
    ASSERT_TRUE(same(float8_e5m2_from_bits(byte),
                     static_cast<float>(defined_value(bits, Dtype::kFloat8E5m2))))
        << bits;
    ASSERT_TRUE(is_representable(float8_e4m3fn_from_bits(byte), Dtype::kFloat8E4m3fn));
    ASSERT_TRUE(is_representable(float8_e5m2_from_bits(byte), Dtype::kFloat8E5m2));
  }
}

TEST(StorageBits, ANumberBetweenIsNotRepresentable) {
  EXPECT_FALSE(is_representable(0x1.01p+0f, Dtype::kBfloat16));
  EXPECT_FALSE(is_representable(480.0f, Dtype::kFloat8E4m3fn));
  EXPECT_TRUE(is_representable(0x1.01p+0f, Dtype::kFloat32));
}

}  // namespace
}  // namespace splitvote
