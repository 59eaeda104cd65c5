// Which instruction set the array functions of this room use.
//
// Every level gives the same bits (tests/numeric/simd_test.cc); only the speed differs. The level
// is chosen once, on first use, as the best that this machine has.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace splitvote {

// kBaseline is what the compiler targets by default (SSE2 on x86-64).
// kAvx512 means the F, BW, DQ and VL subsets.
enum class SimdLevel : std::uint8_t { kBaseline, kAvx2, kAvx512 };

std::string_view name(SimdLevel level);

// The levels that this build and this machine both have, slowest first; never empty.
std::span<const SimdLevel> available_simd_levels();

SimdLevel simd_level();

// For tests and benchmarks: uses `level` from now on, in every thread. It is one of
// available_simd_levels().
void force_simd_level(SimdLevel level);

}  // namespace splitvote
