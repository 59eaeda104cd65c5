// The groups of ranks that a collective names itself: every `group_size` consecutive entries are
// one.
#pragma once

#include <algorithm>
#include <span>

namespace splitvote {

// The group that holds the rank, in the order in which it is written down. Some group must hold it.
inline std::span<const int> group_of(std::span<const int> groups, int group_size, int rank) {
  const auto at = std::find(groups.begin(), groups.end(), rank) - groups.begin();
  const auto size = static_cast<std::size_t>(group_size);
  return groups.subspan(static_cast<std::size_t>(at) / size * size, size);
}

}  // namespace splitvote
