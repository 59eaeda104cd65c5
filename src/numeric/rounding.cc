#include "src/numeric/rounding.h"

#include <bit>
#include <cassert>

#include "src/numeric/canonical_nan.h"
#include "src/numeric/simd/kernel_table.h"

namespace splitvote {
namespace {

constexpr int kFloat32MantissaBits = 23;
constexpr int kFloat32Bias = 127;

PatternRounding pattern_rounding(const Narrowing& narrowing) {
  const DtypeInfo& format = info(narrowing.dtype);
  const int dropped_bits = kFloat32MantissaBits - format.mantissa_bits;
  const bool nearest = narrowing.mode != RoundingMode::kTowardZero && dropped_bits > 0;
  const bool to_even = narrowing.mode == RoundingMode::kNearestEven && dropped_bits > 0;
  const std::uint32_t half = nearest ? 1u << (dropped_bits - 1) : 0u;
  return {.keep_mask = ~0u << dropped_bits,
          .dropped_bits = dropped_bits,
          .increment = to_even ? half - 1u : half,
          .odd_mask = to_even ? 1u : 0u,
          .flush_below = narrowing.subnormals == Subnormals::kFlushed ? 0x00800000u : 0u,
          .quiet_bit = dropped_bits > 0 ? 0x00400000u : 0u};
}

NarrowRounding narrow_rounding(const Narrowing& narrowing) {
  const DtypeInfo& format = info(narrowing.dtype);
  const auto dropped_bits = static_cast<std::uint32_t>(kFloat32MantissaBits - format.mantissa_bits);
  const bool has_infinity = narrowing.dtype != Dtype::kFloat8E4m3fn;
  const std::uint32_t infinity = has_infinity ? 0x7f800000u : 0x7fc00000u;
  std::uint32_t mantissa = (0x007fffffu >> dropped_bits) << dropped_bits;
  // The pattern above 448 is the NaN of float8_e4m3fn.
  if (!has_infinity) mantissa -= 1u << dropped_bits;
  const std::uint32_t largest = static_cast<std::uint32_t>(format.exponent_max + kFloat32Bias)
                                    << kFloat32MantissaBits |
                                mantissa;
  const bool nearest = narrowing.mode != RoundingMode::kTowardZero;
  return {.dropped_bits = dropped_bits,
          .exponent_min = static_cast<std::uint32_t>(format.exponent_min + kFloat32Bias),
          .half = nearest,
          .to_even = narrowing.mode == RoundingMode::kNearestEven,
          .flush = narrowing.subnormals == Subnormals::kFlushed,
          .largest = largest,
          .beyond = nearest ? infinity : largest,
          .infinity = infinity,
          .nan_keep_mask = has_infinity ? (0x007fffffu >> dropped_bits) << dropped_bits : 0u};
}

void round_with(const Kernels& with, const float* in, float* out, std::size_t n,
                const Narrowing& narrowing) {
  assert(is_float(narrowing.dtype));
  if (info(narrowing.dtype).exponent_min == info(Dtype::kFloat32).exponent_min) {
    with.round_pattern(in, out, n, pattern_rounding(narrowing));
  } else {
    with.round_narrow(in, out, n, narrow_rounding(narrowing));
  }
}

// A number of a small IEEE-like format: exponent and mantissa at the bottom of `magnitude`.
float small_float(std::uint32_t sign, std::uint32_t magnitude, const DtypeInfo& format) {
  const auto mantissa_bits = static_cast<std::uint32_t>(format.mantissa_bits);
  const std::uint32_t exponent = magnitude >> mantissa_bits;
  const auto rebias = static_cast<std::uint32_t>(format.exponent_min - 1 + kFloat32Bias);
  std::uint32_t result = 0;
  if (exponent != 0) {
    result = magnitude << (kFloat32MantissaBits - format.mantissa_bits);
    result += rebias << kFloat32MantissaBits;
  } else if (magnitude != 0) {
    const auto top = static_cast<std::uint32_t>(std::bit_width(magnitude)) - 1u;
    result = (magnitude << (kFloat32MantissaBits - top)) & 0x007fffffu;
    result |= (rebias + 1u + top - mantissa_bits) << kFloat32MantissaBits;
  }
  return std::bit_cast<float>(sign | result);
}

}  // namespace

float round_to(float value, const Narrowing& narrowing) {
  round_with(baseline_kernels(), &value, &value, 1, narrowing);
  return value;
}

void round_array(const float* in, float* out, std::size_t n, const Narrowing& narrowing) {
  round_with(kernels(), in, out, n, narrowing);
}

bool is_representable(float value, Dtype dtype) {
  if (is_nan(value)) return true;
  const float rounded = round_to(value, {.dtype = dtype});
  return std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(rounded);
}

std::uint16_t bfloat16_bits(float exact) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(exact) >> 16);
}

float bfloat16_from_bits(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

float float16_from_bits(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t magnitude = bits & 0x7fffu;
  if (magnitude >= 0x7c00u) {
    return std::bit_cast<float>(sign | 0x7f800000u | (magnitude & 0x03ffu) << 13);
  }
  return small_float(sign, magnitude, info(Dtype::kFloat16));
}

float float8_e4m3fn_from_bits(std::uint8_t bits) {
  const std::uint32_t sign = (bits & 0x80u) << 24;
  const std::uint32_t magnitude = bits & 0x7fu;
  if (magnitude == 0x7fu) return std::bit_cast<float>(sign | 0x7fc00000u);
  return small_float(sign, magnitude, info(Dtype::kFloat8E4m3fn));
}

float float8_e5m2_from_bits(std::uint8_t bits) {
  const std::uint32_t sign = (bits & 0x80u) << 24;
  const std::uint32_t magnitude = bits & 0x7fu;
  if (magnitude >= 0x7cu) {
    return std::bit_cast<float>(sign | 0x7f800000u | (magnitude & 0x03u) << 21);
  }
  return small_float(sign, magnitude, info(Dtype::kFloat8E5m2));
}

}  // namespace splitvote
