// Rounding to the narrow formats, written for clarity and apart from src/numeric.
//
// bfloat16 and float16 to nearest even go through Eigen's types; everything else is long-hand
// arithmetic in double: scale by the spacing of the format around the number, round to a whole
// number, scale back.
#pragma once

#include <bit>
#include <span>

#include "src/numeric/dtype.h"

namespace splitvote::reference {

inline float canonical_nan() { return std::bit_cast<float>(0x7fc00000u); }
// The number itself, or 0x7fc00000 for any NaN: what every arithmetic result goes through.
inline float arithmetic_result(float x) { return x != x ? canonical_nan() : x; }

float round_to(float x, const Narrowing& narrowing);
// Every element of `in`, into `out`, which may be `in`.
void round_each(std::span<const float> in, const Narrowing& narrowing, std::span<float> out);

// Every case by the long-hand way, Eigen's two included: how the tests hold Eigen against it.
float round_long_hand(float x, const Narrowing& narrowing);

}  // namespace splitvote::reference
