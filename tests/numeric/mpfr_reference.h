// exp, log and tanh of float32 by MPFR: correctly rounded by a library that shares nothing with
// src/numeric.
#pragma once

#include <mpfr.h>

#include <bit>
#include <cstdint>

namespace splitvote {

using MpfrFunction = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

// One evaluator per thread: MPFR keeps the exponent range per thread.
class MpfrReference {
 public:
  explicit MpfrReference(MpfrFunction function) : function_(function) {
    // The exponents of float32 in MPFR's convention of a significand in [1/2, 1), subnormals
    // included.
    mpfr_set_emin(-148);
    mpfr_set_emax(128);
    mpfr_init2(argument_, 24);
    mpfr_init2(result_, 24);
  }
  ~MpfrReference() {
    mpfr_clear(argument_);
    mpfr_clear(result_);
  }
  MpfrReference(const MpfrReference&) = delete;
  MpfrReference& operator=(const MpfrReference&) = delete;

  float operator()(float x) {
    mpfr_set_flt(argument_, x, MPFR_RNDN);
    const int inexact = function_(result_, argument_, MPFR_RNDN);
    mpfr_subnormalize(result_, inexact, MPFR_RNDN);
    if (mpfr_nan_p(result_)) return std::bit_cast<float>(0x7fc00000u);
    return mpfr_get_flt(result_, MPFR_RNDN);
  }

 private:
  MpfrFunction function_;
  mpfr_t argument_;
  mpfr_t result_;
};

}  // namespace splitvote
