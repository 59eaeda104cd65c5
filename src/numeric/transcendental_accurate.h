// The second step of Ziv's method (transcendental.h): exp, log and tanh in double-double.
//
// For inputs that double precision left undecided, so finite, of a finite non-zero result: exp in
// [-104, 89], log above zero, tanh from 2^-13 to 10 in magnitude. Errors are below 2^-80 of the
// result, which is rounded once to float32. That is enough: of all inputs with a normal result,
// none comes closer to a midpoint than 2^-57.8 of its result, log(0x1.b121a6p+76).
#pragma once

namespace splitvote {

float exp_accurate(float x);
float log_accurate(float x);
float tanh_accurate(float x);

}  // namespace splitvote
