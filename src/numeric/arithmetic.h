// Elementwise float32 arithmetic and comparisons over arrays, and row maxima.
//
// Each element is one IEEE 754-2019 operation with one rounding (to nearest even). Every NaN result
// is 0x7fc00000, whichever NaN went in: hardware disagrees about payloads, splitvote must not.
#pragma once

#include <cstddef>
#include <cstdint>

namespace splitvote {

// An operand spread over a longer result: element i reads data[i / repeat]. repeat 1 is
// elementwise, the row length spreads one number per row, and the result's length spreads a single
// number.
template <typename T>
struct Spread {
  const T* data;
  std::size_t repeat = 1;
};
using Operand = Spread<float>;

// kMaximum and kMinimum are IEEE 754-2019, 9.6, maximum and minimum: a NaN operand gives NaN, and
// +0 > -0.
enum class Arithmetic : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide, kMaximum, kMinimum };
// Quiet comparisons: with a NaN all are false but kNe.
enum class Comparison : std::uint8_t { kEq, kNe, kGe, kGt, kLe, kLt };
// kSqrt is correctly rounded; kFloor rounds toward minus infinity and keeps -0.
enum class Unary : std::uint8_t { kNegate, kAbs, kSqrt, kFloor };

float arithmetic(Arithmetic operation, float a, float b);
bool compare(Comparison comparison, float a, float b);
float unary(Unary operation, float a);

// out[i] = a_i op b_i for i < n. `out` may be the data of an operand whose repeat is 1; otherwise
// no overlap.
void arithmetic_array(Arithmetic operation, Operand a, Operand b, float* out, std::size_t n);

// out[i] = 1 where a_i compares so to b_i, else 0.
void compare_array(Comparison comparison, Operand a, Operand b, std::uint8_t* out, std::size_t n);

void unary_array(Unary operation, const float* in, float* out, std::size_t n);

// out[i] = predicate_i ? on_true_i : on_false_i, moving bits: NaN payloads stay. A predicate is 0
// or 1.
void select_array(Spread<std::uint8_t> predicate, Operand on_true, Operand on_false, float* out,
                  std::size_t n);

bool has_nan(const float* x, std::size_t n);

// Maximum and minimum of a row, independent of its order: any NaN gives 0x7fc00000, +0 > -0; an
// empty row gives -inf, or +inf for the minimum.
float reduce_max(const float* x, std::size_t n);
float reduce_min(const float* x, std::size_t n);

}  // namespace splitvote
