#include "harness/oracle/true_rounding.h"

#include <cmath>
#include <limits>

#include "harness/oracle/lanes.h"

namespace splitvote {
namespace {

struct Format {
  int mantissa_bits;
  int exponent_min;
  double normal_min;
  double finite_max;
  double overflow;  // what lies beyond finite_max
};

double power_of_two(int exponent) { return std::ldexp(1.0, exponent); }

Format format_of(Dtype dtype) {
  const DtypeInfo& row = info(dtype);
  // The all-ones pattern of float8_e4m3fn is its NaN, so its largest number is one step lower, and
  // it has no infinity.
  const bool no_infinity = dtype == Dtype::kFloat8E4m3fn;
  const double last_step = power_of_two(-row.mantissa_bits) * (no_infinity ? 2 : 1);
  return {row.mantissa_bits, row.exponent_min, power_of_two(row.exponent_min),
          (2 - last_step) * power_of_two(row.exponent_max),
          no_infinity ? std::numeric_limits<double>::quiet_NaN()
                      : std::numeric_limits<double>::infinity()};
}

// Adding 1.5 * 2^52 steps leaves a float64 no bits below one step, so the addition itself rounds to
// nearest even.
struct Rounder {
  double steps;
  double normal_min, finite_max, overflow;

  explicit Rounder(const Format& format)
      : steps(1.5 * power_of_two(52 - format.mantissa_bits)),
        normal_min(format.normal_min),
        finite_max(format.finite_max),
        overflow(format.overflow) {}

  SPLITVOTE_ORACLE_INLINE void round(Doubles& numbers) const {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr std::int64_t kSign = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t kExponent = 0x7ff0000000000000;
    const Doubles zero = {};
    const DoubleBits bits = reinterpret_cast<DoubleBits>(numbers);
    const Doubles magnitude = reinterpret_cast<Doubles>(bits & ~kSign);
    const Doubles power = reinterpret_cast<Doubles>(bits & kExponent);
    const Doubles binade = power < normal_min ? zero + normal_min : power;
    const Doubles shift = binade * steps;
    Doubles rounded = (magnitude + shift) - shift;
    rounded = magnitude < kInfinity ? rounded : magnitude;
    rounded = rounded > finite_max ? zero + overflow : rounded;
    numbers = reinterpret_cast<Doubles>(reinterpret_cast<DoubleBits>(rounded) | (bits & kSign));
  }
  [[nodiscard]] float round(float number) const {
    const double wide = static_cast<double>(number);
    Doubles lanes = {wide, wide, wide, wide};
    round(lanes);
    return static_cast<float>(lanes[0]);
  }
};

SPLITVOTE_ORACLE_INLINE void round_inline(const Rounder& given, float* numbers, std::size_t count) {
  const Rounder rounder = given;
  std::size_t at = 0;
  for (; at + kDoubleLanes <= count; at += kDoubleLanes) {
    Doubles lanes;
    load_doubles(numbers + at, lanes);
    rounder.round(lanes);
    store_doubles(lanes, numbers + at);
  }
  for (; at < count; ++at) numbers[at] = rounder.round(numbers[at]);
}
void round_all(const Rounder& rounder, float* numbers, std::size_t count) {
  round_inline(rounder, numbers, count);
}
SPLITVOTE_ORACLE_AVX2 void round_all_avx2(const Rounder& rounder, float* numbers,
                                          std::size_t count) {
  round_inline(rounder, numbers, count);
}

}  // namespace

float true_round(float number, Dtype dtype) {
  if (dtype == Dtype::kFloat32) return number;
  return Rounder(format_of(dtype)).round(number);
}

void true_round(std::vector<float>& numbers, Dtype dtype) {
  if (dtype == Dtype::kFloat32) return;
  const Rounder rounder(format_of(dtype));
  (runs_avx2() ? round_all_avx2 : round_all)(rounder, numbers.data(), numbers.size());
}

std::int64_t place(float number, Dtype dtype) {
  const Format format = format_of(dtype);
  const double magnitude = std::fabs(static_cast<double>(true_round(number, dtype)));
  std::int64_t steps = 0;
  if (!(magnitude <= format.finite_max)) {
    steps = place(static_cast<float>(format.finite_max), dtype) + 1;
  } else if (magnitude < format.normal_min) {
    steps = static_cast<std::int64_t>(
        std::ldexp(magnitude, format.mantissa_bits - format.exponent_min));
  } else {
    const int exponent = std::ilogb(magnitude);
    steps = (static_cast<std::int64_t>(exponent - format.exponent_min) << format.mantissa_bits) +
            static_cast<std::int64_t>(std::ldexp(magnitude, format.mantissa_bits - exponent));
  }
  return number < 0 ? -steps : steps;
}

Grade grade_between(float a, float b, Dtype dtype) {
  if (std::isnan(a) || std::isnan(b)) return Grade::kWide;
  const std::int64_t steps = std::abs(place(a, dtype) - place(b, dtype));
  if (steps == 0) return Grade::kTie;
  return steps == 1 ? Grade::kNear : Grade::kWide;
}

}  // namespace splitvote
