// Which rank comes first, and which token within a slice or across slices.

#include <cstddef>
#include <utility>

#include "harness/reduce/passes.h"
#include "harness/reduce/slices.h"

namespace splitvote {
namespace {

constexpr std::size_t kFewRanks = 8;
constexpr std::size_t kFewTokens = 8;

}  // namespace

void reduce_order(Reducer& reducer) {
  const std::size_t ranks = slices_of(reducer.best().test_case).ranks.size();
  for (std::size_t a = 0; ranks <= kFewRanks && a < ranks; ++a) {
    for (std::size_t b = a + 1; b < ranks; ++b) {
      Candidate candidate = reducer.best();
      Slices slices = slices_of(candidate.test_case);
      std::swap(slices.ranks[a], slices.ranks[b]);
      write_back(std::move(slices), Numbering::kByRank, candidate);
      reducer.consider(std::move(candidate));
    }
  }
  const Logits& logits = reducer.best().test_case.logits;
  const std::size_t tokens = logits.explicit_values() ? logits.values.front().size() : 0;
  for (std::size_t a = 0; tokens <= kFewTokens && a < tokens; ++a) {
    for (std::size_t b = a + 1; b < tokens; ++b) {
      Candidate candidate = reducer.best();
      for (std::vector<float>& row : candidate.test_case.logits.values) std::swap(row[a], row[b]);
      reducer.consider(std::move(candidate));
    }
  }
}

}  // namespace splitvote
