// Inputs for tests of float32 functions: every kind of special number, and seeded patterns of all
// magnitudes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace splitvote {

inline float float_of(std::uint32_t bits) { return std::bit_cast<float>(bits); }
inline std::uint32_t bits_of(float value) { return std::bit_cast<std::uint32_t>(value); }

inline std::vector<std::uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) bits[i] = bits_of(values[i]);
  return bits;
}

// Positive and negative: zero, subnormals, the ends of the normal range, powers of two, halves,
// numbers around 2^23, infinity, quiet and signalling NaNs with several payloads.
inline std::vector<float> special_floats() {
  const std::vector<std::uint32_t> magnitudes = {
      0x00000000, 0x00000001, 0x00000002, 0x00007fff, 0x00008000, 0x00008001, 0x007fffff,
      0x00800000, 0x00800001, 0x33800000, 0x38800000, 0x3b800000, 0x3effffff, 0x3f000000,
      0x3f7fffff, 0x3f800000, 0x3f800001, 0x3f808000, 0x3f818000, 0x3fc00000, 0x40000000,
      0x40490fdb, 0x42b17218, 0x43e00000, 0x43e80000, 0x4affffff, 0x4b000000, 0x4b7fffff,
      0x4f000000, 0x477fe000, 0x477ff000, 0x7f000000, 0x7f7f0000, 0x7f7f7fff, 0x7f7f8000,
      0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fa00000, 0x7fc00000, 0x7fc00001, 0x7fffffff};
  std::vector<float> values;
  for (const std::uint32_t magnitude : magnitudes) {
    values.push_back(float_of(magnitude));
    values.push_back(float_of(magnitude | 0x80000000u));
  }
  return values;
}

// splitmix64 (S. Vigna), for the same inputs on every machine.
class Seeded {
 public:
  explicit Seeded(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint32_t bits() { return static_cast<std::uint32_t>(next() >> 32); }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  // Like logits: a multiple of 2^-16 in [-16, 16).
  float logit() { return (static_cast<float>(bits() >> 11) - 0x1p20f) * 0x1p-16f; }

 private:
  std::uint64_t state_;
};

// Random patterns with a special number in every fifth place or so.
inline std::vector<float> mixed_floats(std::size_t n, std::uint64_t seed) {
  static const std::vector<float> specials = special_floats();
  Seeded seeded(seed);
  std::vector<float> values(n);
  for (float& value : values) {
    value =
        seeded.below(5) == 0 ? specials[seeded.below(specials.size())] : float_of(seeded.bits());
  }
  return values;
}

inline std::vector<float> logits(std::size_t n, std::uint64_t seed) {
  Seeded seeded(seed);
  std::vector<float> values(n);
  for (float& value : values) value = seeded.logit();
  return values;
}

}  // namespace splitvote
