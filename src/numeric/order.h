// Orders of float32 numbers as integers, and distances within a format.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "src/numeric/dtype.h"

namespace splitvote {

// Monotone in the order of IEEE 754-2019, 5.10 (totalOrder): -NaN < -inf < ... < -0 < +0 < ... <
// +inf < +NaN. A bijection between float32 patterns and int32.
constexpr std::int32_t total_order_key(float value) {
  const auto bits = std::bit_cast<std::int32_t>(value);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}
constexpr float float_of_total_order_key(std::int32_t key) {
  return std::bit_cast<float>(key ^ ((key >> 31) & 0x7fffffff));
}

// Monotone in the numeric order: -0 equals +0 (key 0), and all NaNs are equal and above +inf.
constexpr std::int32_t numeric_order_key(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return std::numeric_limits<std::int32_t>::max();
  const auto key = static_cast<std::int32_t>(magnitude);
  return bits >> 31 ? -key : key;
}

// Position of a number of `dtype` among all of them: 0 for both zeros, 1 for the smallest positive
// subnormal, negative below zero; infinity follows the largest finite number. `value` is a number
// of `dtype` and not NaN.
std::int64_t ordinal(float value, Dtype dtype);

// |ordinal(a) - ordinal(b)|: how many steps of `dtype` lie between two of its numbers.
std::int64_t steps_between(float a, float b, Dtype dtype);

// The spacing of `dtype` in the binade of `value` (which need not be of `dtype`): 2^(max(exponent,
// exponent_min) - mantissa_bits), exactly. At a power of two this is the spacing above it. NaN for
// an infinity or NaN.
double ulp(float value, Dtype dtype);

}  // namespace splitvote
