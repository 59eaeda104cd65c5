#include <algorithm>
#include <cstdlib>
#include <vector>

#include "tests/reference/formats.h"
#include "tests/reference/operations.h"

namespace splitvote::reference {

float Adder::operator()(float a, float b) const {
  const float result = arithmetic_result(a + b);
  return rounds ? arithmetic_result(round_to(result, accumulator)) : result;
}

namespace {

float pairwise(std::span<const float> x, const Adder& add) {
  if (x.size() == 1) return x[0];
  std::size_t half = 1;
  while (half * 2 < x.size()) half *= 2;
  return add(pairwise(x.first(half), add), pairwise(x.subspan(half), add));
}

float blocked(std::span<const float> x, std::size_t width, const Adder& add) {
  std::vector<float> lanes(width, 0.0f);
  for (std::size_t i = 0; i < x.size(); ++i) lanes[i % width] = add(lanes[i % width], x[i]);
  for (std::size_t step = width / 2; step >= 1; step /= 2) {
    for (std::size_t j = 0; j < step; ++j) lanes[j] = add(lanes[j], lanes[j + step]);
  }
  return lanes[0];
}

// What stands in an array of the accumulator's dtype.
void store(std::vector<float>& x, const Adder& add) {
  for (float& each : x) each = arithmetic_result(round_to(each, add.accumulator));
}

float by_blocks(std::vector<float> x, std::size_t width, const Adder& add) {
  while (x.size() > width) {
    std::vector<float> sums;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i % width == 0) sums.push_back(0.0f);
      sums.back() = add(sums.back(), x[i]);
    }
    store(sums, add);
    x = sums;
  }
  float total = 0.0f;
  for (const float each : x) total = add(total, each);
  return total;
}

std::vector<float> running_by_blocks(const std::vector<float>& x, std::size_t width,
                                     const Adder& add) {
  std::vector<float> within;
  for (std::size_t i = 0; i < x.size(); ++i)
    within.push_back(add(i % width == 0 ? 0.0f : within.back(), x[i]));
  if (x.size() <= width) return within;
  store(within, add);
  std::vector<float> blocks;
  for (std::size_t i = width - 1; i < x.size(); i += width) blocks.push_back(within[i]);
  std::vector<float> so_far = running_by_blocks(blocks, width, add);
  store(so_far, add);
  for (std::size_t i = 0; i < x.size(); ++i)
    within[i] = add(within[i], i < width ? 0.0f : so_far[i / width - 1]);
  return within;
}

}  // namespace

float sum(std::span<const float> x, SumOrder order, std::size_t width, const Adder& add) {
  if (order == SumOrder::kPairwise) return x.empty() ? 0.0f : pairwise(x, add);
  if (order == SumOrder::kBlocked) return blocked(x, width, add);
  if (order == SumOrder::kNested) return by_blocks({x.begin(), x.end()}, width, add);
  float total = 0.0f;
  for (const float element : x) total = add(total, element);
  return total;
}

void cumsum(std::span<const float> x, SumOrder order, std::size_t width, const Adder& add,
            std::span<float> out) {
  if (order == SumOrder::kSequential) {
    float total = 0.0f;
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = total = add(total, x[i]);
    return;
  }
  if (order == SumOrder::kNested) {
    const std::vector<float> all = running_by_blocks({x.begin(), x.end()}, width, add);
    std::copy(all.begin(), all.end(), out.begin());
    return;
  }
  float carry = 0.0f;
  for (std::size_t begin = 0; begin < x.size(); begin += width) {
    const std::size_t end = std::min(x.size(), begin + width);
    float local = 0.0f;
    for (std::size_t i = begin; i < end; ++i) {
      local = add(local, x[i]);
      out[i] = add(carry, local);
    }
    carry = out[end - 1];
  }
}

}  // namespace splitvote::reference
