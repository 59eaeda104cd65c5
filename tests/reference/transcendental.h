// exp, log and tanh of float32, correctly rounded.
//
// The C library's long double functions are good to a few units in the 64th bit; where that leaves
// two float32 numbers possible, MPFR decides.
#pragma once

namespace splitvote::reference {

float exponential(float x);
float logarithm(float x);
float hyperbolic_tangent(float x);

}  // namespace splitvote::reference
