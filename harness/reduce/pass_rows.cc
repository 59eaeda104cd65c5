// Rows of the batch.

#include <utility>
#include <vector>

#include "harness/reduce/passes.h"

namespace splitvote {
namespace {

void walk_rows(Candidate& candidate, Keep& keep) {
  Logits& logits = candidate.test_case.logits;
  std::vector<std::vector<float>> rows = materialize(logits, candidate.test_case.layout.vocab_size);
  std::erase_if(rows, [&](const std::vector<float>&) { return !keep(); });
  logits = {};
  logits.rows = static_cast<std::int32_t>(rows.size());
  logits.values = std::move(rows);
}

}  // namespace

void reduce_rows(Reducer& reducer) {
  if (reducer.best().test_case.logits.rows > 1) reducer.drop(walk_rows);
}

}  // namespace splitvote
