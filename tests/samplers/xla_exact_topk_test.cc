#include <gtest/gtest.h>

#include "tests/samplers/near_ties.h"
#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

TEST(XlaExactTopK, KeepsASurvivorUnderEveryPlanWhereTheExcessOneDoesNot) {
  int empty = 0;
  for (int number = 0; number < 200; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 3);
    Case test_case = near_tie_case("xla_excess_topk", 1024, 4, 8, {{"temperature", 0.7}}, rng);
    empty += kept(test_case, "keep:y=promoted").empty() ? 1 : 0;
    test_case.program = builtin_program("xla_exact_topk");
    for (const char* plan : {"rounded", "promoted"}) {
      const Judgement judgement = judgement_of(test_case, plan);
      EXPECT_EQ(judgement.find(Verdict::kEmptyCandidates), nullptr) << number;
      EXPECT_EQ(judgement.find(Verdict::kRankSplit), nullptr) << number;
    }
    EXPECT_TRUE(judgement_of(test_case, "promoted").rulings.empty()) << number;
  }
  EXPECT_GT(empty, 0);
}

TEST(XlaApproxTopK, TheMaximumSurvivesWhereEverythingReadsOneNumber) {
  for (int number = 0; number < 50; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 4);
    const Case test_case =
        near_tie_case("xla_approx_topk", 16'384, 2, 30, {{"temperature", 1}}, rng);
    EXPECT_FALSE(shows(test_case, "promoted", Verdict::kMaxVanished)) << number;
  }
}

// 1,024 bins: tokens 5 and 1029 share one, are equal when rounded, and the last of equals stays.
TEST(XlaApproxTopK, RoundedBinsKeepTheLastOfTwoThatRoundAlike) {
  std::vector<float> row(8192, 0.0F);
  row[5] = 11.3125F;
  row[1029] = 11.25F;
  const Case test_case =
      written_case("xla_approx_topk", {row}, 1, {{"temperature", 0.699999988079071}});
  EXPECT_EQ(outcome_of(test_case, "rounded").at(0, 0).top, 1029);
  EXPECT_EQ(outcome_of(test_case, "promoted").at(0, 0).top, 5);
}

}  // namespace
}  // namespace splitvote
