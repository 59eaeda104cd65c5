#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

TEST(LightllmDraftArgmax, IdsTravelBitForBit) {
  Case test_case = written_case("lightllm_draft_argmax", {{0}}, 1);
  test_case.layout = even_layout(262'144, 8);
  test_case.logits.values.clear();
  for (std::int32_t token : {1, 100'040, 262'143}) {
    test_case.logits.planted = {{0, token, 20.0F}};
    EXPECT_EQ(outcome_of(test_case, "rounded").at(0, 0).top, token);
  }
}

TEST(LightllmDraftArgmax, OfEqualMaximaTheLowestIdWinsWhateverTheRankOrder) {
  Case tied = written_case("lightllm_draft_argmax", {{3, 12.5F, 4, 12.5F, 12.5F, 1}}, 3);
  tied.layout.rank_order = {2, 0, 1};
  EXPECT_EQ(outcome_of(tied, "rounded").at(2, 0).top, 0);
  tied.layout.rank_order = {0, 1, 2};
  EXPECT_EQ(outcome_of(tied, "rounded").at(2, 0).top, 1);
}

}  // namespace
}  // namespace splitvote
