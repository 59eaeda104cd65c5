// Integers of 8 to 64 bits as the language has them: they wrap. And orders on numbers as
// integers.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "src/numeric/dtype.h"
#include "src/numeric/top_k.h"  // KeyOrder only

namespace splitvote::reference {

inline int width_of(Dtype dtype) { return info(dtype).storage_bits; }
inline bool is_signed(Dtype dtype) { return info(dtype).kind == DtypeKind::kSigned; }

// All bits of a number of this width.
inline std::uint64_t all_bits(Dtype dtype) { return ~std::uint64_t{0} >> (64 - width_of(dtype)); }

// The number of `dtype` whose low bits are those of `bits`.
inline std::int64_t wrapped(std::uint64_t bits, Dtype dtype) {
  if (dtype == Dtype::kPred) return static_cast<std::int64_t>(bits & 1u);
  const std::uint64_t kept = bits & all_bits(dtype);
  const bool negative = is_signed(dtype) && (kept >> (width_of(dtype) - 1) & 1u) != 0;
  return static_cast<std::int64_t>(negative ? kept | ~all_bits(dtype) : kept);
}

// An int64 that orders as the integer does: u64 numbers are shifted down by 2^63.
inline std::int64_t integer_key(std::int64_t number, Dtype dtype) {
  return dtype == Dtype::kU64 ? number ^ std::numeric_limits<std::int64_t>::min() : number;
}
inline std::int64_t lowest_integer(Dtype dtype) {
  return is_signed(dtype) ? wrapped(std::uint64_t{1} << (width_of(dtype) - 1), dtype) : 0;
}
inline std::int64_t highest_integer(Dtype dtype) {  // u64: all bits set
  return static_cast<std::int64_t>(all_bits(dtype) >> (is_signed(dtype) ? 1 : 0));
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
