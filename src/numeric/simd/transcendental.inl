// exp, log and tanh in double, with the test that decides whether their float32 is the right one.
//
// Below, u = 2^-53: the relative error of one double operation. kError = 2^-44 is the error
// interval that the test allows; each bound derived here is at most 2^-47, which leaves room for
// its own sloppiness and for the rounding of the interval's ends. Nothing here may be contracted or
// reassociated.

constexpr double kError = 0x1p-44;
constexpr double kLn2High =
    0x1.62e42fefa38p-1;  // ln 2 rounded down to a multiple of 2^-42: 42 bits
constexpr double kLn2Low = 0x1.ef35793c7673p-45;  // ln 2 - kLn2High, to within 2^-102
constexpr double kInverseLn2 = 0x1.71547652b82fep+0;
constexpr double kRoundToInteger = 0x1.8p+52;  // adding it leaves an integer in the low bits

constexpr std::size_t kBlock = 64;

// Rounds y, known to a relative error of kError / 2, to float32. *undecided becomes 1 if that may
// be wrong.
SPLITVOTE_INLINE float decide(double y, std::uint32_t* undecided) {
  const float low = static_cast<float>(y - y * kError);
  const float high = static_cast<float>(y + y * kError);
  *undecided = bits_of(low) != bits_of(high) ? 1u : 0u;
  return low;
}

// t - k ln 2 and 2^k for k = t / ln 2 rounded, |t| <= 110. If k != 0 then |t| > 0.34, t is a
// multiple of 2^-25, and t - k * kLn2High, a multiple of 2^-42 below 1, is exact; if k == 0 the
// remainder is t. So its absolute error is u * 0.35 for the last subtraction, u * 2^-36 for the
// product and 2^-95 for kLn2Low: below 2^-54.
struct Reduced {
  double remainder;             // |remainder| <= 0.3467
  std::uint64_t exponent_bits;  // k, to be added to the exponent of a double
};
SPLITVOTE_INLINE Reduced reduce_by_ln2(double t) {
  const double shifted = t * kInverseLn2 + kRoundToInteger;
  const double k = shifted - kRoundToInteger;
  return {(t - k * kLn2High) - k * kLn2Low, bits_of_double(shifted) << 52};
}

// (exp(r) - 1) / r for |r| <= 0.3467 by its Taylor polynomial of degree 11: the remainder is below
// r^12 / 13! * 1.02 < 2^-50 of a sum that lies in [0.84, 1.2]; Horner's steps add less than 4 u.
SPLITVOTE_INLINE double expm1_over(double r) {
  double p = 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 1.0 / 2.0;
  p = p * r + 1.0;
  return p;
}

// exp(x) = 2^k (1 + r q(r)). With the error of r (2^-54 absolute, so relative in exp), of q (2^-49)
// and of two more operations, the bound is 2^-49. Beyond [-110, 90] the result is 0 or infinity as
// at the end of the range; between, y is normal as a double, and its conversion rounds into
// float32's subnormals or overflows as IEEE 754 says.
SPLITVOTE_INLINE float exp_fast(float x, std::uint32_t* undecided) {
  const bool nan = is_nan_bits(bits_of(x));
  float inside = nan ? 0.0f : x;
  inside = inside < -110.0f ? -110.0f : inside;
  inside = inside > 90.0f ? 90.0f : inside;
  const Reduced reduced = reduce_by_ln2(static_cast<double>(inside));
  const double mantissa = 1.0 + reduced.remainder * expm1_over(reduced.remainder);
  const double y = double_of(bits_of_double(mantissa) + reduced.exponent_bits);
  const float result = decide(y, undecided);
  return nan ? float_of(kCanonicalNan) : result;
}

// log(x) = e ln 2 + log(m), m in [0.7071, 1.4143), and log(m) = 2 atanh(s), s = (m - 1) / (m + 1),
// |s| <= 0.1716, by its Taylor polynomial to s^17: the remainder is below 1.04 s^18 / 19 < 2^-49 of
// the sum. m - 1 is exact, s has an error of 2 u, the polynomial's steps add 3 u: 2^-48 in all for
// e = 0. For other e the sum is at least 0.34 and no term is above 89, so that the absolute errors,
// 2^-49 of log(m) and u of each addition, stay below 2^-47 of it; e * kLn2High is exact.
SPLITVOTE_INLINE float log_fast(float x, std::uint32_t* undecided) {
  const std::uint32_t bits = bits_of(x);
  const bool regular = less(0u, bits) && less(bits, kInfinity);  // finite and above zero
  const std::uint64_t wide = bits_of_double(static_cast<double>(regular ? x : 1.0f));
  // Adding the pattern of 1 - 0.7071 moves m into the next binade where it is 1.4143 or more.
  const std::uint64_t moved = wide + (0x3ff0000000000000u - 0x3fe6a09e00000000u);
  const std::uint64_t exponent = (moved >> 52) - 1023u;
  const double m = double_of(wide - (exponent << 52));
  // As reduce_by_ln2 does it backwards: an integer put into the low bits of 1.5 * 2^52.
  const double e = double_of(bits_of_double(kRoundToInteger) + exponent) - kRoundToInteger;
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double p = 1.0 / 17.0;
  p = p * z + 1.0 / 15.0;
  p = p * z + 1.0 / 13.0;
  p = p * z + 1.0 / 11.0;
  p = p * z + 1.0 / 9.0;
  p = p * z + 1.0 / 7.0;
  p = p * z + 1.0 / 5.0;
  p = p * z + 1.0 / 3.0;
  const double log_m = 2.0 * s + 2.0 * s * (z * p);
  const double y = e * kLn2High + (e * kLn2Low + log_m);
  const float result = decide(y, undecided);
  const float special = float_of((bits & kMagnitude) == 0u ? kInfinity | kSign
                                 : bits == kInfinity       ? kInfinity
                                                           : kCanonicalNan);
  return regular ? result : special;
}

// tanh(x) = E / (E + 2), E = exp(2|x|) - 1 = 2^k r q(r) + (2^k - 1). For k = 0 the bound is that of
// r q(r), 2^-48, since r is then exact. For k >= 1, E >= 0.41 * 2^(k - 1), and no term is above
// 2^k: absolute errors of 2^k 2^-51 give 2^-48. From 10 on tanh rounds to 1.
SPLITVOTE_INLINE float tanh_fast(float x, std::uint32_t* undecided) {
  const std::uint32_t bits = bits_of(x);
  const bool nan = is_nan_bits(bits);
  const float magnitude = float_of(bits & kMagnitude);
  const float inside = nan ? 0.0f : (magnitude > 10.0f ? 10.0f : magnitude);
  const Reduced reduced = reduce_by_ln2(2.0 * static_cast<double>(inside));
  const double scale = double_of(bits_of_double(1.0) + reduced.exponent_bits);
  const double expm1 = scale * (reduced.remainder * expm1_over(reduced.remainder)) + (scale - 1.0);
  const float result = decide(expm1 / (expm1 + 2.0), undecided);
  return float_of(nan ? kCanonicalNan : bits_of(result) | (bits & kSign));
}

template <float (*fast)(float, std::uint32_t*)>
static void transcendental(const float* in, float* out, std::size_t n, Kernels::Accurate accurate) {
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t count = n - begin < kBlock ? n - begin : kBlock;
    float result[kBlock];
    std::uint32_t undecided[kBlock];
    std::uint32_t any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      result[i] = fast(in[begin + i], &undecided[i]);
      any |= undecided[i];
    }
    for (std::size_t i = 0; any != 0 && i < count; ++i) {
      if (undecided[i] != 0) result[i] = accurate(in[begin + i]);
    }
    __builtin_memcpy(out + begin, result, count * sizeof(float));
  }
}
