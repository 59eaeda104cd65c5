#include "tests/reference/formats.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace splitvote::reference {
namespace {

struct Format {
  int fraction_bits;
  int smallest_normal_exponent;
  double largest;
  bool has_infinity;
};

Format format_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat8E4m3fn:
      return {3, -6, 448.0, false};
    case Dtype::kFloat8E5m2:
      return {2, -14, 57344.0, true};
    case Dtype::kBfloat16:
      return {7, -126, std::ldexp(255.0, 120), true};
    case Dtype::kFloat16:
      return {10, -14, 65504.0, true};
    case Dtype::kTf32:
      return {10, -126, std::ldexp(2047.0, 117), true};
    default:
      return {23, -126, static_cast<double>(std::numeric_limits<float>::max()), true};
  }
}

// The sign and the payload bits that the narrow fraction has room for, with the quiet bit set.
float narrow_nan(float nan, const Format& format) {
  const auto bits = std::bit_cast<std::uint32_t>(nan);
  const std::uint32_t sign = bits & 0x80000000u;
  if (!format.has_infinity) return std::bit_cast<float>(sign | 0x7fc00000u);
  const std::uint32_t dropped = (1u << (23 - format.fraction_bits)) - 1u;
  return std::bit_cast<float>((bits & ~dropped) | 0x7fc00000u);
}

double round_to_whole(double x, RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kTowardZero:
      return std::trunc(x);
    case RoundingMode::kTiesAway:
      return std::round(x);
    default:
      return std::nearbyint(x);
  }
}

}  // namespace

float round_long_hand(float x, const Narrowing& narrowing) {
  const Format format = format_of(narrowing.dtype);
  if (narrowing.dtype == Dtype::kFloat32 && narrowing.subnormals == Subnormals::kKept) return x;
  if (std::isnan(x)) return narrowing.dtype == Dtype::kFloat32 ? x : narrow_nan(x, format);
  const double value = static_cast<double>(x);
  const float signed_zero = std::copysign(0.0f, x);
  const float signed_nan = std::copysign(canonical_nan(), x);
  const float signed_infinity = std::copysign(std::numeric_limits<float>::infinity(), x);
  if (std::isinf(x)) return format.has_infinity ? x : signed_nan;
  if (x == 0) return x;

  int exponent = std::ilogb(value);
  if (exponent < format.smallest_normal_exponent) {
    if (narrowing.subnormals == Subnormals::kFlushed) return signed_zero;
    exponent = format.smallest_normal_exponent;
  }
  const int spacing = exponent - format.fraction_bits;
  const double rounded =
      std::ldexp(round_to_whole(std::ldexp(value, -spacing), narrowing.mode), spacing);
  if (rounded == 0) return signed_zero;
  if (std::fabs(rounded) > format.largest) {
    if (narrowing.mode == RoundingMode::kTowardZero) {
      return std::copysign(static_cast<float>(format.largest), x);
    }
    return format.has_infinity ? signed_infinity : signed_nan;
  }
  return static_cast<float>(rounded);
}

float round_to(float x, const Narrowing& narrowing) {
  const bool plain = narrowing.mode == RoundingMode::kNearestEven &&
                     narrowing.subnormals == Subnormals::kKept && x == x;
  if (plain && narrowing.dtype == Dtype::kBfloat16) {
    return static_cast<float>(Eigen::bfloat16(x));
  }
  if (plain && narrowing.dtype == Dtype::kFloat16) return static_cast<float>(Eigen::half(x));
  return round_long_hand(x, narrowing);  // Eigen drops the payload of a NaN
}

void round_each(std::span<const float> in, const Narrowing& narrowing, std::span<float> out) {
  const bool kept = narrowing.subnormals == Subnormals::kKept;
  if (narrowing.dtype == Dtype::kFloat32 && kept) {
    std::copy(in.begin(), in.end(), out.begin());
  } else if (narrowing == Narrowing{Dtype::kBfloat16}) {
    for (std::size_t i = 0; i < in.size(); ++i) {
      out[i] =
          in[i] == in[i] ? static_cast<float>(Eigen::bfloat16(in[i])) : round_to(in[i], narrowing);
    }
  } else {
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = round_to(in[i], narrowing);
  }
}

}  // namespace splitvote::reference
