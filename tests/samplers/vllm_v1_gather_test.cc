#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

using Names = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;

TEST(VllmV1Gather, EveryBfloat16OperationIsASite) {
  EXPECT_EQ(site_names("vllm_v1_gather"),
            (Names{"gathered:x", "over_cap:gathered", "squashed:over_cap", "capped:squashed",
                   "scaled:capped", "absent:gathered", "y:sliced"}));
}

// Reference case R3 (vllm-project/vllm#15478): every tie at the k-th value stays.
TEST(VllmV1Gather, KeepsEveryTieAtTheKthValue) {
  EXPECT_EQ(kept(written_case("vllm_v1_gather", {{1, 2, 2, 2, 3}}, 1, {{"top_k", 3}}), "promoted"),
            (Ids{1, 2, 3, 4}));
}

TEST(VllmV1Gather, ATemperatureBelowTheThresholdIsGreedy) {
  for (double temperature : {0.0, -1.0}) {
    const Case greedy =
        written_case("vllm_v1_gather", {{1, 2, 9, 3}}, 2, {{"temperature", temperature}});
    EXPECT_EQ(outcome_of(greedy, "rounded").at(0, 0).draw, 2);
  }
}

// Reference case R8: 104, 110 and 124 are all 30 after the cap, so that the first is the top.
TEST(VllmV1Gather, TheSoftCapMakesTiesOfClearWinners) {
  const Case capped = written_case("vllm_v1_gather", {{1, 104, 110, 124}}, 2);
  EXPECT_EQ(outcome_of(capped, "rounded").at(0, 0).top, 1);
  EXPECT_EQ(outcome_of(capped, "promoted").at(0, 0).top, 3);
}

}  // namespace
}  // namespace splitvote
