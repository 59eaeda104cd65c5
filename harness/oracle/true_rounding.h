// The referee's own rounding and its own count of steps between numbers.
//
// Float64 additions round; no bits of float32 are looked at. It must stay that way: src/numeric
// rounds by integer arithmetic, and two ways that agree are evidence, one way used twice is none.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/oracle/verdict.h"
#include "src/numeric/dtype.h"

namespace splitvote {

// To nearest, ties to even, subnormals kept. Beyond the largest finite number: infinity, or NaN
// where the dtype has none. `dtype` must be a floating-point one.
float true_round(float number, Dtype dtype);
void true_round(std::vector<float>& numbers, Dtype dtype);

// The place of the number, rounded to `dtype`, in the ascending list of the dtype's numbers; zero
// stands at 0. Not for NaN.
std::int64_t place(float number, Dtype dtype);

// How many steps lie between the two after rounding both to `dtype`: 0 tie, 1 near, more (or a NaN)
// wide. -0 and +0 are one number; infinity is one step beyond the largest finite one.
Grade grade_between(float a, float b, Dtype dtype);

}  // namespace splitvote
