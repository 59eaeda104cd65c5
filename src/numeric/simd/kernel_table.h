// The inner loops of this room, one set per instruction set.
//
// kernels_<level>.cc each compile the same *.inl files with other compiler options into a namespace
// of their own and export one table. Those files may use raw pointers, static functions and
// builtins only: an inline function from a header would be compiled for the newest instruction set
// and then merged by the linker with everybody else's copy. All pointers may be unaligned; every n
// may be 0; outputs may be inputs where not said otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace splitvote {

// How the two operands of a kernel advance.
enum OperandForm { kBothArrays, kSecondIsOne, kFirstIsOne, kOperandFormCount };

// Comparisons a kernel exists for; the others are these with operands exchanged.
enum ComparisonKernel { kEqKernel, kNeKernel, kGeKernel, kGtKernel, kComparisonKernelCount };

// Parameters of rounding by adding to the bit pattern, for formats with the exponent range of
// float32.
struct PatternRounding {
  std::uint32_t keep_mask;    // bits that survive
  int dropped_bits;           // how many low bits do not
  std::uint32_t increment;    // added first: what makes the carry happen
  std::uint32_t odd_mask;     // 1 if ties go to even: the lowest kept bit is added as well
  std::uint32_t flush_below;  // patterns of a smaller magnitude become zero; 0 keeps subnormals
  std::uint32_t quiet_bit;    // set in a NaN
};

// Parameters of rounding to a format with a narrower exponent range.
struct NarrowRounding {
  std::uint32_t dropped_bits;  // of a normal number
  std::uint32_t exponent_min;  // biased as in float32
  bool half;                   // whether half of the lowest kept bit is added
  bool to_even;                // and one less of it, plus the lowest kept bit
  bool flush;
  std::uint32_t largest;        // pattern of the largest finite number
  std::uint32_t beyond;         // pattern of the result when rounding passes it
  std::uint32_t infinity;       // pattern of the result for infinity
  std::uint32_t nan_keep_mask;  // bits of a NaN that survive, besides the sign
};

struct Kernels {
  using Binary = void (*)(const float* a, const float* b, float* out, std::size_t n);
  using Unary = void (*)(const float* in, float* out, std::size_t n);
  using Compare = void (*)(const float* a, const float* b, std::uint8_t* out, std::size_t n);
  using Accurate = float (*)(float);
  using Transcendental = void (*)(const float* in, float* out, std::size_t n, Accurate accurate);

  // arithmetic.h; indices are Arithmetic, Unary and ComparisonKernel, then OperandForm.
  Binary arithmetic[6][kOperandFormCount];
  Unary unary[4];
  Compare compare[kComparisonKernelCount][kOperandFormCount];
  void (*select)(const std::uint8_t* predicate, const float* on_true, std::size_t true_step,
                 const float* on_false, std::size_t false_step, float* out, std::size_t n);
  bool (*has_nan)(const float* x, std::size_t n);
  // Extremes of total_order_key; `n` > 0.
  std::int32_t (*max_key)(const float* x, std::size_t n);
  std::int32_t (*min_key)(const float* x, std::size_t n);

  // rounding.h
  void (*round_pattern)(const float* in, float* out, std::size_t n, const PatternRounding& how);
  void (*round_narrow)(const float* in, float* out, std::size_t n, const NarrowRounding& how);

  // transcendental.h. `accurate` is called for each element that double precision does not decide.
  Transcendental exp;
  Transcendental log;
  Transcendental tanh;

  // sums.h; index 1 rounds every result to bfloat16 (nearest even, subnormals kept). No overlap.
  // lanes[j] += x[row * width + j], rows in order; width is a power of two.
  void (*add_rows[2])(float* lanes, std::size_t width, const float* x, std::size_t rows);
  // out[i] = in[2 i] + in[2 i + 1] for i < n.
  void (*add_pairs[2])(const float* in, float* out, std::size_t n);
  // Running sums of each of `blocks` blocks of `in`, each starting at +0.
  void (*block_cumsum[2])(const float* in, float* out, std::size_t width, std::size_t blocks);
  // x += carry, block by block: +0 for the first, then the last element of the block before. NaNs
  // become canonical.
  void (*carry_blocks[2])(float* x, std::size_t width, std::size_t blocks);

  // top_k.h; index 0 uses total_order_key, 1 numeric_order_key.
  // out[i] = the largest key of x[64 i .. 64 i + 63].
  void (*block_max[2])(const float* x, std::size_t blocks, std::int32_t* out);
  // Bit i is set if the key of x[i] is at least `bound`, for i < 64.
  std::uint64_t (*reaches[2])(const float* x, std::int32_t bound);
  // out[i] = the key of x[i], no overlap.
  void (*keys[2])(const float* x, std::int32_t* out, std::size_t n);
};

// The table of the level in use. It stays valid forever; a later force_simd_level changes only
// later calls.
const Kernels& kernels();
// The table that every machine can run.
const Kernels& baseline_kernels();

namespace simd_baseline {
extern const Kernels kKernels;
}
namespace simd_avx2 {
extern const Kernels kKernels;
}
namespace simd_avx512 {
extern const Kernels kKernels;
}

}  // namespace splitvote
