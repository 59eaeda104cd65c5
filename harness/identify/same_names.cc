#include "harness/identify/same_names.h"

namespace splitvote {
namespace {

bool same_rank(const RankOutcome& a, const RankOutcome& b) {
  if (!a.judged || !b.judged) return true;
  const bool same_sets =
      a.candidates == b.candidates ||
      (a.candidates != nullptr && b.candidates != nullptr && *a.candidates == *b.candidates);
  return same_sets && a.top == b.top && a.draw == b.draw && a.owner == b.owner;
}

}  // namespace

bool same_names(const Outcome& a, const Outcome& b, int rows) {
  const std::size_t ranks = a.ranks.size() / static_cast<std::size_t>(a.row_count);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    for (int row = 0; row < rows; ++row) {
      if (!same_rank(a.at(static_cast<int>(rank), row), b.at(static_cast<int>(rank), row))) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace splitvote
