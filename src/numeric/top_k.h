// The k largest of a row, and stable sorting, as index lists.
//
// top_k in two passes over the row, of which the second touches few blocks:
//   1. the maxima of short blocks; the k-th largest of them is a bound that at least k elements
//   reach;
//   2. the elements that reach the bound are collected from the blocks whose maximum does, in the
//   order in which ties are
//      won; whenever 2k + some are held, the worst are dropped and the bound rises, so that no
//      input costs more than O(n log k) (long runs of ties, sorted rows);
//   3. those left are sorted.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace splitvote {

// kTotal: IEEE totalOrder. kNumeric: -0 equals +0, all NaNs are equal and above +inf. See order.h.
enum class KeyOrder : std::uint8_t { kTotal, kNumeric };
enum class Tie : std::uint8_t { kLowestIndex, kHighestIndex };

// What a selection orders by, and returns. kPacked: the upper 16 bits of the number, so that the
// index fits below them in one 32-bit integer. TPU compilers do so for the top k of fewer than
// 65,536 bfloat16 numbers: exact for rounded ones, but unrounded ones are cut, not rounded.
enum class SelectionKey : std::uint8_t { kNumber, kPacked };

// What is left of a number in a packed key: cut toward zero to bfloat16.
inline float packed_number(float x) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) & 0xffff0000U);
}

// Writes the indices of the min(k, n) largest elements, by key descending, equal keys by index as
// `tie` says. n < 2^31.
void top_k(const float* x, std::size_t n, std::size_t k, KeyOrder order, Tie tie,
           std::int32_t* ids_out);

// Writes the n indices that sort the row, stably: equal keys stay in index order, descending or
// not.
void sort_permutation(const float* x, std::size_t n, KeyOrder order, bool descending,
                      std::int32_t* ids_out);

// The same for integer keys of 8 to 64 bits, signed or unsigned.
template <typename Integer>
void sort_permutation(const Integer* x, std::size_t n, bool descending, std::int32_t* ids_out);

extern template void sort_permutation(const std::int8_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::uint8_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::int16_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::uint16_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::int32_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::uint32_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::int64_t*, std::size_t, bool, std::int32_t*);
extern template void sort_permutation(const std::uint64_t*, std::size_t, bool, std::int32_t*);

}  // namespace splitvote
