#include <array>
#include <bit>

#include "tests/reference/operations.h"

namespace splitvote::reference {

// Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, figure 3: twenty rounds of
// add, rotate, xor, with a key word injected after every fourth.
Words threefry2x32(Words key, Words counter) {
  const auto rotate = [](std::uint32_t x, unsigned by) { return x << by | x >> (32 - by); };
  const std::array<std::array<unsigned, 4>, 2> rotations = {{{13, 15, 26, 6}, {17, 29, 16, 24}}};
  const std::array<std::uint32_t, 3> words = {key.first, key.second,
                                              0x1BD11BDAu ^ key.first ^ key.second};
  std::uint32_t left = counter.first + words[0];
  std::uint32_t right = counter.second + words[1];
  for (std::uint32_t group = 1; group <= 5; ++group) {
    for (const unsigned rotation : rotations[(group - 1) % 2]) {
      left += right;
      right = rotate(right, rotation) ^ left;
    }
    left += words[group % 3];
    right += words[(group + 1) % 3] + group;
  }
  return {left, right};
}

Array threefry_uniform(const Numbers& seed, const Numbers& counter, bool counter_is_token,
                       const LayoutMap& layout) {
  const auto bits = static_cast<std::uint64_t>(seed.whole[0]);
  const Words key{static_cast<std::uint32_t>(bits >> 32), static_cast<std::uint32_t>(bits)};
  Array out = float_array(Dtype::kFloat32, counter.axes);
  const std::size_t per_leading = counter.axes.empty() || counter.axes[0] == 0
                                      ? 1
                                      : counter.size() / static_cast<std::size_t>(counter.axes[0]);
  for (std::size_t i = 0; i < counter.size(); ++i) {
    const std::int64_t number = counter.whole[i];
    auto word = static_cast<std::uint32_t>(number);
    if (counter_is_token) {
      const std::int32_t token = layout.token_of(number);
      word = token != kNoToken ? static_cast<std::uint32_t>(token) : 0x80000000u | word;
    }
    const Words random = threefry2x32(key, {static_cast<std::uint32_t>(i / per_leading), word});
    out.u[i] = std::bit_cast<float>(random.first >> 9 | 0x3f800000u) - 1.0f;
  }
  return out;
}

}  // namespace splitvote::reference
