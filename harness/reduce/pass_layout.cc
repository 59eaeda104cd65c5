// Liberties of the layout: what is not as an even layout has it becomes so, and the other layout of
// a layout_split comes down to fewer ranks.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/reduce/passes.h"

namespace splitvote {
namespace {

void walk_liberties(Layout& layout, Keep& keep) {
  const Layout even = even_layout(layout.vocab_size, layout.rank_count());
  if (!keep()) layout.split = Split::kContiguous;
  if (!keep()) layout.shard_sizes = even.shard_sizes;
  if (!keep()) layout.rank_order = even.rank_order;
  if (!keep()) layout.rank_class = even.rank_class;
  if (!keep()) layout.gather_stages = even.gather_stages;
}

void walk_other_ranks(Candidate& candidate, Keep& keep) {
  Layout& other = *candidate.other_layout;
  int ranks = 0;
  for (int rank = 0; rank < other.rank_count(); ++rank) ranks += keep() ? 1 : 0;
  if (ranks > 0) other = even_layout(other.vocab_size, ranks);
}

}  // namespace

void reduce_layout(Reducer& reducer) {
  reducer.drop(
      [](Candidate& candidate, Keep& keep) { walk_liberties(candidate.test_case.layout, keep); });
  if (!reducer.best().other_layout.has_value()) return;
  reducer.drop(walk_other_ranks);
  reducer.drop(
      [](Candidate& candidate, Keep& keep) { walk_liberties(*candidate.other_layout, keep); });
}

}  // namespace splitvote
