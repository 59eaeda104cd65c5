#include <cstdlib>

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

}  // namespace

float sum(std::span<const float> x, SumOrder order, std::size_t width, const Adder& add) {
  if (order == SumOrder::kPairwise) return x.empty() ? 0.0f : pairwise(x, add);
  if (order == SumOrder::kBlocked) return blocked(x, width, add);
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
