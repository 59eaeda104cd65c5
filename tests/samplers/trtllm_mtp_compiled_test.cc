#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

TEST(TrtllmMtpCompiled, TheIdFollowsWhatItsOwnReductionReads) {
  const Case close = written_case("trtllm_mtp_compiled", {{8.01F, 8.02F, 1, 2}}, 2);
  EXPECT_EQ(outcome_of(close, "rounded").at(0, 0).top, 0);
  EXPECT_EQ(outcome_of(close, "local_id:x=promoted").at(0, 0).top, 1);
  EXPECT_EQ(outcome_of(close, "value:x=promoted").at(0, 0).top, 0);
}

TEST(TrtllmMtpCompiled, IdsOfEveryVocabularySurviveTheFloatLane) {
  Case test_case = written_case("trtllm_mtp_compiled", {{0}}, 1);
  test_case.layout = even_layout(262'144, 8);
  test_case.logits.values.clear();
  for (std::int32_t token : {100'040, 262'143, 131'073}) {
    test_case.logits.planted = {{0, token, 20.0F}};
    EXPECT_EQ(outcome_of(test_case, "rounded").at(0, 0).top, token);
  }
}

// No padding is masked in this path.
TEST(TrtllmMtpCompiled, ZeroPaddingBeatsNegativeLogits) {
  Case padded = written_case("trtllm_mtp_compiled", {{-3, -2, -4}}, 1);
  padded.layout = padded_layout(3, 4, 2, 0);
  EXPECT_TRUE(shows(padded, "rounded", Verdict::kIdCorrupted));
  padded.layout = padded_layout(3, 4, 2, -8);
  EXPECT_TRUE(judgement_of(padded, "rounded").rulings.empty());
}

}  // namespace
}  // namespace splitvote
