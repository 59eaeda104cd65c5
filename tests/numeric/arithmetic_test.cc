#include "src/numeric/arithmetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/numeric/float_samples.h"

namespace splitvote {
namespace {

constexpr std::uint32_t kNan = 0x7fc00000u;
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr Arithmetic kArithmetic[] = {Arithmetic::kAdd,      Arithmetic::kSubtract,
                                      Arithmetic::kMultiply, Arithmetic::kDivide,
                                      Arithmetic::kMaximum,  Arithmetic::kMinimum};
constexpr Comparison kComparisons[] = {Comparison::kEq, Comparison::kNe, Comparison::kGe,
                                       Comparison::kGt, Comparison::kLe, Comparison::kLt};

// Sum, difference, product and quotient of float32 numbers in double, rounded once more, are
// correctly rounded: 53 >= 2 * 24 + 2 (S. Figueroa, "When is double rounding innocuous?", 1995),
// subnormals apart for the last two, which are left to the processor.
std::uint32_t defined_arithmetic(Arithmetic operation, float a, float b) {
  if (std::isnan(a) || std::isnan(b)) return kNan;
  const double x = static_cast<double>(a);
  const double y = static_cast<double>(b);
  float result = 0.0f;
  switch (operation) {
    case Arithmetic::kAdd:
      result = static_cast<float>(x + y);
      break;
    case Arithmetic::kSubtract:
      result = static_cast<float>(x - y);
      break;
    case Arithmetic::kMultiply:
      result = static_cast<float>(x * y);
      break;
    case Arithmetic::kDivide: {
      result = static_cast<float>(x / y);
      const volatile float dividend = a;
      const volatile float divisor = b;
      if (std::fabs(result) < 0x1p-125f) result = dividend / divisor;
      break;
    }
    case Arithmetic::kMaximum:
      result = x > y || (x == y && !std::signbit(a)) ? a : b;
      break;
    case Arithmetic::kMinimum:
      result = x < y || (x == y && std::signbit(a)) ? a : b;
      break;
  }
  return std::isnan(result) ? kNan : bits_of(result);
}

bool defined_comparison(Comparison comparison, float a, float b) {
  const bool unordered = std::isnan(a) || std::isnan(b);
  const double x = unordered ? 0.0 : static_cast<double>(a);
  const double y = unordered ? 0.0 : static_cast<double>(b);
  switch (comparison) {
    case Comparison::kEq:
      return !unordered && x == y;
    case Comparison::kNe:
      return unordered || x != y;
    case Comparison::kGe:
      return !unordered && x >= y;
    case Comparison::kGt:
      return !unordered && x > y;
    case Comparison::kLe:
      return !unordered && x <= y;
    case Comparison::kLt:
      return !unordered && x < y;
  }
  return false;
}

TEST(ArithmeticArray, FollowsTheDefinitionOnEveryPairOfSpecials) {
  std::vector<float> inputs = special_floats();
  const std::vector<float> more = mixed_floats(150, 6);
  inputs.insert(inputs.end(), more.begin(), more.end());
  const std::size_t n = inputs.size();
  std::vector<float> out(n);
  for (const Arithmetic operation : kArithmetic) {
    for (const float a : inputs) {
      arithmetic_array(operation, {&a, n}, {inputs.data()}, out.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(bits_of(out[i]), defined_arithmetic(operation, a, inputs[i]))
            << std::hexfloat << a << " and " << inputs[i] << ", operation "
            << static_cast<int>(operation);
        ASSERT_EQ(bits_of(arithmetic(operation, a, inputs[i])), bits_of(out[i]));
      }
    }
  }
}

TEST(ArithmeticArray, SpreadsOperandsByTheirRepeat) {
  const std::vector<float> a = logits(60, 7);
  const std::vector<float> b = logits(60, 8);
  for (const std::size_t repeat_a : {1u, 2u, 3u, 7u, 20u, 60u, 1000u}) {
    for (const std::size_t repeat_b : {1u, 2u, 4u, 7u, 30u, 60u}) {
      for (const Arithmetic operation : kArithmetic) {
        std::vector<float> out(60);
        arithmetic_array(operation, {a.data(), repeat_a}, {b.data(), repeat_b}, out.data(), 60);
        for (std::size_t i = 0; i < 60; ++i) {
          ASSERT_EQ(bits_of(out[i]),
                    bits_of(arithmetic(operation, a[i / repeat_a], b[i / repeat_b])));
        }
      }
      for (const Comparison comparison : kComparisons) {
        std::vector<std::uint8_t> out(60);
        compare_array(comparison, {a.data(), repeat_a}, {b.data(), repeat_b}, out.data(), 60);
        for (std::size_t i = 0; i < 60; ++i) {
          ASSERT_EQ(out[i], compare(comparison, a[i / repeat_a], b[i / repeat_b]) ? 1 : 0);
        }
      }
    }
  }
}

TEST(ArithmeticArray, MayOverwriteAnOperand) {
  const std::vector<float> a = mixed_floats(333, 9);
  const std::vector<float> b = mixed_floats(333, 10);
  std::vector<float> expected(333);
  arithmetic_array(Arithmetic::kMultiply, {a.data()}, {b.data()}, expected.data(), 333);
  std::vector<float> in_place = a;
  arithmetic_array(Arithmetic::kMultiply, {in_place.data()}, {b.data()}, in_place.data(), 333);
  EXPECT_EQ(bits_of(in_place), bits_of(expected));
}

TEST(ArithmeticArray, RoundsAMultiplicationAndAnAdditionEach) {
  const float a = 1.0f + 0x1p-12f;
  const float product = arithmetic(Arithmetic::kMultiply, a, a);
  EXPECT_EQ(product, 1.0f + 0x1p-11f);  // contracted, the sum below would keep 2^-24
  EXPECT_EQ(arithmetic(Arithmetic::kSubtract, product, 1.0f + 0x1p-11f), 0.0f);
}

TEST(CompareArray, FollowsTheDefinitionOnEveryPairOfSpecials) {
  const std::vector<float> inputs = special_floats();
  const std::size_t n = inputs.size();
  std::vector<std::uint8_t> out(n);
  for (const Comparison comparison : kComparisons) {
    for (const float a : inputs) {
      compare_array(comparison, {&a, n}, {inputs.data()}, out.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        ASSERT_EQ(out[i], defined_comparison(comparison, a, inputs[i]) ? 1 : 0)
            << std::hexfloat << a << " and " << inputs[i] << ", comparison "
            << static_cast<int>(comparison);
      }
    }
  }
}

TEST(UnaryArray, FollowsTheDefinition) {
  std::vector<float> inputs = special_floats();
  const std::vector<float> more = mixed_floats(100000, 11);
  inputs.insert(inputs.end(), more.begin(), more.end());
  for (int i = -300; i <= 300; ++i) inputs.push_back(static_cast<float>(i) * 0.25f);
  const std::size_t n = inputs.size();
  std::vector<float> out(n);
  const auto expect = [&](Unary operation, auto defined) {
    unary_array(operation, inputs.data(), out.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      const float x = inputs[i];
      const auto result = static_cast<float>(defined(static_cast<double>(x)));
      const std::uint32_t expected = std::isnan(result) ? kNan : bits_of(result);
      ASSERT_EQ(bits_of(out[i]), expected)
          << std::hexfloat << x << ", operation " << static_cast<int>(operation);
      ASSERT_EQ(bits_of(unary(operation, x)), expected);
    }
  };
  expect(Unary::kNegate, [](double x) { return -x; });
  expect(Unary::kAbs, [](double x) { return std::fabs(x); });
  expect(Unary::kSqrt, [](double x) { return std::sqrt(x); });
  expect(Unary::kFloor, [](double x) { return std::floor(x); });
}

TEST(SelectArray, MovesBitsUnchanged) {
  const std::vector<float> a = mixed_floats(130, 12);
  const std::vector<float> b = mixed_floats(130, 13);
  Seeded seeded(14);
  std::vector<std::uint8_t> predicate(130);
  for (std::uint8_t& p : predicate) p = static_cast<std::uint8_t>(seeded.below(2));
  for (const std::size_t repeat_p : {1u, 5u, 130u}) {
    for (const std::size_t repeat_a : {1u, 3u, 130u}) {
      for (const std::size_t repeat_b : {1u, 4u, 130u}) {
        std::vector<float> out(130);
        select_array({predicate.data(), repeat_p}, {a.data(), repeat_a}, {b.data(), repeat_b},
                     out.data(), 130);
        for (std::size_t i = 0; i < 130; ++i) {
          const float expected = predicate[i / repeat_p] ? a[i / repeat_a] : b[i / repeat_b];
          ASSERT_EQ(bits_of(out[i]), bits_of(expected));
        }
      }
    }
  }
}

TEST(ReduceMax, IsTheSameInEveryOrder) {
  Seeded seeded(15);
  for (std::size_t n = 1; n < 100; ++n) {
    std::vector<float> x = mixed_floats(n, n);
    if (n % 3 != 0) std::erase_if(x, [](float value) { return std::isnan(value); });
    const bool any_nan =
        std::any_of(x.begin(), x.end(), [](float value) { return std::isnan(value); });
    float largest = -kInfinity;
    float smallest = kInfinity;
    for (const float value : x) {
      largest = float_of(defined_arithmetic(Arithmetic::kMaximum, largest, value));
      smallest = float_of(defined_arithmetic(Arithmetic::kMinimum, smallest, value));
    }
    ASSERT_EQ(bits_of(reduce_max(x.data(), x.size())), bits_of(largest));
    ASSERT_EQ(bits_of(reduce_min(x.data(), x.size())), bits_of(smallest));
    ASSERT_EQ(has_nan(x.data(), x.size()), any_nan);
    for (std::size_t i = x.size(); i > 1; --i) std::swap(x[i - 1], x[seeded.below(i)]);
    ASSERT_EQ(bits_of(reduce_max(x.data(), x.size())), bits_of(largest));
    ASSERT_EQ(bits_of(reduce_min(x.data(), x.size())), bits_of(smallest));
  }
}

TEST(ReduceMax, OrdersZerosBySign) {
  for (const std::vector<float>& zeros :
       {std::vector<float>{-0.0f, 0.0f}, std::vector<float>{0.0f, -0.0f}}) {
    EXPECT_FALSE(std::signbit(reduce_max(zeros.data(), 2)));
    EXPECT_TRUE(std::signbit(reduce_min(zeros.data(), 2)));
  }
}

TEST(ReduceMax, OfNothingIsTheNeutralElement) {
  EXPECT_EQ(reduce_max(nullptr, 0), -kInfinity);
  EXPECT_EQ(reduce_min(nullptr, 0), kInfinity);
  EXPECT_FALSE(has_nan(nullptr, 0));
}

}  // namespace
}  // namespace splitvote
