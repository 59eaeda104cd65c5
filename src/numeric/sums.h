// Sums and running sums of float32 in a named order, so that two of them can be compared bit for
// bit.
//
// "a + b" below is one float32 addition, rounded to nearest even; when `round_accumulator` is set
// its result is then rounded to `accumulator` (rounding.h). A NaN that an addition or its rounding
// gives is 0x7fc00000.
//
// sum of x_0 .. x_(n-1):
//   kSequential  acc = +0; for each i: acc = acc + x_i. The result is acc.
//   kPairwise    n = 0: +0. n = 1: x_0, copied, neither added nor rounded.
//                n > 1: h = the largest power of two below n; pairwise(x_0 .. x_(h-1)) +
//                pairwise(x_h .. x_(n-1)).
//   kBlocked     with W = width, a power of two in 2..4096: W lanes l_j = +0; for each i in order:
//                l_(i mod W) = l_(i mod W) + x_i; then for s = W/2, W/4, .. 1, for j < s: l_j = l_j
//                + l_(j+s). The result is l_0.
//   kNested      of n <= W as sequential. Otherwise each block of W consecutive elements is summed
//                sequentially, and the blocks' sums are summed in the same way (nested). What a
//                block hands on is rounded to `accumulator` whether additions are or not: it is
//                kept in an array. XLA's TreeReductionRewriter: W = 256 of 32,768 on GPUs.
// cumsum:
//   kSequential  acc = +0; for each i: acc = acc + x_i, out_i = acc.
//   kBlocked     carry = +0; for each block of W consecutive elements (the last may be shorter):
//   local_i is the
//                sequential cumsum of the block, which starts at +0; out_i = carry + local_i for
//                each i of the block; then carry is out of the block's last element.
//   kNested      of n <= W as sequential. Otherwise each block of W consecutive elements has its
//                sequential cumsum, local_i; the last local of every block is scanned in the same
//                way (nested), which gives what stands before each block: +0 before the first.
//                out_i = local_i + that. What blocks hand on (every local, every inner result) is
//                rounded to `accumulator` whether additions are or not: it is kept in an array.
//                XLA's ReduceWindowRewriter: W = 128 on TPU, 16 on CPU.
//   kPairwise    is not defined.
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/numeric/dtype.h"

namespace splitvote {

enum class SumOrder : std::uint8_t { kSequential, kPairwise, kBlocked, kNested };

struct SumPolicy {
  SumOrder order = SumOrder::kSequential;
  int width = 0;  // kBlocked and kNested only
  Narrowing accumulator = {};
  bool round_accumulator = false;

  friend bool operator==(const SumPolicy&, const SumPolicy&) = default;
};

float sum(const float* x, std::size_t n, const SumPolicy& policy);

// `out` may be `in`; otherwise they do not overlap.
void cumsum(const float* in, float* out, std::size_t n, const SumPolicy& policy);

}  // namespace splitvote
