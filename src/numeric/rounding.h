// Rounds a float32 number to a narrower floating-point format.
//
// Integer arithmetic on the bit pattern: the result does not depend on the rounding mode, on
// flush-to-zero, or on the machine. Source: IEEE 754-2019, 4.3; for float8_e4m3fn OFP8 1.0, 5.2,
// and the overflow of ml_dtypes.
//
//   finite           rounded by `mode`; what is below the smallest normal number becomes a multiple
//   of the smallest
//                    subnormal one, or a zero of the same sign when `subnormals` is kFlushed
//   beyond finite    infinity under the nearest modes, the largest finite number under kTowardZero;
//                    float8_e4m3fn has no infinity: NaN under the nearest modes
//   infinity         infinity; float8_e4m3fn: NaN
//   NaN              the same sign and the payload bits that fit, made quiet; float8_e4m3fn, which
//   has one NaN per sign:
//                    sign | 0x7fc00000, as reading it back into float32 gives
// A NaN made by overflow or infinity keeps the sign of the number. float32 as the target changes
// nothing but subnormals, and those only when flushed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/numeric/dtype.h"

namespace splitvote {

// `narrowing.dtype` is a floating-point one. Exact: the one correctly rounded result.
float round_to(float value, const Narrowing& narrowing);

// out[i] = round_to(in[i], narrowing), vectorised. `out` may be `in`; otherwise they do not
// overlap.
void round_array(const float* in, float* out, std::size_t n, const Narrowing& narrowing);

// True if `value` is a number of `dtype`: rounding to it changes no bit. Any NaN counts as one.
bool is_representable(float value, Dtype dtype);

// Storage bits and the numbers they stand for. `bfloat16_bits` drops the low half: `exact` is a
// bfloat16 number.
std::uint16_t bfloat16_bits(float exact);
float bfloat16_from_bits(std::uint16_t bits);
float float16_from_bits(std::uint16_t bits);
float float8_e4m3fn_from_bits(std::uint8_t bits);
float float8_e5m2_from_bits(std::uint8_t bits);

}  // namespace splitvote
