#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

using Ids = std::vector<std::int32_t>;

// (exp(2x) - 1) / (exp(2x) + 1) with x = logit / 30 leaves float32 above a logit of 1331.
TEST(SglangGather, TheSoftCapOverflowsBeyond1331) {
  EXPECT_FALSE(
      shows(written_case("sglang_gather", {{1, 1328, 3, 4}}, 2), "rounded", Verdict::kNotFinite));
  EXPECT_TRUE(
      shows(written_case("sglang_gather", {{1, 1344, 3, 4}}, 2), "rounded", Verdict::kNotFinite));
}

TEST(SglangGather, TopKCountsPositionsSoTiesAreCutByTheirIds) {
  EXPECT_EQ(kept(written_case("sglang_gather", {{1, 2, 2, 2, 3}}, 1, {{"top_k", 3}}), "rounded"),
            (Ids{1, 2, 4}));
}

TEST(SglangGather, TopKOfOneIsGreedy) {
  const Case greedy = written_case("sglang_gather", {{5, 4.5F, 4.75F, 5}}, 2, {{"top_k", 1}});
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Case drawn = greedy;
    drawn.parameters.seed = seed;
    EXPECT_EQ(outcome_of(drawn, "rounded").at(1, 0).draw, 0);
  }
}

}  // namespace
}  // namespace splitvote
