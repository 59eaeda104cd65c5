#include "src/evaluate/id_set.h"

#include <algorithm>
#include <utility>

namespace splitvote {
namespace {

// A list costs 32 bits an id, the bit set one bit a column.
bool dense(std::size_t count, std::int32_t universe) {
  return count * 32 > static_cast<std::size_t>(universe);
}

}  // namespace

IdSet::IdSet(std::vector<std::int64_t> ids, std::int32_t universe) {
  const auto foreign = std::partition(ids.begin(), ids.end(),
                                      [&](std::int64_t id) { return id >= 0 && id < universe; });
  outside_.assign(foreign, ids.end());
  std::sort(outside_.begin(), outside_.end());
  outside_.erase(std::unique(outside_.begin(), outside_.end()), outside_.end());
  ids.erase(foreign, ids.end());
  if (!dense(ids.size(), universe)) {
    if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    inside_count_ = ids.size();
    sparse_.reserve(ids.size());
    for (std::int64_t id : ids) sparse_.push_back(static_cast<std::int32_t>(id));
    return;
  }
  dense_.assign((static_cast<std::size_t>(universe) + 63) / 64, 0);
  for (std::int64_t id : ids)
    dense_[static_cast<std::size_t>(id) / 64] |= std::uint64_t{1} << (id % 64);
  for (std::uint64_t word : dense_)
    inside_count_ += static_cast<std::size_t>(__builtin_popcountll(word));
  if (dense(inside_count_, universe)) return;
  // Many duplicates: few ids after all, and equal sets must look equal.
  std::vector<std::int32_t> few;
  for_each([&](std::int32_t id) { few.push_back(id); });
  sparse_ = std::move(few);
  dense_.clear();
}

bool IdSet::contains(std::int64_t id) const {
  if (dense_.empty()) {
    if (std::binary_search(sparse_.begin(), sparse_.end(), id)) return true;
  } else if (id >= 0 && static_cast<std::size_t>(id) / 64 < dense_.size()) {
    return ((dense_[static_cast<std::size_t>(id) / 64] >> (id % 64)) & 1U) != 0;
  }
  return std::binary_search(outside_.begin(), outside_.end(), id);
}

}  // namespace splitvote
