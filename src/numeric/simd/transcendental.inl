// exp, log and tanh in double, with the test that decides whether their float32 is the right one.
//
// Below, u = 2^-53: the relative error of one double operation. The test allows for a relative
// error of kError; each bound derived here is at most a quarter of it, which leaves room for the
// rounding of the interval's ends. Nothing here may be contracted or reassociated. Polynomials are
// evaluated in halves (Estrin), so that few steps wait for another.

constexpr double kError = 0x1p-42;
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

// (exp(r) - 1) / r for |r| <= 0.3467 by its Taylor polynomial of degree 10. What it leaves is
// below 1.03 r^11 / 12! < 2^-45.6, relative to a sum that is above 0.84; the steps add less than 4
// u. Together: below 2^-45.2.
SPLITVOTE_INLINE double expm1_over(double r) {
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double c01 = 1.0 + (1.0 / 2.0) * r;
  const double c23 = 1.0 / 6.0 + (1.0 / 24.0) * r;
  const double c45 = 1.0 / 120.0 + (1.0 / 720.0) * r;
  const double c67 = 1.0 / 5040.0 + (1.0 / 40320.0) * r;
  const double c89 = 1.0 / 362880.0 + (1.0 / 3628800.0) * r;
  const double c8_10 = c89 + (1.0 / 39916800.0) * r2;
  return (c01 + c23 * r2) + ((c45 + c67 * r2) + c8_10 * r4) * r4;
}

// exp(x) = 2^k (1 + r q(r)). The error of r (2^-54 absolute, so relative in exp), that of r q
// (2^-45.2 * 0.42 of a sum above 0.7) and two more operations: the bound is 2^-45.5. Beyond 110 on
// either side the result is 0 or infinity as it is there; between, y is normal as a double, and its
// conversion rounds into float32's subnormals or overflows as IEEE 754 says.
SPLITVOTE_INLINE float exp_fast(float x, std::uint32_t* undecided) {
  const std::uint32_t bits = bits_of(x);
  const float inside = float_of(lesser(bits & kMagnitude, bits_of(110.0f)) | (bits & kSign));
  const Reduced reduced = reduce_by_ln2(static_cast<double>(inside));
  const double mantissa = 1.0 + reduced.remainder * expm1_over(reduced.remainder);
  const double y = double_of(bits_of_double(mantissa) + reduced.exponent_bits);
  const float result = decide(y, undecided);
  return float_of(is_nan_bits(bits) ? kCanonicalNan : bits_of(result));
}

// log(x) = e ln 2 + log(m), m in [0.7071, 1.4143), and log(m) = 2 atanh(s), s = (m - 1) / (m + 1),
// |s| <= 0.1716, by its Taylor polynomial to s^15: what it leaves is below 1.04 s^16 / 17 < 2^-44.6
// of the sum. m - 1 is exact, s has an error of 2 u, the steps add 3 u: 2^-44.5 in all for e = 0.
// For other e the sum is at least 0.34, log(m) at most that, and no term is above 89, so that the
// errors of log(m) and u of each addition stay below 2^-44.4 of it; e * kLn2High is exact.
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
  const double z2 = z * z;
  const double c01 = 1.0 / 3.0 + (1.0 / 5.0) * z;
  const double c23 = 1.0 / 7.0 + (1.0 / 9.0) * z;
  const double c45 = 1.0 / 11.0 + (1.0 / 13.0) * z;
  const double p = (c01 + c23 * z2) + (c45 + (1.0 / 15.0) * z2) * (z2 * z2);
  const double log_m = 2.0 * s + 2.0 * s * (z * p);
  const double y = e * kLn2High + (e * kLn2Low + log_m);
  const float result = decide(y, undecided);
  const float special = float_of((bits & kMagnitude) == 0u ? kInfinity | kSign
                                 : bits == kInfinity       ? kInfinity
                                                           : kCanonicalNan);
  return regular ? result : special;
}

// tanh(x) = E / (E + 2), E = exp(2|x|) - 1 = 2^k r q(r) + (2^k - 1). For k = 0 the bound is that of
// r q(r), 2^-45, since r is then exact. It grows most for k = 1: E >= 0.414 with |2 r q| <= 0.59 of
// it in error, 2^-44.7, of which a factor 2 / (E + 2) <= 0.83 reaches the quotient. From 10 on tanh
// rounds to 1.
SPLITVOTE_INLINE float tanh_fast(float x, std::uint32_t* undecided) {
  const std::uint32_t bits = bits_of(x);
  const float inside = float_of(lesser(bits & kMagnitude, bits_of(10.0f)));
  const Reduced reduced = reduce_by_ln2(2.0 * static_cast<double>(inside));
  const double scale = double_of(bits_of_double(1.0) + reduced.exponent_bits);
  const double expm1 = scale * (reduced.remainder * expm1_over(reduced.remainder)) + (scale - 1.0);
  const float result = decide(expm1 / (expm1 + 2.0), undecided);
  return float_of(is_nan_bits(bits) ? kCanonicalNan : bits_of(result) | (bits & kSign));
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
