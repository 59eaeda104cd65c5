#include "src/numeric/transcendental_accurate.h"

#include <bit>
#include <cstdint>

#include "src/numeric/double_double.h"

namespace splitvote {
namespace {

// ln 2 in three parts: multiples of 2^-32 and 2^-64, so that products with |k| < 2^20 are exact,
// and the rest, to within 2^-117.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Middle = 0x1.a39ef356p-33;
constexpr double kLn2Low = 0x1.93c7673007e5fp-65;
constexpr double kInverseLn2 = 0x1.71547652b82fep+0;
constexpr double kRoundToInteger = 0x1.8p+52;

double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

// mantissa * 2^exponent, the mantissa near 1.
struct Scaled {
  DoubleDouble mantissa;
  int exponent;
};

// exp of |t| <= 120. The Taylor polynomial of degree 24 leaves 0.347^25 / 25! < 2^-121; the
// absolute error of the reduced argument is 2^-106, and each Horner step is one multiplication,
// division and addition of numbers near 1 or smaller, contracting earlier errors by |r| / n: below
// 2^-97 together.
Scaled exp_scaled(double t) {
  const double k = (t * kInverseLn2 + kRoundToInteger) - kRoundToInteger;
  const DoubleDouble high = two_sum(t, -k * kLn2High);
  const DoubleDouble r = add(add(high, -k * kLn2Middle), -k * kLn2Low);
  DoubleDouble p = {1.0, 0.0};
  for (int n = 24; n >= 1; --n) {
    p = add(divide(multiply(r, p), DoubleDouble{static_cast<double>(n), 0.0}), 1.0);
  }
  return {p, static_cast<int>(k)};
}

// Rounds to odd at 53 bits and then to nearest: one correct rounding of the sum, since 53 >= 24 + 2
// (S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using
// rounding to odd", 2008).
float round_once(DoubleDouble value, int exponent) {
  auto bits = std::bit_cast<std::uint64_t>(value.high);
  if (value.low != 0.0 && (bits & 1u) == 0) {
    bits = (value.low > 0.0) == (value.high > 0.0) ? bits + 1 : bits - 1;
  }
  return static_cast<float>(std::bit_cast<double>(bits) * power_of_two(exponent));
}

}  // namespace

float exp_accurate(float x) {
  const Scaled y = exp_scaled(static_cast<double>(x));
  return round_once(y.mantissa, y.exponent);
}

// As log_fast has it: e ln 2 + 2 atanh(s), with s^2 <= 0.0295 and terms to s^39, which leaves a
// relative 2^-106. For e = 0 every step is relative to the result; otherwise the result is above
// 0.34 and e ln 2 is good to 2^-106 of it.
float log_accurate(float x) {
  const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(x));
  int e = static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  if (m > 1.4142135) {
    m *= 0.5;
    ++e;
  }
  const DoubleDouble s = divide(DoubleDouble{m - 1.0, 0.0}, DoubleDouble{m + 1.0, 0.0});
  const DoubleDouble z = multiply(s, s);
  DoubleDouble p = {0.0, 0.0};
  for (int n = 39; n >= 1; n -= 2) {
    p = add(multiply(z, p),
            divide(DoubleDouble{1.0, 0.0}, DoubleDouble{static_cast<double>(n), 0.0}));
  }
  const DoubleDouble log_m = scale(multiply(s, p), 2.0);
  const double k = static_cast<double>(e);
  const DoubleDouble e_ln2 = add(two_sum(k * kLn2High, k * kLn2Middle), k * kLn2Low);
  return round_once(add(e_ln2, log_m), 0);
}

float tanh_accurate(float x) {
  const bool negative = x < 0.0f;
  const Scaled e = exp_scaled(2.0 * static_cast<double>(negative ? -x : x));
  const DoubleDouble exp2x = scale(e.mantissa, power_of_two(e.exponent));
  const float result = round_once(divide(add(exp2x, -1.0), add(exp2x, 1.0)), 0);
  return negative ? -result : result;
}

}  // namespace splitvote
