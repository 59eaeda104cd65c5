// Padding: whole shards' of it, then single columns; last what it holds.

#include "harness/reduce/ladder.h"
#include "harness/reduce/passes.h"

namespace splitvote {
namespace {

void walk_shards(Candidate& candidate, Keep& keep) {
  for (std::int32_t& columns : candidate.test_case.layout.padding) {
    if (columns > 0 && !keep()) columns = 0;
  }
}

void walk_columns(Candidate& candidate, Keep& keep) {
  for (std::int32_t& columns : candidate.test_case.layout.padding) {
    for (std::int32_t column = columns; column > 0; --column) {
      if (!keep()) --columns;
    }
  }
}

}  // namespace

void reduce_padding(Reducer& reducer) {
  reducer.drop(walk_shards);
  reducer.drop(walk_columns);
  for (const float value : ladder(reducer.asking_is_cheap() ? 3 : 1)) {
    Candidate candidate = reducer.best();
    candidate.test_case.layout.pad_value = value;
    if (reducer.consider(std::move(candidate))) break;
  }
}

}  // namespace splitvote
