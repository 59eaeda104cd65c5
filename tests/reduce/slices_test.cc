#include "harness/reduce/slices.h"

#include <gtest/gtest.h>

#include "harness/generate/generate.h"
#include "harness/store/builtin.h"

namespace splitvote {
namespace {

// [rank][row] what the rank's slice holds, padding included.
std::vector<std::vector<std::vector<float>>> held_by_ranks(const Case& test_case) {
  const LayoutMap map(test_case.layout);
  const auto rows = materialize(test_case.logits, test_case.layout.vocab_size);
  std::vector<std::vector<std::vector<float>>> held;
  for (int rank = 0; rank < map.rank_count(); ++rank) {
    auto& slice = held.emplace_back();
    for (const auto& row : rows) {
      map.cut(row.data(), rank,
              slice.emplace_back(static_cast<std::size_t>(map.size(rank))).data());
    }
  }
  return held;
}

TEST(Slices, WrittenBackByRankHoldTheSameOnEveryRank) {
  GeneratorOptions options;
  options.vocab_size_max = 40;
  options.rank_count_max = 8;
  for (std::uint64_t number = 0; number < 500; ++number) {
    Rng rng(5, number);
    Candidate candidate;
    candidate.test_case = generate(options, builtin_program("xla_excess_topk"), rng);
    const auto before = held_by_ranks(candidate.test_case);
    write_back(slices_of(candidate.test_case), Numbering::kByRank, candidate);
    ASSERT_EQ(candidate_fault(candidate), "");
    const auto after = held_by_ranks(candidate.test_case);
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t rank = 0; rank < after.size(); ++rank) {
      for (std::size_t row = 0; row < after[rank].size(); ++row) {
        ASSERT_EQ(after[rank][row].size(), before[rank][row].size());
        for (std::size_t column = 0; column < after[rank][row].size(); ++column) {
          const float a = after[rank][row][column], b = before[rank][row][column];
          ASSERT_TRUE(a == b || (a != a && b != b)) << number;
        }
      }
    }
  }
}

TEST(Slices, WrittenBackByTokenGiveTheSameCase) {
  GeneratorOptions options;
  options.vocab_size_max = 40;
  options.rank_count_max = 8;
  for (std::uint64_t number = 0; number < 500; ++number) {
    Rng rng(6, number);
    Candidate candidate;
    candidate.test_case = generate(options, builtin_program("xla_excess_topk"), rng);
    Case before = candidate.test_case;
    write_back(slices_of(before), Numbering::kByToken, candidate);
    // Written out, one gather stage, classes from the first rank's, no pad value without padding.
    before.logits.values = materialize(before.logits, before.layout.vocab_size);
    before.logits.planted.clear();
    before.layout.gather_stages = {before.layout.rank_count()};
    if (before.layout.rank_class.front() == 1) {
      for (std::int32_t& rank_class : before.layout.rank_class) rank_class = 1 - rank_class;
    }
    if (candidate.test_case.layout.pad_value == 0) before.layout.pad_value = 0;
    ASSERT_TRUE(same_case(candidate.test_case, before)) << number;
  }
}

TEST(Slices, KeepAnEvenOtherLayoutEven) {
  Candidate candidate;
  candidate.test_case.program = builtin_program("vllm_local_argmax");
  candidate.test_case.layout = even_layout(6, 2);
  candidate.test_case.logits.values = {{1, 2, 3, 4, 5, 6}};
  candidate.relation = to_layout(even_layout(6, 3));
  Slices slices = slices_of(candidate.test_case);
  slices.ranks[0].tokens = {2};
  write_back(std::move(slices), Numbering::kByRank, candidate);
  EXPECT_EQ(candidate.test_case.logits.values, (std::vector<std::vector<float>>{{3, 4, 5, 6}}));
  EXPECT_EQ(candidate.relation, to_layout(even_layout(4, 3)));
}

TEST(Slices, LeaveAnUnevenOtherLayoutItsTokens) {
  Candidate candidate;
  candidate.test_case.program = builtin_program("vllm_local_argmax");
  candidate.test_case.layout = even_layout(6, 2);
  candidate.test_case.logits.values = {{1, 2, 3, 4, 5, 6}};
  candidate.relation = to_layout(even_layout(6, 2));
  candidate.relation->layout.shard_sizes = {1, 5};
  Slices slices = slices_of(candidate.test_case);
  slices.ranks[0].tokens = {0, 2};
  write_back(std::move(slices), Numbering::kByRank, candidate);
  EXPECT_EQ(candidate.relation->layout.shard_sizes, (std::vector<std::int32_t>{1, 4}));
}

}  // namespace
}  // namespace splitvote
