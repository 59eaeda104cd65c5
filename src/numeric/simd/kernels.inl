// The table of one instruction set; see kernel_table.h. SPLITVOTE_SIMD_LEVEL names its namespace.
#include <cstddef>
#include <cstdint>

#include "src/numeric/simd/kernel_table.h"

#ifdef __FAST_MATH__
#error "splitvote needs IEEE 754 arithmetic: compile without -ffast-math"
#endif

namespace splitvote::SPLITVOTE_SIMD_LEVEL {
namespace {

#include "src/numeric/simd/bits.inl"
// Needs what bits.inl defines.
#include "src/numeric/simd/arithmetic.inl"
#include "src/numeric/simd/rounding.inl"
#include "src/numeric/simd/sums.inl"
#include "src/numeric/simd/top_k.inl"
#include "src/numeric/simd/transcendental.inl"

}  // namespace

#define SPLITVOTE_FORMS(Operation)                                             \
  {                                                                            \
    elementwise<Operation, kBothArrays>, elementwise<Operation, kSecondIsOne>, \
        elementwise<Operation, kFirstIsOne>                                    \
  }

extern const Kernels kKernels;
const Kernels kKernels = {
    .arithmetic = {SPLITVOTE_FORMS(Add), SPLITVOTE_FORMS(Subtract), SPLITVOTE_FORMS(Multiply),
                   SPLITVOTE_FORMS(Divide), SPLITVOTE_FORMS(Maximum), SPLITVOTE_FORMS(Minimum)},
    .unary = {elementwise_unary<Negate>, elementwise_unary<Abs>, elementwise_unary<Sqrt>,
              elementwise_unary<Floor>},
    .compare = {SPLITVOTE_FORMS(Eq), SPLITVOTE_FORMS(Ne), SPLITVOTE_FORMS(Ge), SPLITVOTE_FORMS(Gt)},
    .select = select,
    .has_nan = has_nan,
    .max_key = max_key,
    .min_key = min_key,
    .round_pattern = round_pattern,
    .round_narrow = round_narrow,
    .exp = transcendental<exp_fast>,
    .log = transcendental<log_fast>,
    .tanh = transcendental<tanh_fast>,
    .add_rows = {add_rows<Unrounded>, add_rows<Bfloat16Rounded>},
    .add_pairs = {add_pairs<Unrounded>, add_pairs<Bfloat16Rounded>},
    .block_cumsum = {block_cumsum<Unrounded>, block_cumsum<Bfloat16Rounded>},
    .carry_blocks = {carry_blocks<Unrounded>, carry_blocks<Bfloat16Rounded>},
    .block_max = {block_max<TotalOrder>, block_max<NumericOrder>},
    .reaches = {reaches<TotalOrder>, reaches<NumericOrder>},
    .keys = {keys<TotalOrder>, keys<NumericOrder>},
};

}  // namespace splitvote::SPLITVOTE_SIMD_LEVEL
