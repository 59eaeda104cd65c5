#include "harness/oracle/token_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <utility>

namespace splitvote {
namespace {

constexpr std::size_t kLeastCount = 128;  // one search serves most questions about a row

// Ascending keys are descending logits, then ascending tokens.
std::uint64_t key_of(float logit, std::size_t token) {
  const auto bits = std::bit_cast<std::uint32_t>(logit + 0.0F);  // -0 becomes +0
  const std::uint32_t ascending = (bits >> 31) != 0 ? ~bits : bits | 0x80000000u;
  return (static_cast<std::uint64_t>(~ascending) << 32) | token;
}

std::vector<std::int32_t> tokens_of(const std::vector<std::uint64_t>& keys, std::size_t count) {
  std::vector<std::int32_t> tokens(count);
  for (std::size_t at = 0; at < count; ++at) {
    tokens[at] = static_cast<std::int32_t>(keys[at] & 0x7fffffffu);
  }
  return tokens;
}

// By the upper 32 bits, least significant digit first; stable, so the tokens stay ascending within
// a logit.
void radix_sort(std::vector<std::uint64_t>& keys) {
  constexpr int kDigitBits = 11;
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  std::vector<std::uint64_t> other(keys.size());
  for (int shift = 32; shift < 64; shift += kDigitBits) {
    std::array<std::size_t, kDigits> start{};
    for (std::uint64_t key : keys) ++start[(key >> shift) & (kDigits - 1)];
    std::size_t sum = 0;
    for (std::size_t& each : start) sum += std::exchange(each, sum);
    for (std::uint64_t key : keys) other[start[(key >> shift) & (kDigits - 1)]++] = key;
    keys.swap(other);
  }
}

std::vector<std::int32_t> all_tokens(const TrueRow& row) {
  std::vector<std::uint64_t> keys;
  keys.reserve(row.logits.size());
  for (std::size_t token = 0; token < row.logits.size(); ++token) {
    if (!std::isnan(row.logits[token])) keys.push_back(key_of(row.logits[token], token));
  }
  if (keys.size() < 512) {
    std::sort(keys.begin(), keys.end());
  } else {
    radix_sort(keys);
  }
  return tokens_of(keys, keys.size());
}

// The count-th greatest block maximum is no greater than the count-th greatest logit, so tokens
// below it need no look.
std::vector<std::int32_t> first_tokens(std::size_t count, const TrueRow& row) {
  std::vector<float> maxima = row.block_maxima;
  const auto last = maxima.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(maxima.begin(), last, maxima.end(), std::greater<>());
  const float least = *last;
  std::vector<std::uint64_t> keys;
  for (std::size_t block = 0; block < row.block_maxima.size(); ++block) {
    if (row.block_maxima[block] < least) continue;
    const std::size_t end = std::min(row.logits.size(), (block + 1) * TrueRow::kBlock);
    for (std::size_t token = block * TrueRow::kBlock; token < end; ++token) {
      if (row.logits[token] >= least) keys.push_back(key_of(row.logits[token], token));
    }
  }
  // Blocks of NaN alone have maximum -inf, and so may be counted without holding a token.
  count = std::min(count, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
  return tokens_of(keys, count);
}

}  // namespace

const std::vector<std::int32_t>& TokenOrder::first(std::size_t count, const TrueRow& row) {
  if (complete_ || count <= tokens_.size()) return tokens_;
  const std::size_t wanted = std::max(count, kLeastCount);
  if (2 * wanted < row.block_maxima.size()) {
    tokens_ = first_tokens(wanted, row);
    if (tokens_.size() == wanted) return tokens_;
  }
  tokens_ = all_tokens(row);
  complete_ = true;
  return tokens_;
}

}  // namespace splitvote
