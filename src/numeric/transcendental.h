// exp, log and tanh of float32, correctly rounded.
//
// Every result is the float32 nearest to the exact value (ties cannot occur but at exact results),
// subnormal results included, the same on every compiler, instruction set and libm. A NaN result is
// 0x7fc00000.
//
//   exp    overflows to +inf, underflows to +0; exp(±0) = 1, exp(-inf) = +0
//   log    log(±0) = -inf, log(1) = +0, log of a negative number is NaN
//   tanh   keeps the sign of zero; tanh(±inf) = ±1
//
// Ziv's method (A. Ziv, "Fast evaluation of elementary mathematical functions with correctly
// rounded last bit", ACM TOMS 17(3), 1991): evaluate in double with a proved bound on the error,
// accept when both ends of the error interval round to the same float32, otherwise evaluate again
// in double-double. The bounds are derived beside the formulas, in simd/transcendental.inl and
// transcendental_accurate.cc; results are held against MPFR by tests/numeric/check_transcendental.
#pragma once

#include <cstddef>

namespace splitvote {

float exp_f32(float x);
float log_f32(float x);
float tanh_f32(float x);

// out[i] = f(in[i]), vectorised. `out` may be `in`; otherwise they do not overlap.
void exp_array(const float* in, float* out, std::size_t n);
void log_array(const float* in, float* out, std::size_t n);
void tanh_array(const float* in, float* out, std::size_t n);

}  // namespace splitvote
