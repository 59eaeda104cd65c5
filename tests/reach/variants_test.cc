#include "harness/reach/variants.h"

#include <gtest/gtest.h>

#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

// The split between `here` at batch 4 and `there` at batch 1 on the first case, of few, that has
// one.
std::optional<Finding> split_between(const CompiledSubject& here, const CompiledSubject& there) {
  const Subject subject = subject_of({here}, kFourRows);
  const Subject other = subject_of({there}, kOneRow);
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    auto split =
        variant_split(random_rows(seed, 4), subject, subject.on[0], other, other.on[0], FailRule());
    if (split) return split;
  }
  return std::nullopt;
}

TEST(VariantSplit, NamesTheSitesThatTwoBatchSizesChooseDifferently) {
  const auto split = split_between(on_target(compiled_greedy(kFourRows), "tpu-v5e"),
                                   on_target(rounded_greedy(kOneRow), "tpu-v5e"));
  ASSERT_TRUE(split.has_value());
  EXPECT_EQ(split->verdict, Verdict::kVariantSplit);
  EXPECT_EQ(split->cause, "keep:y differs");
  EXPECT_EQ(split->row, 0);  // the one that both serve
  ASSERT_EQ(split->reached.size(), 2U);
  EXPECT_EQ(split->reached[0].as.shape, kFourRows);
  EXPECT_EQ(split->reached[0].plan, "keep:y=promoted");
  EXPECT_EQ(split->reached[1].as.shape, kOneRow);
  EXPECT_EQ(split->reached[1].plan, "rounded");
}

TEST(VariantSplit, IsNoneWhereBothChooseTheSame) {
  EXPECT_FALSE(split_between(on_target(rounded_greedy(kFourRows), "tpu-v5e"),
                             on_target(rounded_greedy(kOneRow), "tpu-v5e")));
  EXPECT_FALSE(split_between(on_target(compiled_greedy(kFourRows), "tpu-v5e"),
                             on_target(compiled_greedy(kOneRow), "tpu-v5e")));
}

TEST(VariantSplit, OfWhatNoPlanDoesIsUnexplained) {
  const auto split = split_between(on_target(truncating_greedy(kFourRows), "tpu-v5e"),
                                   on_target(rounded_greedy(kOneRow), "tpu-v5e"));
  ASSERT_TRUE(split.has_value());
  EXPECT_EQ(split->cause, "unexplained:tpu");
  EXPECT_EQ(split->reached[0].plan, "");
}

}  // namespace
}  // namespace splitvote
