#include "tests/reference/transcendental.h"

#include <mpfr.h>

#include <cmath>

#include "tests/reference/formats.h"

namespace splitvote::reference {
namespace {

using MpfrFunction = int (*)(mpfr_t, const mpfr_t, mpfr_rnd_t);

// MPFR with the precision and the exponent range of float32, its subnormals included.
float by_mpfr(MpfrFunction function, float x) {
  const mpfr_exp_t old_min = mpfr_get_emin(), old_max = mpfr_get_emax();
  mpfr_set_emin(-148);  // MPFR's significand lies in [1/2, 1): 2^-149 is 0.5 * 2^-148
  mpfr_set_emax(128);
  mpfr_t in, out;
  mpfr_init2(in, 24);
  mpfr_init2(out, 24);
  mpfr_set_flt(in, x, MPFR_RNDN);
  const int inexact = function(out, in, MPFR_RNDN);
  mpfr_subnormalize(out, inexact, MPFR_RNDN);
  const float result = mpfr_get_flt(out, MPFR_RNDN);
  mpfr_clear(in);
  mpfr_clear(out);
  mpfr_set_emin(old_min);
  mpfr_set_emax(old_max);
  return result;
}

// `estimate` is within 2^-58 of the true value, relatively: 32 times what glibc's manual states.
float nearest(long double estimate, MpfrFunction function, float x) {
  const long double slack = estimate * 0x1p-58L;
  const float low = static_cast<float>(estimate - slack);
  const float high = static_cast<float>(estimate + slack);
  if (low == high && low != 0) return low;
  return by_mpfr(function, x);
}

}  // namespace

float exponential(float x) {
  if (x != x) return canonical_nan();
  if (std::isinf(x)) return x > 0 ? x : 0.0f;
  return nearest(std::exp(static_cast<long double>(x)), mpfr_exp, x);
}

float logarithm(float x) {
  if (x != x || x < 0) return canonical_nan();
  if (x == 0) return -INFINITY;
  if (std::isinf(x)) return x;
  return nearest(std::log(static_cast<long double>(x)), mpfr_log, x);
}

float hyperbolic_tangent(float x) {
  if (x != x) return canonical_nan();
  if (x == 0) return x;
  return nearest(std::tanh(static_cast<long double>(x)), mpfr_tanh, x);
}

}  // namespace splitvote::reference
