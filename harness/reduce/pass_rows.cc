// Rows of the batch.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/reduce/passes.h"

namespace splitvote {
namespace {

void walk_rows(Candidate& candidate, Keep& keep) {
  Logits& logits = candidate.test_case.logits;
  std::vector<std::vector<float>> rows = materialize(logits, candidate.test_case.layout.vocab_size);
  std::vector<std::vector<float>> left;
  std::int32_t compared = 0;  // rows of the smaller batch, of a batch_split
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!keep()) continue;
    left.push_back(std::move(rows[row]));
    if (candidate.relation && static_cast<std::int32_t>(row) < candidate.relation->row_count) {
      ++compared;
    }
  }
  if (candidate.relation) candidate.relation->row_count = compared;
  rows = std::move(left);
  logits = {};
  logits.rows = static_cast<std::int32_t>(rows.size());
  logits.values = std::move(rows);
}

}  // namespace

void reduce_rows(Reducer& reducer) {
  if (reducer.best().test_case.logits.rows > 1) reducer.drop(walk_rows);
}

}  // namespace splitvote
