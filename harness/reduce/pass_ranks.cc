// Ranks: those that hold nothing needed go with their tokens; others give their tokens to the rank
// before.

#include <utility>

#include "harness/reduce/passes.h"
#include "harness/reduce/slices.h"

namespace splitvote {
namespace {

void walk_ranks(Candidate& candidate, Numbering numbering, Keep& keep) {
  Slices slices = slices_of(candidate.test_case);
  std::erase_if(slices.ranks, [&](const Slice&) { return !keep(); });
  write_back(std::move(slices), numbering, candidate);
}

void walk_boundaries(Candidate& candidate, Keep& keep) {
  Slices slices = slices_of(candidate.test_case);
  std::vector<Slice> merged;
  for (Slice& slice : slices.ranks) {
    if (merged.empty() || keep()) {
      merged.push_back(std::move(slice));
    } else {
      Slice& before = merged.back();
      before.tokens.insert(before.tokens.end(), slice.tokens.begin(), slice.tokens.end());
      before.padding += slice.padding;
    }
  }
  slices.ranks = std::move(merged);
  write_back(std::move(slices), Numbering::kByRank, candidate);
}

}  // namespace

void reduce_ranks(Reducer& reducer) {
  for (const Numbering numbering : {Numbering::kByRank, Numbering::kByToken}) {
    reducer.drop([&](Candidate& candidate, Keep& keep) { walk_ranks(candidate, numbering, keep); });
  }
  reducer.drop(walk_boundaries);
}

}  // namespace splitvote
