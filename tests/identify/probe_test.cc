#include "harness/identify/probe.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/identify/greedy.h"

namespace splitvote {
namespace {

// What ranks do together is told apart only by rows whose maximum some of them lack.
TEST(ProbingCase, SometimesHasItsMaximumOnOneRankAlone) {
  const CompiledShape shape{.rows = 1, .tokens_per_rank = 8'192, .ranks = 4};
  int alone = 0, together = 0;
  for (std::uint64_t number = 0; number < 64; ++number) {
    const Case test_case = probing_case(greedy(), shape, {}, 1, number);
    const std::vector<float>& row = test_case.logits.values.front();
    const float best = *std::max_element(row.begin(), row.end());
    int ranks = 0;
    for (auto shard = row.begin(); shard != row.end(); shard += shape.tokens_per_rank) {
      ranks +=
          std::find(shard, shard + shape.tokens_per_rank, best) != shard + shape.tokens_per_rank
              ? 1
              : 0;
    }
    alone += ranks == 1 ? 1 : 0;
    together += ranks == 4 ? 1 : 0;
  }
  EXPECT_GE(alone, 4);
  EXPECT_GE(together, 24);
}

}  // namespace
}  // namespace splitvote
