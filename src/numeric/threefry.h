// Threefry-2x32 with 20 rounds: the counter-based random numbers of JAX.
//
// Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
// 2011, and Random123's threefry.h; the uniform is jax.random.uniform's for float32. Integers only,
// so exact everywhere.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace splitvote {

constexpr std::array<std::uint32_t, 2> threefry2x32(std::array<std::uint32_t, 2> key,
                                                    std::array<std::uint32_t, 2> counter) {
  constexpr std::array<int, 8> kRotations = {13, 15, 26, 6, 17, 29, 16, 24};
  constexpr std::uint32_t kParity = 0x1bd11bda;  // SKEIN_KS_PARITY32
  const std::array<std::uint32_t, 3> schedule = {key[0], key[1], kParity ^ key[0] ^ key[1]};
  std::uint32_t x0 = counter[0] + schedule[0];
  std::uint32_t x1 = counter[1] + schedule[1];
  for (std::uint32_t round = 0; round < 20; ++round) {
    x0 += x1;
    x1 = std::rotl(x1, kRotations[round % 8]) ^ x0;
    if (round % 4 == 3) {
      const std::uint32_t injection = round / 4 + 1;
      x0 += schedule[injection % 3];
      x1 += schedule[(injection + 1) % 3] + injection;
    }
  }
  return {x0, x1};
}

// In [0, 1), a multiple of 2^-23: the top 23 bits as the significand of a number in [1, 2), less 1
// (exact).
constexpr float uniform_from_bits(std::uint32_t bits) {
  return std::bit_cast<float>(bits >> 9 | 0x3f800000u) - 1.0f;
}

}  // namespace splitvote
