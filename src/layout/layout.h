// How a vocabulary is cut into shards, one per rank.
//
// Ids that samplers compute live in the *padded concatenation* of the ranks' slices, in rank order:
// rank r's slice starts at `offset(r)`. The layout maps them to tokens; padding means no token.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

inline constexpr std::int32_t kNoToken = -1;

enum class Split : std::uint8_t { kContiguous, kStrided };

struct Layout {
  std::int32_t vocab_size = 0;  // tokens, padding not counted
  Split split = Split::kContiguous;
  std::vector<std::int32_t>
      shard_sizes;  // [shard] tokens; strided: token t lies in shard t mod R, at t div R
  std::vector<std::int32_t> padding;     // [shard] columns after the shard's tokens
  float pad_value = 0;                   // what the padding holds
  std::vector<std::int32_t> rank_order;  // [rank] the shard that this rank holds
  std::vector<std::int32_t> rank_class;  // [rank] 0 or 1: ranks of one class were compiled together
  std::vector<std::int32_t> gather_stages;  // product = rank count

  friend bool operator==(const Layout&, const Layout&) = default;

  [[nodiscard]] int rank_count() const { return static_cast<int>(shard_sizes.size()); }
  [[nodiscard]] int class_count() const;
};

// Even shards: sizes differ by at most one, the first ones larger; no padding, rank order, one
// class, one gather stage.
Layout even_layout(std::int32_t vocab_size, int rank_count);
// As even_layout of `padded_size` columns, of which the last padded_size - vocab_size are padding.
Layout padded_layout(std::int32_t vocab_size, std::int32_t padded_size, int rank_count,
                     float pad_value);

// Empty when the layout is consistent; otherwise the field at fault and what was expected
// ("rank_order: a permutation ...").
std::string layout_fault(const Layout& layout);

// The layout's numbers, computed once. Ids outside 0..padded_size-1 mean no token.
class LayoutMap {
 public:
  explicit LayoutMap(const Layout& layout);

  [[nodiscard]] int rank_count() const { return static_cast<int>(size_.size()); }
  [[nodiscard]] std::int32_t size(int rank) const {
    return size_[static_cast<std::size_t>(rank)];
  }  // with padding
  [[nodiscard]] std::int32_t offset(int rank) const {
    return offset_[static_cast<std::size_t>(rank)];
  }
  [[nodiscard]] std::int32_t padded_size() const { return padded_size_; }
  [[nodiscard]] std::int32_t token_of(
      std::int64_t id) const;  // kNoToken for padding and for no column
  [[nodiscard]] std::int32_t token_at(int rank, std::int32_t column) const;
  [[nodiscard]] std::int32_t id_of(std::int32_t token) const;
  [[nodiscard]] int rank_of_id(std::int64_t id) const;  // -1 when it is no column
  // The ranks that `rank` gathers from in one stage (-1: all), ascending; itself included.
  [[nodiscard]] const std::vector<int>& group(int stage, int rank) const;

  // One row of logits, cut: out[column] of this rank's slice, pad_value in the padding. `row` has
  // vocab_size numbers.
  void cut(const float* row, int rank, float* out) const;

 private:
  Layout layout_;
  std::vector<std::int32_t> size_, offset_, first_token_, rank_of_shard_;
  std::int32_t padded_size_ = 0;
  std::vector<std::vector<std::vector<int>>> groups_;  // [stage + 1][rank]
};

// A published vocabulary, padded as its system pads it.
struct NamedVocabulary {
  std::string_view name;
  std::int32_t vocab_size;
  std::int32_t padded_size;
  std::string_view source;
};
const std::vector<NamedVocabulary>& named_vocabularies();

}  // namespace splitvote
