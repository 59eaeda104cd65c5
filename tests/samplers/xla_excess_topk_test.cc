#include <gtest/gtest.h>

#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

struct Counts {
  int empty = 0, rows = 0;
};

Counts empty_rows(const std::string& plan_text, double temperature) {
  Counts counts;
  for (int number = 0; number < 400; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 3);
    const Case test_case =
        near_tie_case("xla_excess_topk", 4096, 8, 0, {{"temperature", temperature}}, rng);
    const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
    const Evaluator evaluator(evaluator_input(test_case, logits));
    const Outcome outcome = run(evaluator, parse_plan(*test_case.program, plan_text));
    counts.empty += outcome.at(0, 0).candidates->empty() ? 1 : 0;
    ++counts.rows;
  }
  return counts;
}

// research/samplers-and-incidents.md, M2: 42 to 51 % of random rows.
TEST(XlaExcessTopK, AnUnroundedValueComparedWithARoundedMaximumLeavesNoSurvivorInHalfOfRandomRows) {
  const Counts counts = empty_rows("keep:y=promoted", 0.7);
  std::printf("no survivor in %d of %d rows\n", counts.empty, counts.rows);
  EXPECT_GE(counts.empty * 100, counts.rows * 38);
  EXPECT_LE(counts.empty * 100, counts.rows * 56);
}

TEST(XlaExcessTopK, UniformPlansKeepASurvivor) {
  EXPECT_EQ(empty_rows("rounded", 0.7).empty, 0);
  EXPECT_EQ(empty_rows("promoted", 0.7).empty, 0);
}

TEST(XlaExcessTopK, APowerOfTwoTemperatureIsImmuneAtTheScaling) {
  EXPECT_EQ(empty_rows("keep:y=promoted", 0.5).empty, 0);
}

TEST(XlaExcessTopK, NobodyOwnsTheMaximumOneDoesOrTwoDo) {
  std::array<int, 3> seen{};
  for (int number = 0; number < 200; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 5);
    const Case test_case = near_tie_case("xla_excess_topk", 64, 2, 16, {{"temperature", 0.7}}, rng);
    const Sweep swept = sweep(test_case);
    for (const Outcome& outcome : swept.outcomes) {
      int owners = 0;
      for (int rank = 0; rank < 2; ++rank)
        owners += outcome.at(rank, 0).owner == Observed::kTrue ? 1 : 0;
      ++seen[static_cast<std::size_t>(owners)];
      const Judge judge(test_case);
      EXPECT_EQ(judge.judge(outcome).find(Verdict::kRankSplit) != nullptr, owners == 0);
    }
  }
  for (int count : seen) EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace splitvote
