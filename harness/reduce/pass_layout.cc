// Liberties of the layout: what is not as an even layout has it becomes so, and the relation comes
// down too: another layout to fewer ranks, an exponent or a constant to a smaller one.

#include <algorithm>
#include <cstdint>
#include <utility>
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
  Layout& other = candidate.relation->layout;
  int ranks = 0;
  for (int rank = 0; rank < other.rank_count(); ++rank) ranks += keep() ? 1 : 0;
  if (ranks > 0) other = even_layout(other.vocab_size, ranks);
}

template <typename Change>
bool try_relation(Reducer& reducer, Change change) {
  Candidate candidate = reducer.best();
  change(*candidate.relation);
  return reducer.consider(std::move(candidate));
}

}  // namespace

void reduce_layout(Reducer& reducer) {
  reducer.drop(
      [](Candidate& candidate, Keep& keep) { walk_liberties(candidate.test_case.layout, keep); });
  if (!reducer.best().relation.has_value()) return;
  switch (reducer.best().relation->verdict) {
    case Verdict::kLayoutSplit:
    case Verdict::kShardCountSplit:
      reducer.drop(walk_other_ranks);
      reducer.drop([](Candidate& candidate, Keep& keep) {
        walk_liberties(candidate.relation->layout, keep);
      });
      return;
    case Verdict::kScaleSplit:
      for (const int exponent : {1, -1, 2, -2, 3, -3, 4, -4}) {
        if (try_relation(reducer, [&](Relation& relation) { relation.exponent = exponent; }))
          return;
      }
      return;
    case Verdict::kShiftSplit:
      for (const float constant : {1.0F, -1.0F, 2.0F, -2.0F, 4.0F, -4.0F, 8.0F, -8.0F}) {
        if (try_relation(reducer, [&](Relation& relation) { relation.constant = constant; }))
          return;
      }
      return;
    default:
      return;
  }
}

}  // namespace splitvote
