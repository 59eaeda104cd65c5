#include "harness/identify/fit.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "tests/identify/greedy.h"

namespace splitvote {
namespace {

const CompiledShape kShape{.rows = 8, .tokens_per_rank = 1'000, .ranks = 4};

Case case_of(const Layout& layout, int rows) {
  Case test_case;
  test_case.program = greedy();
  test_case.layout = layout;
  test_case.logits.rows = rows;
  return test_case;
}

TEST(Misfit, IsEmptyForEvenShardsOfTheCompiledSize) {
  EXPECT_EQ(misfit(case_of(even_layout(4'000, 4), 8), kShape), "");
  EXPECT_EQ(misfit(case_of(even_layout(4'000, 4), 1), kShape), "");
  EXPECT_EQ(misfit(case_of(padded_layout(3'900, 4'000, 4, -1e4F), 8), kShape), "");
}

TEST(Misfit, SaysWhatTheCompiledProgramCannotServe) {
  EXPECT_EQ(misfit(case_of(even_layout(4'000, 2), 8), kShape), "2 ranks, compiled for 4");
  EXPECT_EQ(misfit(case_of(even_layout(4'000, 4), 9), kShape), "9 rows, compiled for 8");
  EXPECT_EQ(misfit(case_of(even_layout(3'999, 4), 8), kShape),
            "a shard of 999 tokens, compiled for 1,000");
  Layout strided = even_layout(4'000, 4);
  strided.split = Split::kStrided;
  EXPECT_EQ(misfit(case_of(strided, 8), kShape), "strided shards, compiled for contiguous ones");
  Layout turned = even_layout(4'000, 4);
  turned.rank_order = {1, 0, 2, 3};
  EXPECT_EQ(misfit(case_of(turned, 8), kShape), "shards in another order than the ranks");
}

TEST(Fitted, KeepsTheRowsAndCopiesTheFirst) {
  Case test_case = case_of(even_layout(4'000, 4), 2);
  test_case.logits.background = {BackgroundKind::kNormal, 3, 0, 2};
  test_case.logits.planted = {{1, 17, 9.0F}};
  const auto rows = materialize(test_case.logits, 4'000);
  const Case filled = fitted(test_case, nullptr, kShape);
  ASSERT_EQ(filled.logits.values.size(), 8U);
  EXPECT_EQ(filled.logits.values[0], rows[0]);
  EXPECT_EQ(filled.logits.values[1], rows[1]);
  for (std::size_t row = 2; row < 8; ++row) EXPECT_EQ(filled.logits.values[row], rows[0]);
}

// NxDI's top_k is 50 unless it is said: a compiled program does not know.
TEST(Fitted, HasTheNumbersThatTheCasesProgramHasByDefault) {
  Case test_case = case_of(even_layout(4'000, 4), 8);
  test_case.program = builtin_program("neuron_nxdi");
  test_case.parameters.numbers = {{"top_p", 0.9}};
  const std::map<std::string, double> by_default = {{"top_k", 50}, {"top_p", 0.9}};
  EXPECT_EQ(fitted(test_case, greedy(), kShape).parameters.numbers, by_default);
  test_case.parameters.numbers["top_k"] = 3;
  EXPECT_EQ(fitted(test_case, greedy(), kShape).parameters.numbers.at("top_k"), 3);
}

TEST(CompiledShape, ReadsAsASentence) {
  EXPECT_EQ(to_string(kShape), "batch 8, 4 ranks of 1,000 tokens");
  EXPECT_EQ(to_string(CompiledShape{1, 131'072, 1}), "batch 1, 1 rank of 131,072 tokens");
}

}  // namespace
}  // namespace splitvote
