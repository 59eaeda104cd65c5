// An array whose elements are taken from another by steps: one step an axis.
//
// Transposing, slicing, reversing and broadcasting are all this (a step of 0 repeats).
#pragma once

#include <array>
#include <cstddef>

#include "src/evaluate/array.h"

namespace splitvote {

using Steps = std::array<std::ptrdiff_t, 6>;  // [axis] in elements of the source

// How far apart neighbours along each axis of a row-major array are.
Steps row_major_steps(const Shape& shape);

// result[i0, i1, ...] = x at offset first + i0 * steps[0] + i1 * steps[1] + ...
ArrayRef strided_copy(const Array& x, const Shape& shape, std::ptrdiff_t first, Steps steps);

}  // namespace splitvote
