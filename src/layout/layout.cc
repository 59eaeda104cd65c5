#include "src/layout/layout.h"

#include <algorithm>
#include <numeric>

namespace splitvote {
namespace {

template <typename T>
auto at(const std::vector<T>& values, std::int64_t index) {
  return values[static_cast<std::size_t>(index)];
}

}  // namespace

int Layout::class_count() const {
  return rank_class.empty() ? 1 : 1 + *std::max_element(rank_class.begin(), rank_class.end());
}

Layout even_layout(std::int32_t vocab_size, int rank_count) {
  return padded_layout(vocab_size, vocab_size, rank_count, 0);
}

Layout padded_layout(std::int32_t vocab_size, std::int32_t padded_size, int rank_count,
                     float pad_value) {
  Layout layout;
  layout.vocab_size = vocab_size;
  layout.pad_value = pad_value;
  const std::int32_t share = padded_size / rank_count;
  const std::int32_t rest = padded_size % rank_count;
  std::int32_t first = 0;
  for (int shard = 0; shard < rank_count; ++shard) {
    const std::int32_t columns = share + (shard < rest ? 1 : 0);
    const std::int32_t tokens = std::clamp(vocab_size - first, 0, columns);
    layout.shard_sizes.push_back(tokens);
    layout.padding.push_back(columns - tokens);
    layout.rank_order.push_back(shard);
    layout.rank_class.push_back(0);
    first += columns;
  }
  layout.gather_stages = {rank_count};
  return layout;
}

std::string layout_fault(const Layout& layout) {
  const auto ranks = layout.shard_sizes.size();
  if (ranks == 0) return "sizes: at least one shard";
  if (layout.vocab_size < 1) return "vocab_size: at least 1";
  const auto per_rank = [&](std::size_t size) { return size == ranks; };
  if (!per_rank(layout.padding.size())) return "padding: one number per shard";
  if (!per_rank(layout.rank_order.size())) return "rank_order: one shard per rank";
  if (!per_rank(layout.rank_class.size())) return "classes: one class per rank";

  std::int64_t tokens = 0;
  for (std::size_t shard = 0; shard < ranks; ++shard) {
    if (layout.shard_sizes[shard] < 0) return "sizes: no negative size";
    if (layout.padding[shard] < 0) return "padding: no negative count";
    tokens += layout.shard_sizes[shard];
  }
  if (tokens != layout.vocab_size) {
    return "sizes: their sum to be the vocabulary's " + std::to_string(layout.vocab_size) +
           " tokens, not " + std::to_string(tokens);
  }
  if (layout.split == Split::kStrided) {
    for (std::size_t shard = 0; shard < ranks; ++shard) {
      const auto want = (layout.vocab_size - static_cast<std::int64_t>(shard) +
                         static_cast<std::int64_t>(ranks) - 1) /
                        static_cast<std::int64_t>(ranks);
      if (layout.shard_sizes[shard] != std::max<std::int64_t>(want, 0)) {
        return "sizes: a strided split gives shard " + std::to_string(shard) + " " +
               std::to_string(want) + " tokens";
      }
    }
  }
  std::vector<bool> seen(ranks, false);
  for (std::int32_t shard : layout.rank_order) {
    if (shard < 0 || static_cast<std::size_t>(shard) >= ranks ||
        seen[static_cast<std::size_t>(shard)]) {
      return "rank_order: a permutation of 0.." + std::to_string(ranks - 1);
    }
    seen[static_cast<std::size_t>(shard)] = true;
  }
  const int classes = layout.class_count();
  for (int wanted = 0; wanted < classes; ++wanted) {
    if (std::count(layout.rank_class.begin(), layout.rank_class.end(), wanted) == 0) {
      return "classes: whole numbers from 0, none left out";
    }
  }
  if (std::any_of(layout.rank_class.begin(), layout.rank_class.end(),
                  [](std::int32_t c) { return c < 0; })) {
    return "classes: whole numbers from 0";
  }
  std::int64_t product = 1;
  for (std::int32_t stage : layout.gather_stages) {
    if (stage < 1 || product > static_cast<std::int64_t>(ranks))
      return "stages: factors of the rank count";
    product *= stage;
  }
  if (product != static_cast<std::int64_t>(ranks)) {
    return "stages: factors whose product is the rank count " + std::to_string(ranks);
  }
  return "";
}

LayoutMap::LayoutMap(const Layout& layout) : layout_(layout) {
  const int ranks = layout.rank_count();
  rank_of_shard_.assign(static_cast<std::size_t>(ranks), 0);
  std::vector<std::int32_t> first_of_shard(static_cast<std::size_t>(ranks), 0);
  for (int shard = 1; shard < ranks; ++shard) {
    first_of_shard[static_cast<std::size_t>(shard)] =
        at(first_of_shard, shard - 1) + at(layout.shard_sizes, shard - 1);
  }
  for (int rank = 0; rank < ranks; ++rank) {
    const std::int32_t shard = at(layout.rank_order, rank);
    rank_of_shard_[static_cast<std::size_t>(shard)] = rank;
    offset_.push_back(padded_size_);
    size_.push_back(at(layout.shard_sizes, shard) + at(layout.padding, shard));
    first_token_.push_back(at(first_of_shard, shard));
    padded_size_ += size_.back();
  }

  std::vector<int> everyone(static_cast<std::size_t>(ranks));
  std::iota(everyone.begin(), everyone.end(), 0);
  groups_.emplace_back(static_cast<std::size_t>(ranks), everyone);
  int stride = 1;
  for (std::int32_t stage : layout.gather_stages) {
    std::vector<std::vector<int>> group_of;
    for (int rank = 0; rank < ranks; ++rank) {
      const int digit = (rank / stride) % stage;
      std::vector<int> group;
      for (int other = 0; other < stage; ++other) group.push_back(rank + (other - digit) * stride);
      group_of.push_back(std::move(group));
    }
    groups_.push_back(std::move(group_of));
    stride *= stage;
  }
}

std::int32_t LayoutMap::token_at(int rank, std::int32_t column) const {
  const std::int32_t shard = at(layout_.rank_order, rank);
  if (column < 0 || column >= at(layout_.shard_sizes, shard)) return kNoToken;
  if (layout_.split == Split::kStrided) return column * rank_count() + shard;
  return at(first_token_, rank) + column;
}

int LayoutMap::rank_of_id(std::int64_t id) const {
  if (id < 0 || id >= padded_size_) return -1;
  // The last rank that starts at or before id; empty ranks before it start there too.
  const auto after =
      std::upper_bound(offset_.begin(), offset_.end(), static_cast<std::int32_t>(id));
  return static_cast<int>(after - offset_.begin()) - 1;
}

std::int32_t LayoutMap::token_of(std::int64_t id) const {
  const int rank = rank_of_id(id);
  return rank < 0 ? kNoToken : token_at(rank, static_cast<std::int32_t>(id) - offset(rank));
}

std::int32_t LayoutMap::id_of(std::int32_t token) const {
  if (layout_.split == Split::kStrided) {
    return offset(at(rank_of_shard_, token % rank_count())) + token / rank_count();
  }
  for (int rank = 0; rank < rank_count(); ++rank) {
    const std::int32_t column = token - at(first_token_, rank);
    if (column >= 0 && column < at(layout_.shard_sizes, at(layout_.rank_order, rank))) {
      return offset(rank) + column;
    }
  }
  return kNoToken;
}

const std::vector<int>& LayoutMap::group(int stage, int rank) const {
  static const std::vector<std::vector<int>> kAlone = [] {
    std::vector<std::vector<int>> alone;
    for (int r = 0; r < 4096; ++r) alone.push_back({r});
    return alone;
  }();
  const auto index = static_cast<std::size_t>(stage + 1);
  if (index >= groups_.size()) return kAlone[static_cast<std::size_t>(rank)];
  return groups_[index][static_cast<std::size_t>(rank)];
}

void LayoutMap::cut(const float* row, int rank, float* out) const {
  const std::int32_t shard = at(layout_.rank_order, rank);
  const std::int32_t tokens = at(layout_.shard_sizes, shard);
  if (layout_.split == Split::kStrided) {
    const int stride = rank_count();
    for (std::int32_t column = 0; column < tokens; ++column)
      out[column] = row[column * stride + shard];
  } else {
    std::copy_n(row + at(first_token_, rank), tokens, out);
  }
  std::fill(out + tokens, out + size(rank), layout_.pad_value);
}

}  // namespace splitvote
