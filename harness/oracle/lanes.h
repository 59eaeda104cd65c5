// Four float64 numbers or eight float32 numbers at a time, in plain C++ operators.
//
// Vector types of GCC and clang: on a machine without such registers the compiler splits them up,
// and since every operation is one IEEE 754 operation per lane (-ffp-contract=off) the bits are the
// same either way. A loop marked SPLITVOTE_ORACLE_INLINE is compiled twice, once inside a function
// marked SPLITVOTE_ORACLE_AVX2, to be called where `runs_avx2`. Vectors are never passed by value:
// how that is done differs between the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#define SPLITVOTE_ORACLE_INLINE [[gnu::always_inline]] inline
#if defined(__x86_64__)
#define SPLITVOTE_ORACLE_AVX2 [[gnu::target("avx2")]]
#else
#define SPLITVOTE_ORACLE_AVX2
#endif

namespace splitvote {

inline constexpr std::size_t kDoubleLanes = 4;
inline constexpr std::size_t kFloatLanes = 8;

using Doubles = double __attribute__((vector_size(kDoubleLanes * sizeof(double))));
using DoubleBits = std::int64_t __attribute__((vector_size(kDoubleLanes * sizeof(double))));
using HalfFloats = float __attribute__((vector_size(kDoubleLanes * sizeof(float))));
using Floats = float __attribute__((vector_size(kFloatLanes * sizeof(float))));

inline bool runs_avx2() {
#if defined(__x86_64__)
  static const bool runs = __builtin_cpu_supports("avx2") != 0;
  return runs;
#else
  return false;
#endif
}

// float32 numbers in memory, which need not be aligned, to and from float64 lanes. Narrowing rounds
// to nearest.
SPLITVOTE_ORACLE_INLINE void load_doubles(const float* from, Doubles& to) {
  HalfFloats floats;
  std::memcpy(&floats, from, sizeof floats);
  to = __builtin_convertvector(floats, Doubles);
}
SPLITVOTE_ORACLE_INLINE void store_doubles(const Doubles& from, float* to) {
  const HalfFloats floats = __builtin_convertvector(from, HalfFloats);
  std::memcpy(to, &floats, sizeof floats);
}
SPLITVOTE_ORACLE_INLINE void load_floats(const float* from, Floats& to) {
  std::memcpy(&to, from, sizeof to);
}

}  // namespace splitvote
