#include <gtest/gtest.h>

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

std::int64_t top_of(const Case& test_case, const std::string& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  return run(evaluator, parse_plan(*test_case.program, plan)).at(0, 0).top;
}

// Reference case R8: raw logits 104, 110 and 124 with cap 30 are all 30.0 in bfloat16, so the
// lowest id wins.
TEST(VllmLocalArgmax, TheSoftCapMakesTiesOfClearWinners) {
  Case test_case;
  test_case.program = builtin_program("vllm_local_argmax");
  test_case.layout = even_layout(4, 2);
  test_case.logits.values = {{1.0F, 104.0F, 110.0F, 124.0F}};
  EXPECT_EQ(top_of(test_case, "rounded"), 1);
  EXPECT_EQ(top_of(test_case, "promoted"), 3);
}

TEST(VllmLocalArgmax, IdsOfEveryVocabularySurviveTheFloatLane) {
  Case test_case;
  test_case.program = builtin_program("vllm_local_argmax");
  test_case.layout = even_layout(262'144, 8);
  for (std::int32_t token : {100'040, 262'143, 131'073}) {
    test_case.logits.planted = {{0, token, 20.0F}};
    EXPECT_EQ(top_of(test_case, "rounded"), token);
  }
}

}  // namespace
}  // namespace splitvote
