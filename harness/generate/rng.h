// Random numbers for generation: the same on every machine, unlike <random>'s distributions.
//
// splitmix64 (S. Vigna, prng.di.unimi.it/splitmix64.c): one add and one hash a number; any seed,
// and any pair of seed and stream, starts an independent-looking sequence, so that the work of run
// i does not depend on who did run i - 1.
//
// C++ leaves open in which order the operands of + and the arguments of a call are evaluated: at
// most one of them may draw.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace splitvote {

class Rng {
 public:
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0)
      : state_(seed ^ mixed(stream + kStep)) {}

  std::uint64_t next() { return mixed(state_ += kStep); }

  // 0..bound-1; `bound` > 0. The bias is below bound / 2^64.
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }
  // lowest..highest, both included.
  template <typename Integer>
  Integer between(Integer lowest, Integer highest) {
    const auto range = static_cast<std::uint64_t>(static_cast<std::int64_t>(highest) -
                                                  static_cast<std::int64_t>(lowest));
    return static_cast<Integer>(static_cast<std::int64_t>(lowest) +
                                static_cast<std::int64_t>(below(range + 1)));
  }
  bool chance(int percent) { return below(100) < static_cast<std::uint64_t>(percent); }
  // In [0, 1), a multiple of 2^-24.
  float unit() { return static_cast<float>(next() >> 40) * 0x1p-24f; }
  float uniform(float lowest, float highest) { return lowest + (highest - lowest) * unit(); }

  template <typename T>
  const T& pick(std::span<const T> choices) {
    return choices[below(choices.size())];
  }
  template <typename Container>
  const auto& pick(const Container& choices) {
    return choices[below(choices.size())];
  }
  // An index, as often as its weight says.
  std::size_t weighted(std::span<const int> weights) {
    std::uint64_t sum = 0;
    for (int weight : weights) sum += static_cast<std::uint64_t>(weight);
    std::uint64_t left = below(sum);
    std::size_t index = 0;
    while (left >= static_cast<std::uint64_t>(weights[index])) {
      left -= static_cast<std::uint64_t>(weights[index++]);
    }
    return index;
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15u;

  static constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }

  std::uint64_t state_;
};

}  // namespace splitvote
