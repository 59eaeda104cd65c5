// Integers of 32 and 64 bits as the language has them: they wrap. And orders on numbers as
// integers.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "src/numeric/dtype.h"
#include "src/numeric/top_k.h"  // KeyOrder only

namespace splitvote::reference {

inline int width_of(Dtype dtype) { return dtype == Dtype::kS32 || dtype == Dtype::kU32 ? 32 : 64; }
inline bool is_signed(Dtype dtype) { return dtype == Dtype::kS32 || dtype == Dtype::kS64; }

// The number of `dtype` whose low bits are those of `bits`.
inline std::int64_t wrapped(std::uint64_t bits, Dtype dtype) {
  switch (dtype) {
    case Dtype::kS32:
      return static_cast<std::int32_t>(static_cast<std::uint32_t>(bits));
    case Dtype::kU32:
      return static_cast<std::uint32_t>(bits);
    case Dtype::kPred:
      return static_cast<std::int64_t>(bits & 1u);
    default:
      return static_cast<std::int64_t>(bits);
  }
}

// An int64 that orders as the integer does: u64 numbers are shifted down by 2^63.
inline std::int64_t integer_key(std::int64_t number, Dtype dtype) {
  return dtype == Dtype::kU64 ? number ^ std::numeric_limits<std::int64_t>::min() : number;
}
inline std::int64_t lowest_integer(Dtype dtype) {
  if (dtype == Dtype::kS32) return std::numeric_limits<std::int32_t>::min();
  if (dtype == Dtype::kS64) return std::numeric_limits<std::int64_t>::min();
  return 0;
}
inline std::int64_t highest_integer(Dtype dtype) {
  switch (dtype) {
    case Dtype::kS32:
      return std::numeric_limits<std::int32_t>::max();
    case Dtype::kU32:
      return std::numeric_limits<std::uint32_t>::max();
    case Dtype::kS64:
      return std::numeric_limits<std::int64_t>::max();
    default:
      return -1;  // u64: all bits set
  }
}

// Ordered as -NaN < -inf < ... < -0 < +0 < ... < inf < NaN (kTotal), or numerically with one zero
// and one NaN on top.
inline std::int64_t float_key(float x, KeyOrder order) {
  const auto bits = static_cast<std::int64_t>(std::bit_cast<std::uint32_t>(x));
  const bool negative = bits >= 0x80000000;
  const std::int64_t magnitude = negative ? bits - 0x80000000 : bits;
  if (order == KeyOrder::kNumeric) {
    if (x != x) return std::numeric_limits<std::int64_t>::max();
    return negative ? -magnitude : magnitude;
  }
  return negative ? -1 - magnitude : magnitude;
}

}  // namespace splitvote::reference
