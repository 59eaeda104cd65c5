#include "harness/identify/fit.h"

#include <utility>
#include <vector>

namespace splitvote {
namespace {

std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

}  // namespace

std::string to_string(const CompiledShape& shape) {
  return "batch " + std::to_string(shape.rows) + ", " + std::to_string(shape.ranks) +
         (shape.ranks == 1 ? " rank" : " ranks") + " of " + grouped(shape.tokens_per_rank) +
         " tokens";
}

std::string misfit(const Case& test_case, const CompiledShape& shape) {
  const Layout& layout = test_case.layout;
  if (layout.rank_count() != shape.ranks) {
    return std::to_string(layout.rank_count()) + " ranks, compiled for " +
           std::to_string(shape.ranks);
  }
  if (test_case.logits.rows > shape.rows) {
    return std::to_string(test_case.logits.rows) + " rows, compiled for " +
           std::to_string(shape.rows);
  }
  if (layout.split != Split::kContiguous && shape.ranks > 1) {
    return "strided shards, compiled for contiguous ones";
  }
  const LayoutMap map(layout);
  for (int rank = 0; rank < shape.ranks; ++rank) {
    if (layout.rank_order[static_cast<std::size_t>(rank)] != rank) {
      return "shards in another order than the ranks";
    }
    if (map.size(rank) != shape.tokens_per_rank) {
      return "a shard of " + grouped(map.size(rank)) + " tokens, compiled for " +
             grouped(shape.tokens_per_rank);
    }
  }
  return "";
}

Case fitted(const Case& test_case, std::shared_ptr<const Program> program,
            const CompiledShape& shape) {
  Case result = test_case;
  result.parameters.numbers = numbers_in_force(test_case);
  result.program = std::move(program);
  const std::int32_t given = test_case.logits.rows;
  if (given == shape.rows) return result;
  // A background differs from row to row: written out, the copies are copies.
  Logits& logits = result.logits;
  logits.values = materialize(test_case.logits, test_case.layout.vocab_size);
  logits.planted.clear();
  logits.background = {};
  logits.rows = shape.rows;
  while (logits.values.size() < static_cast<std::size_t>(shape.rows)) {
    logits.values.push_back(logits.values.front());
  }
  return result;
}

}  // namespace splitvote
