// Numbers of about 106 bits as unevaluated sums of two doubles.
//
// Source: T. J. Dekker, "A floating-point technique for extending the available precision", Numer.
// Math. 18 (1971), and D. E. Knuth, TAOCP 2, 4.2.2, theorem B, for two_sum. No fused multiply-add,
// so the same everywhere. Relative error per operation below 2^-100, as long as nothing overflows
// or comes near the smallest double, and |high| < 2^990.
#pragma once

namespace splitvote {

// high is the double nearest to the value.
struct DoubleDouble {
  double high;
  double low;
};

// Exact for any two doubles.
constexpr DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double from_b = sum - a;
  const double from_a = sum - from_b;
  return {sum, (a - from_a) + (b - from_b)};
}

// Exact if |a| >= |b| or a is 0.
constexpr DoubleDouble quick_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

// The upper 26 bits, and a rest that fits 26.
constexpr DoubleDouble split(double a) {
  const double scaled = 0x1.0000002p+27 * a;
  const double high = scaled - (scaled - a);
  return {high, a - high};
}

constexpr DoubleDouble two_product(double a, double b) {
  const double product = a * b;
  const DoubleDouble x = split(a);
  const DoubleDouble y = split(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

constexpr DoubleDouble add(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble high = two_sum(a.high, b.high);
  const DoubleDouble low = two_sum(a.low, b.low);
  const DoubleDouble middle = quick_two_sum(high.high, high.low + low.high);
  return quick_two_sum(middle.high, middle.low + low.low);
}
constexpr DoubleDouble add(DoubleDouble a, double b) { return add(a, DoubleDouble{b, 0.0}); }

constexpr DoubleDouble multiply(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.high, b.high);
  return quick_two_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

constexpr DoubleDouble divide(DoubleDouble a, DoubleDouble b) {
  const double first = a.high / b.high;
  const DoubleDouble rest = add(a, multiply(b, DoubleDouble{-first, 0.0}));
  const double second = rest.high / b.high;
  const DoubleDouble rest_of_rest = add(rest, multiply(b, DoubleDouble{-second, 0.0}));
  return add(quick_two_sum(first, second), rest_of_rest.high / b.high);
}

// Exact while nothing overflows or becomes subnormal.
constexpr DoubleDouble scale(DoubleDouble a, double power_of_two) {
  return {a.high * power_of_two, a.low * power_of_two};
}

}  // namespace splitvote
