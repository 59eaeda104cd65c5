#include "src/numeric/order.h"

#include <algorithm>
#include <cassert>

#include "src/numeric/canonical_nan.h"
#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

// The unbiased exponent of a finite number as if float32 had no least one; zero counts as the least
// subnormal.
int exponent_of(std::uint32_t magnitude) {
  if (magnitude >= 0x00800000u) return static_cast<int>(magnitude >> 23) - 127;
  return std::max(static_cast<int>(std::bit_width(magnitude)), 1) - 150;
}

double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

}  // namespace

std::int64_t ordinal(float value, Dtype dtype) {
  assert(!is_nan(value) && is_representable(value, dtype));
  const DtypeInfo& format = info(dtype);
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  std::int64_t position = 0;
  if (magnitude == 0x7f800000u) {
    position = static_cast<std::int64_t>(format.exponent_max - format.exponent_min + 2)
               << format.mantissa_bits;
  } else if (const int exponent = exponent_of(magnitude); exponent >= format.exponent_min) {
    const std::uint32_t mantissa = (magnitude & 0x007fffffu) >> (23 - format.mantissa_bits);
    position =
        (static_cast<std::int64_t>(exponent - format.exponent_min + 1) << format.mantissa_bits) +
        mantissa;
  } else {
    // A multiple of the smallest subnormal, 2^(exponent_min - mantissa_bits).
    const double smallest = power_of_two(format.exponent_min - format.mantissa_bits);
    position =
        static_cast<std::int64_t>(static_cast<double>(std::bit_cast<float>(magnitude)) / smallest);
  }
  return bits >> 31 ? -position : position;
}

std::int64_t steps_between(float a, float b, Dtype dtype) {
  const std::int64_t difference = ordinal(a, dtype) - ordinal(b, dtype);
  return difference < 0 ? -difference : difference;
}

double ulp(float value, Dtype dtype) {
  const DtypeInfo& format = info(dtype);
  const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(value) & 0x7fffffffu;
  if (magnitude >= 0x7f800000u) return std::numeric_limits<double>::quiet_NaN();
  return power_of_two(std::max(exponent_of(magnitude), format.exponent_min) - format.mantissa_bits);
}

}  // namespace splitvote
