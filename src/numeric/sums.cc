#include "src/numeric/sums.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/numeric/canonical_nan.h"
#include "src/numeric/rounding.h"
#include "src/numeric/simd/kernel_table.h"

namespace splitvote {
namespace {

constexpr std::size_t kWidthMax = 4096;
// Pairwise sums of this many leaves run level by level in a buffer.
constexpr std::size_t kLeaves = 2048;

// One addition, in each of three ways. The first two have kernels that add and round at once;
// elsewhere a kernel adds, and what it gave is then rounded.
struct PlainAdder {
  static constexpr std::size_t kKernel = 0;
  static constexpr bool kRoundsApart = false;

  float operator()(float a, float b) const { return canonical(a + b); }
  void round_all(float* /*sums*/, std::size_t /*n*/) const {}
};

struct Bfloat16Adder {
  static constexpr std::size_t kKernel = 1;
  static constexpr bool kRoundsApart = false;

  float operator()(float a, float b) const {
    const auto bits = std::bit_cast<std::uint32_t>(a + b);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return kCanonicalNan;
    return std::bit_cast<float>((bits + 0x7fffu + (bits >> 16 & 1u)) & 0xffff0000u);
  }
  void round_all(float* /*sums*/, std::size_t /*n*/) const {}
};

struct OtherAdder {
  static constexpr std::size_t kKernel = 0;
  static constexpr bool kRoundsApart = true;
  Narrowing accumulator;

  float operator()(float a, float b) const {
    return canonical(round_to(canonical(a + b), accumulator));
  }
  void round_all(float* sums, std::size_t n) const { round_array(sums, sums, n, accumulator); }
};

template <typename Add>
float sequential_sum(const float* x, std::size_t n, const Add& add) {
  float acc = 0.0f;
  for (std::size_t i = 0; i < n; ++i) acc = add(acc, x[i]);
  return acc;
}

// Sum of a perfect binary tree over n = 2^m leaves, 2 <= n <= kLeaves.
template <typename Add>
float tree_sum(const float* x, std::size_t n, const Add& add) {
  std::array<float, kLeaves / 2> even;
  std::array<float, kLeaves / 4> odd;
  const auto add_pairs = kernels().add_pairs[Add::kKernel];
  const float* from = x;
  float* to = even.data();
  for (std::size_t left = n / 2; left >= 1; left /= 2) {
    add_pairs(from, to, left);
    add.round_all(to, left);
    from = to;
    to = to == even.data() ? odd.data() : even.data();
  }
  return canonical(*from);
}

template <typename Add>
float pairwise_sum(const float* x, std::size_t n, const Add& add) {
  if (n == 0) return 0.0f;
  if (n == 1) return x[0];
  if (n <= kLeaves && std::has_single_bit(n)) return tree_sum(x, n, add);
  const std::size_t half = std::bit_floor(n - 1);
  const float left = pairwise_sum(x, half, add);
  return add(left, pairwise_sum(x + half, n - half, add));
}

template <typename Add>
float blocked_sum(const float* x, std::size_t n, std::size_t width, const Add& add) {
  std::array<float, kWidthMax> lanes;
  std::fill_n(lanes.begin(), width, 0.0f);
  const auto add_rows = kernels().add_rows[Add::kKernel];
  const std::size_t rows = n / width;
  const std::size_t rows_at_once = Add::kRoundsApart ? 1 : std::max<std::size_t>(rows, 1);
  for (std::size_t row = 0; row < rows; row += rows_at_once) {
    add_rows(lanes.data(), width, x + row * width, rows_at_once);
    add.round_all(lanes.data(), width);
  }
  for (std::size_t i = rows * width; i < n; ++i) lanes[i % width] = add(lanes[i % width], x[i]);
  for (std::size_t span = width / 2; span >= 1; span /= 2) {
    add_rows(lanes.data(), span, lanes.data() + span, 1);
    add.round_all(lanes.data(), span);
  }
  return canonical(lanes[0]);
}

template <typename Add>
void sequential_cumsum(const float* in, float* out, std::size_t n, const Add& add) {
  float acc = 0.0f;
  for (std::size_t i = 0; i < n; ++i) out[i] = acc = add(acc, in[i]);
}

template <typename Add>
void blocked_cumsum(const float* in, float* out, std::size_t n, std::size_t width, const Add& add) {
  std::size_t begin = 0;
  if (!Add::kRoundsApart) {
    const std::size_t blocks = n / width;
    kernels().block_cumsum[Add::kKernel](in, out, width, blocks);
    kernels().carry_blocks[Add::kKernel](out, width, blocks);
    begin = blocks * width;
  }
  while (begin < n) {
    const std::size_t end = std::min(n, begin + width);
    const float carry = begin == 0 ? 0.0f : out[begin - 1];
    sequential_cumsum(in + begin, out + begin, end - begin, add);
    for (std::size_t i = begin; i < end; ++i) out[i] = add(carry, out[i]);
    begin = end;
  }
}

template <typename Add>
float nested_sum(const float* x, std::size_t n, std::size_t width, const Add& add,
                 const Narrowing& kept) {
  std::vector<float> blocks;
  while (n > width) {
    std::vector<float> sums;
    for (std::size_t begin = 0; begin < n; begin += width) {
      sums.push_back(sequential_sum(x + begin, std::min(width, n - begin), add));
    }
    if (!(kept == Narrowing{})) round_array(sums.data(), sums.data(), sums.size(), kept);
    blocks = std::move(sums);
    x = blocks.data();
    n = blocks.size();
  }
  return sequential_sum(x, n, add);
}

template <typename Add>
void nested_cumsum(const float* in, float* out, std::size_t n, std::size_t width, const Add& add,
                   const Narrowing& kept, bool inner) {
  const auto keep = [&] {
    if (!(kept == Narrowing{})) round_array(out, out, n, kept);
  };
  if (n <= width) {
    sequential_cumsum(in, out, n, add);
    if (inner) keep();
    return;
  }
  std::size_t begin = 0;
  if (!Add::kRoundsApart) {
    const std::size_t blocks = n / width;
    kernels().block_cumsum[Add::kKernel](in, out, width, blocks);
    begin = blocks * width;
  }
  for (; begin < n; begin += width) {
    sequential_cumsum(in + begin, out + begin, std::min(width, n - begin), add);
  }
  keep();
  std::vector<float> before;
  for (std::size_t last = width - 1; last < n; last += width) before.push_back(out[last]);
  nested_cumsum(before.data(), before.data(), before.size(), width, add, kept, true);
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = add(out[i], i < width ? 0.0f : before[i / width - 1]);
  }
  if (inner) keep();
}

[[maybe_unused]] bool is_width(int width) {
  return width >= 2 && width <= static_cast<int>(kWidthMax) &&
         std::has_single_bit(static_cast<unsigned>(width));
}

template <typename Add>
float sum_with(const float* x, std::size_t n, const SumPolicy& policy, const Add& add) {
  switch (policy.order) {
    case SumOrder::kSequential:
      return sequential_sum(x, n, add);
    case SumOrder::kPairwise:
      return pairwise_sum(x, n, add);
    case SumOrder::kBlocked:
      assert(is_width(policy.width));
      return blocked_sum(x, n, static_cast<std::size_t>(policy.width), add);
    case SumOrder::kNested:
      assert(is_width(policy.width));
      return nested_sum(x, n, static_cast<std::size_t>(policy.width), add, policy.accumulator);
  }
  return kCanonicalNan;
}

template <typename Add>
void cumsum_with(const float* in, float* out, std::size_t n, const SumPolicy& policy,
                 const Add& add) {
  assert(policy.order != SumOrder::kPairwise);
  if (policy.order == SumOrder::kSequential) return sequential_cumsum(in, out, n, add);
  assert(is_width(policy.width));
  const auto width = static_cast<std::size_t>(policy.width);
  if (policy.order == SumOrder::kBlocked) return blocked_cumsum(in, out, n, width, add);
  nested_cumsum(in, out, n, width, add, policy.accumulator, false);
}

// Calls run with the adder of a policy.
template <typename Run>
auto with_adder(const SumPolicy& policy, const Run& run) {
  if (!policy.round_accumulator || policy.accumulator == Narrowing{}) return run(PlainAdder{});
  if (policy.accumulator == Narrowing{.dtype = Dtype::kBfloat16}) return run(Bfloat16Adder{});
  return run(OtherAdder{policy.accumulator});
}

}  // namespace

float sum(const float* x, std::size_t n, const SumPolicy& policy) {
  return with_adder(policy, [&](const auto& add) { return sum_with(x, n, policy, add); });
}

void cumsum(const float* in, float* out, std::size_t n, const SumPolicy& policy) {
  with_adder(policy, [&](const auto& add) { cumsum_with(in, out, n, policy, add); });
}

}  // namespace splitvote
