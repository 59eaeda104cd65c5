// Tokens: columns of the logits go, out of every rank's slice.

#include <utility>
#include <vector>

#include "harness/reduce/passes.h"
#include "harness/reduce/slices.h"

namespace splitvote {

void reduce_tokens(Reducer& reducer) {
  for (const Numbering numbering : {Numbering::kByRank, Numbering::kByToken}) {
    const Slices slices = slices_of(reducer.best().test_case);
    reducer.drop([&](Candidate& candidate, Keep& keep) {
      Slices fewer = slices;
      for (Slice& slice : fewer.ranks) {
        std::erase_if(slice.tokens, [&](std::int32_t) { return !keep(); });
      }
      write_back(std::move(fewer), numbering, candidate);
    });
  }
}

}  // namespace splitvote
