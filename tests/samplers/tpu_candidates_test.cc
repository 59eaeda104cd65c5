#include <gtest/gtest.h>

#include "tests/samplers/near_ties.h"
#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

// Reference case R15: more equal maxima in a shard than it sends.
TEST(TpuCandidates, MoreEqualMaximaThanCandidatesTakeTheFullVocabulary) {
  const Case tied =
      written_case("tpu_candidates", {std::vector<float>(600, 2.5F)}, 2, {{"top_k", 4}});
  EXPECT_EQ(kept(tied, "rounded").size(), 600U);
  EXPECT_TRUE(judgement_of(tied, "rounded").rulings.empty());
}

TEST(TpuCandidates, AShardThatIsCutShortOfTheThresholdStaysWithItsCandidates) {
  std::vector<float> row(600, 1.0F);
  row[7] = 3;
  row[301] = 2;
  EXPECT_EQ(kept(written_case("tpu_candidates", {row}, 2, {{"top_k", 2}}), "rounded"),
            (std::vector<std::int32_t>{7, 301}));
}

TEST(TpuCandidates, OneReadingEverywhereNeverLosesTheMaximumFromNearOn) {
  for (int number = 0; number < 200; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 21);
    const Case test_case = near_tie_case(
        "tpu_candidates", 2048, 4, 40, {{"temperature", 0.7}, {"top_k", 20}, {"top_p", 0.9}}, rng);
    EXPECT_FALSE(shows(test_case, "rounded", Verdict::kMaxVanished)) << number;
    EXPECT_TRUE(judgement_of(test_case, "promoted").rulings.empty()) << number;
  }
}

// Greedy compares bfloat16 logits, the sampled path float32 ones.
TEST(TpuCandidates, TheGreedyTopIsThatOfTheNativeDtype) {
  const Case close = written_case("tpu_candidates", {{8.01F, 1, 8.02F, 2}}, 2);
  EXPECT_EQ(outcome_of(close, "rounded").at(0, 0).top, 0);
  EXPECT_EQ(outcome_of(close, "promoted").at(0, 0).top, 2);
}

}  // namespace
}  // namespace splitvote
