// A set of ids of the padded concatenation, small whether it holds forty candidates or half a
// vocabulary.
//
// Ascending; a sorted list while sparse, one bit per id when dense. Equal sets compare equal
// whichever way they were built. Ids outside 0..universe-1 (corrupted ones) are kept apart, sorted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace splitvote {

class IdSet {
 public:
  IdSet() = default;
  // `ids` in any order, duplicates allowed; `universe` is the padded size of the vocabulary.
  IdSet(std::vector<std::int64_t> ids, std::int32_t universe);

  [[nodiscard]] std::size_t size() const { return inside_count_ + outside_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] bool contains(std::int64_t id) const;
  [[nodiscard]] const std::vector<std::int64_t>& outside() const { return outside_; }

  // Calls visit(id) for every id inside the universe, ascending.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::int32_t id : sparse_) visit(id);
    for (std::size_t word = 0; word < dense_.size(); ++word) {
      for (std::uint64_t bits = dense_[word]; bits != 0; bits &= bits - 1) {
        visit(
            static_cast<std::int32_t>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(bits))));
      }
    }
  }

  friend bool operator==(const IdSet&, const IdSet&) = default;

 private:
  std::size_t inside_count_ = 0;
  std::vector<std::int32_t> sparse_;
  std::vector<std::uint64_t> dense_;
  std::vector<std::int64_t> outside_;
};

}  // namespace splitvote
