#include "src/numeric/sums.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <vector>

#include "src/numeric/canonical_nan.h"
#include "src/numeric/rounding.h"
#include "src/numeric/simd/kernel_table.h"

namespace splitvote {
namespace {

constexpr std::size_t kWidthMax = 4096;
// Pairwise sums of this many leaves run level by level in a buffer.
constexpr std::size_t kLeaves = 2048;

// How partial results are rounded. Two ways have kernels; every other is an addition and round_to,
// one at a time.
enum class Steps : std::uint8_t { kUnrounded, kBfloat16, kOther };

Steps steps_of(const SumPolicy& policy) {
  if (!policy.round_accumulator || policy.accumulator == Narrowing{}) return Steps::kUnrounded;
  return policy.accumulator == Narrowing{.dtype = Dtype::kBfloat16} ? Steps::kBfloat16
                                                                    : Steps::kOther;
}

std::size_t kernel_index(Steps steps) { return steps == Steps::kBfloat16 ? 1 : 0; }

struct Adder {
  Narrowing accumulator;
  bool round;

  float operator()(float a, float b) const {
    const float sum = canonical(a + b);
    return round ? canonical(round_to(sum, accumulator)) : sum;
  }
};

Adder adder_of(const SumPolicy& policy) {
  return {.accumulator = policy.accumulator,
          .round = policy.round_accumulator && policy.accumulator != Narrowing{}};
}

// A chain of additions, each waiting for the one before, through a kernel that was made for one
// chain.
float sequential_sum(const float* x, std::size_t n, const Adder& add, Steps steps) {
  float acc = 0.0f;
  if (steps == Steps::kUnrounded) {
    for (std::size_t i = 0; i < n; ++i) acc += x[i];
    return canonical(acc);
  }
  for (std::size_t i = 0; i < n; ++i) acc = add(acc, x[i]);
  return acc;
}

// Sum of a perfect binary tree over n = 2^m leaves, 2 <= n <= kLeaves.
float tree_sum(const float* x, std::size_t n, Steps steps) {
  std::array<float, kLeaves / 2> even = {};
  std::array<float, kLeaves / 4> odd = {};
  const auto add_pairs = kernels().add_pairs[kernel_index(steps)];
  const float* from = x;
  float* to = even.data();
  for (std::size_t left = n / 2; left >= 1; left /= 2) {
    add_pairs(from, to, left);
    from = to;
    to = to == even.data() ? odd.data() : even.data();
  }
  return canonical(*from);
}

float pairwise_sum(const float* x, std::size_t n, const Adder& add, Steps steps) {
  if (n == 0) return 0.0f;
  if (n == 1) return x[0];
  if (steps != Steps::kOther && n <= kLeaves && std::has_single_bit(n)) {
    return tree_sum(x, n, steps);
  }
  const std::size_t half = std::bit_floor(n - 1);
  const float left = pairwise_sum(x, half, add, steps);
  return add(left, pairwise_sum(x + half, n - half, add, steps));
}

float blocked_sum(const float* x, std::size_t n, std::size_t width, const Adder& add, Steps steps) {
  std::array<float, kWidthMax> lanes;
  std::fill_n(lanes.begin(), width, 0.0f);
  const std::size_t whole = n / width;
  if (steps == Steps::kOther) {
    for (std::size_t i = 0; i < whole * width; ++i) {
      lanes[i % width] = add(lanes[i % width], x[i]);
    }
  } else {
    kernels().add_rows[kernel_index(steps)](lanes.data(), width, x, whole);
  }
  for (std::size_t i = whole * width; i < n; ++i) {
    lanes[i % width] = add(lanes[i % width], x[i]);
  }
  for (std::size_t span = width / 2; span >= 1; span /= 2) {
    for (std::size_t j = 0; j < span; ++j) lanes[j] = add(lanes[j], lanes[j + span]);
  }
  return lanes[0];
}

void sequential_cumsum(const float* in, float* out, std::size_t n, const Adder& add) {
  float acc = 0.0f;
  for (std::size_t i = 0; i < n; ++i) out[i] = acc = add(acc, in[i]);
}

[[maybe_unused]] bool is_width(int width) {
  return width >= 2 && width <= static_cast<int>(kWidthMax) &&
         std::has_single_bit(static_cast<unsigned>(width));
}

}  // namespace

float sum(const float* x, std::size_t n, const SumPolicy& policy) {
  const Adder add = adder_of(policy);
  const Steps steps = steps_of(policy);
  switch (policy.order) {
    case SumOrder::kSequential:
      return sequential_sum(x, n, add, steps);
    case SumOrder::kPairwise:
      return pairwise_sum(x, n, add, steps);
    case SumOrder::kBlocked:
      assert(is_width(policy.width));
      return blocked_sum(x, n, static_cast<std::size_t>(policy.width), add, steps);
  }
  return kCanonicalNan;
}

void cumsum(const float* in, float* out, std::size_t n, const SumPolicy& policy) {
  assert(policy.order != SumOrder::kPairwise);
  const Adder add = adder_of(policy);
  if (policy.order == SumOrder::kSequential) return sequential_cumsum(in, out, n, add);
  assert(is_width(policy.width));
  const auto width = static_cast<std::size_t>(policy.width);
  float carry = 0.0f;
  for (std::size_t begin = 0; begin < n; begin += width) {
    const std::size_t end = std::min(n, begin + width);
    sequential_cumsum(in + begin, out + begin, end - begin, add);
    for (std::size_t i = begin; i < end; ++i) out[i] = add(carry, out[i]);
    carry = out[end - 1];
  }
}

}  // namespace splitvote
