// The second step of Ziv's method (transcendental.h): exp, log and tanh in double-double.
//
// For inputs that double precision left undecided, so finite, of a finite non-zero result: exp in
// [-104, 89], log above zero, tanh from 2^-13 to 10 in magnitude. Errors are below 2^-80 of the
// result, rounded then once to float32.
#pragma once

namespace splitvote {

float exp_accurate(float x);
float log_accurate(float x);
float tanh_accurate(float x);

}  // namespace splitvote
