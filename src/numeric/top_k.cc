#include "src/numeric/top_k.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <functional>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

#include "src/numeric/order.h"
#include "src/numeric/simd/kernel_table.h"

namespace splitvote {
namespace {

constexpr std::size_t kBlock = 64;
// Shorter rows are sorted by comparison: a radix sort's tables cost more.
constexpr std::size_t kRadixLengthMin = 256;
// A k of n / kSortingShare or more sorts the row.
constexpr std::size_t kSortingShare = 4;

// An element as one number: the larger, the earlier in the result. The key is made unsigned, and
// the index counts from the side that wins ties.
std::uint64_t packed(std::int32_t key, std::size_t position) {
  const auto high = static_cast<std::uint64_t>(static_cast<std::uint32_t>(key) ^ 0x80000000u);
  return high << 32 | (0xffffffffu - static_cast<std::uint32_t>(position));
}

std::int32_t key_of(std::uint64_t element) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(element >> 32) ^ 0x80000000u);
}

std::size_t position_of(std::uint64_t element) {
  return 0xffffffffu - static_cast<std::uint32_t>(element);
}

// Keeps the best of what it is offered. Offers come in the order that wins ties, so that one which
// only equals the k-th best of those before it has lost.
class Best {
 public:
  Best(std::size_t k, std::int32_t bound) : k_(k), room_(2 * k + kBlock), bound_(bound) {
    held_.reserve(room_);
  }

  // Elements below this key need not be offered.
  std::int32_t bound() const { return bound_; }

  void offer(std::int32_t key, std::size_t position) {
    held_.push_back(packed(key, position));
    if (held_.size() == room_) shrink();
  }

  const std::vector<std::uint64_t>& sorted() {
    if (held_.size() > k_) shrink();
    std::sort(held_.begin(), held_.end(), std::greater<>());
    return held_;
  }

 private:
  void shrink() {
    const auto kth = held_.begin() + static_cast<std::ptrdiff_t>(k_) - 1;
    std::nth_element(held_.begin(), kth, held_.end(), std::greater<>());
    held_.resize(k_);
    const std::int32_t worst = key_of(held_.back());
    bound_ = worst == std::numeric_limits<std::int32_t>::max() ? worst : worst + 1;
  }

  std::size_t k_;
  std::size_t room_;
  std::int32_t bound_;
  std::vector<std::uint64_t> held_;
};

// Kept from call to call: memory fresh from the system costs more than the sort.
struct SortScratch {
  std::vector<std::int32_t> keys;
  std::vector<std::uint64_t> pairs;
  std::vector<std::uint64_t> moved;
};

SortScratch& scratch_of_thread() {
  thread_local SortScratch scratch;
  return scratch;
}

// Stable least-significant-digit radix sort of the upper halves, ascending, 8 bits at a time.
void radix_sort(std::vector<std::uint64_t>& elements, std::vector<std::uint64_t>& moved) {
  constexpr std::size_t kDigits = 4;
  constexpr std::uint64_t kMask = 0xff;
  const auto digit_of = [](std::uint64_t element, std::size_t digit) {
    return static_cast<std::size_t>(element >> (32 + 8 * digit) & kMask);
  };
  std::array<std::array<std::uint32_t, kMask + 1>, kDigits> starts = {};
  for (const std::uint64_t element : elements) {
    for (std::size_t digit = 0; digit < kDigits; ++digit) ++starts[digit][digit_of(element, digit)];
  }
  moved.resize(elements.size());
  for (std::size_t digit = 0; digit < kDigits; ++digit) {
    auto& start = starts[digit];
    if (start[digit_of(elements[0], digit)] == elements.size()) continue;  // all share this digit
    std::exclusive_scan(start.begin(), start.end(), start.begin(), 0u);
    for (const std::uint64_t element : elements) moved[start[digit_of(element, digit)]++] = element;
    elements.swap(moved);
  }
}

// Sorts the scratch's pairs stably by their upper halves, ascending.
void sort_pairs(SortScratch& scratch) {
  if (scratch.pairs.size() < kRadixLengthMin) {
    std::stable_sort(scratch.pairs.begin(), scratch.pairs.end(),
                     [](std::uint64_t a, std::uint64_t b) { return a >> 32 < b >> 32; });
  } else {
    radix_sort(scratch.pairs, scratch.moved);
  }
}

std::int32_t key_at(float value, KeyOrder order) {
  return order == KeyOrder::kNumeric ? numeric_order_key(value) : total_order_key(value);
}

std::size_t index_of(KeyOrder order) { return order == KeyOrder::kNumeric ? 1 : 0; }

// Sorts a row stably; the results' lower halves are indices. With `from_the_end`, equal keys are in
// descending order of index instead.
const std::vector<std::uint64_t>& sorted_pairs(const float* x, std::size_t n, KeyOrder order,
                                               bool descending, bool from_the_end) {
  SortScratch& scratch = scratch_of_thread();
  scratch.keys.resize(n);
  kernels().keys[index_of(order)](x, scratch.keys.data(), n);
  const std::uint32_t flip = descending ? 0x7fffffffu : 0x80000000u;
  std::vector<std::uint64_t>& pairs = scratch.pairs;
  pairs.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t key = static_cast<std::uint32_t>(scratch.keys[i]) ^ flip;
    pairs[from_the_end ? n - 1 - i : i] = static_cast<std::uint64_t>(key) << 32 | i;
  }
  sort_pairs(scratch);
  return pairs;
}

std::int32_t index_in(std::uint64_t pair) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(pair));
}

// For k that is no small part of n.
void top_k_by_sorting(const float* x, std::size_t n, std::size_t k, KeyOrder order, Tie tie,
                      std::int32_t* ids_out) {
  const auto& pairs =
      sorted_pairs(x, n, order, /*descending=*/true, /*from_the_end=*/tie == Tie::kHighestIndex);
  std::transform(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(k), ids_out, index_in);
}

// A key that at least k elements reach, or the least of all.
std::int32_t bound_of(std::vector<std::int32_t> block_max, std::size_t k) {
  if (block_max.size() < k) return std::numeric_limits<std::int32_t>::min();
  const auto kth = block_max.begin() + static_cast<std::ptrdiff_t>(k) - 1;
  std::nth_element(block_max.begin(), kth, block_max.end(), std::greater<>());
  return *kth;
}

void top_k_by_blocks(const float* x, std::size_t n, std::size_t k, KeyOrder order, Tie tie,
                     std::int32_t* ids_out) {
  const std::size_t blocks = n / kBlock;
  const std::size_t rest = n - blocks * kBlock;
  const Kernels& with = kernels();
  std::vector<std::int32_t> block_max(blocks);
  with.block_max[index_of(order)](x, blocks, block_max.data());
  std::array<std::int32_t, kBlock> rest_keys = {};
  with.keys[index_of(order)](x + blocks * kBlock, rest_keys.data(), rest);

  const bool upward = tie == Tie::kLowestIndex;
  Best best(k, bound_of(block_max, k));
  const auto offer_block = [&](std::size_t block) {
    if (block_max[block] < best.bound()) return;
    const std::size_t first = block * kBlock;
    std::uint64_t mask = with.reaches[index_of(order)](x + first, best.bound());
    while (mask != 0) {
      const int bit = upward ? std::countr_zero(mask) : 63 - std::countl_zero(mask);
      mask &= ~(std::uint64_t{1} << bit);
      const std::size_t index = first + static_cast<std::size_t>(bit);
      best.offer(key_at(x[index], order), upward ? index : n - 1 - index);
    }
  };
  const auto offer_rest = [&] {
    for (std::size_t i = 0; i < rest; ++i) {
      const std::size_t in_rest = upward ? i : rest - 1 - i;
      const std::size_t index = blocks * kBlock + in_rest;
      best.offer(rest_keys[in_rest], upward ? index : n - 1 - index);
    }
  };
  if (!upward) offer_rest();
  for (std::size_t i = 0; i < blocks; ++i) offer_block(upward ? i : blocks - 1 - i);
  if (upward) offer_rest();

  for (const std::uint64_t element : best.sorted()) {
    const std::size_t position = position_of(element);
    *ids_out++ = static_cast<std::int32_t>(upward ? position : n - 1 - position);
  }
}

}  // namespace

void top_k(const float* x, std::size_t n, std::size_t k, KeyOrder order, Tie tie,
           std::int32_t* ids_out) {
  assert(n < std::size_t{1} << 31);
  k = std::min(k, n);
  if (k == 0) return;
  if (k < n / kSortingShare) {
    top_k_by_blocks(x, n, k, order, tie, ids_out);
  } else {
    top_k_by_sorting(x, n, k, order, tie, ids_out);
  }
}

void sort_permutation(const float* x, std::size_t n, KeyOrder order, bool descending,
                      std::int32_t* ids_out) {
  const auto& pairs = sorted_pairs(x, n, order, descending, /*from_the_end=*/false);
  std::transform(pairs.begin(), pairs.end(), ids_out, index_in);
}

template <typename Integer>
void sort_permutation(const Integer* x, std::size_t n, bool descending, std::int32_t* ids_out) {
  if constexpr (sizeof(Integer) <= 4) {
    const std::uint32_t flip =
        (std::is_signed_v<Integer> ? 0x80000000u : 0u) ^ (descending ? ~0u : 0u);
    SortScratch& scratch = scratch_of_thread();
    scratch.pairs.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      scratch.pairs[i] =
          static_cast<std::uint64_t>(static_cast<std::uint32_t>(x[i]) ^ flip) << 32 | i;
    }
    sort_pairs(scratch);
    std::transform(scratch.pairs.begin(), scratch.pairs.end(), ids_out, index_in);
    return;
  }
  std::iota(ids_out, ids_out + n, 0);
  std::stable_sort(ids_out, ids_out + n, [&](std::int32_t a, std::int32_t b) {
    const Integer key_a = x[static_cast<std::size_t>(a)];
    const Integer key_b = x[static_cast<std::size_t>(b)];
    return descending ? key_a > key_b : key_a < key_b;
  });
}

template void sort_permutation(const std::int8_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::uint8_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::int16_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::uint16_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::int32_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::uint32_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::int64_t*, std::size_t, bool, std::int32_t*);
template void sort_permutation(const std::uint64_t*, std::size_t, bool, std::int32_t*);

}  // namespace splitvote
