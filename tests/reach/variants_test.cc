#include "harness/reach/variants.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

// The split between `here` at batch 4 and `there` at batch 1 on the first case, of few, that has
// one.
std::optional<Finding> split_between(const CompiledSubject& here, const CompiledSubject& there) {
  const Subject subject = subject_of({here}, kFourRows);
  const Subject other = subject_of({there}, kOneRow);
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    const Case test_case = random_rows(seed, 4);
    const FailRule rule;
    auto split = VariantSplits(test_case, subject, rule).between(subject.on[0], other, other.on[0]);
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

constexpr CompiledShape kPadded{.rows = 4, .tokens_per_rank = 640, .ranks = 1};

// The greedy sampler on a target, as a variant.
CompiledSubject as_variant(CompiledProgram compiled, const std::string& variant) {
  CompiledSubject on = on_target(std::move(compiled), "tpu-v5e");
  on.compiled.as.variant = variant;
  return on;
}

TEST(VariantSplit, IsBetweenTwoProgramsOfOneShapeToo) {
  const Subject subject = subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e"),
                                      as_variant(rounded_greedy(kFourRows), "extra output y")},
                                     kFourRows);
  const FailRule rule;
  std::optional<Finding> split;
  for (std::uint64_t seed = 0; seed < 32 && !split; ++seed) {
    const Case test_case = random_rows(seed, 4);
    split = VariantSplits(test_case, subject, rule).between(subject.on[0], subject, subject.on[1]);
  }
  ASSERT_TRUE(split.has_value());
  EXPECT_EQ(split->cause, "keep:y differs");
  EXPECT_EQ(split->reached.at(0).as.variant, "");
  EXPECT_EQ(split->reached.at(1).as.variant, "extra output y");
}

TEST(VariantSplit, IsBetweenAVocabularyAndItPadded) {
  const Subject subject = subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows);
  const Subject padded = subject_of({on_target(rounded_greedy(kPadded), "tpu-v5e")}, kPadded);
  const FailRule rule;
  bool split = false;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    const Case test_case = random_rows(seed, 4);
    VariantSplits splits(test_case, subject, rule);
    split = split || splits.between(subject.on[0], padded, padded.on[0]).has_value();
  }
  EXPECT_TRUE(split);
}

// Where every logit is -inf, the padding is as good as any token: it is kept, and is no candidate.
TEST(VariantSplit, CountsNoPadding) {
  const Subject subject = subject_of({on_target(rounded_greedy(kFourRows), "tpu-v5e")}, kFourRows);
  const Subject padded = subject_of({on_target(rounded_greedy(kPadded), "tpu-v5e")}, kPadded);
  Case test_case = random_rows(1, 4);
  test_case.logits.background = {BackgroundKind::kConstant, 1,
                                 -std::numeric_limits<float>::infinity(), 1};
  const Case served = *served_at(test_case, kPadded);
  EXPECT_EQ(run_compiled(padded.on[0].compiled, served).at(0, 0).candidates->size(), 640U);
  const FailRule rule;
  EXPECT_FALSE(
      VariantSplits(test_case, subject, rule).between(subject.on[0], padded, padded.on[0]));
}

TEST(ServedAt, GivesFewerRowsAndMoreTokensAtTheEnd) {
  const Case test_case = random_rows(1, 4);
  const std::optional<Case> served = served_at(test_case, {2, 640, 1});
  ASSERT_TRUE(served.has_value());
  EXPECT_EQ(served->logits.rows, 2);
  EXPECT_EQ(served->layout.vocab_size, 512);
  EXPECT_EQ(LayoutMap(served->layout).padded_size(), 640);
  EXPECT_EQ(served->layout.pad_value, -std::numeric_limits<float>::infinity());
  const std::optional<Case> same = served_at(test_case, kFourRows);
  ASSERT_TRUE(same.has_value());
  EXPECT_EQ(same->logits.rows, 4);
  EXPECT_EQ(same->layout, test_case.layout);
  EXPECT_FALSE(served_at(test_case, {4, 256, 1}).has_value());
  EXPECT_FALSE(served_at(test_case, {4, 512, 2}).has_value());
}

TEST(DropEqualVariants, KeepsThoseThatChooseOtherwise) {
  Subject padded = subject_of({on_target(rounded_greedy(kPadded), "tpu-v5e"),
                               on_target(compiled_greedy(kPadded), "tpu-v4")},
                              kPadded);
  padded.padding = true;
  std::vector<Subject> subjects = {
      subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e"),
                  on_target(compiled_greedy(kFourRows), "tpu-v4"),
                  as_variant(compiled_greedy(kFourRows), "bystander y"),
                  as_variant(rounded_greedy(kFourRows), "extra output y"),
                  as_variant(truncating_greedy(kFourRows), "two jits at y")},
                 kFourRows),
      padded};
  EXPECT_EQ(drop_equal_variants(subjects), 2);
  ASSERT_EQ(subjects.size(), 2U);
  ASSERT_EQ(subjects[0].on.size(), 4U);
  EXPECT_EQ(subjects[0].on[2].compiled.as.variant, "extra output y");
  EXPECT_EQ(subjects[0].on[3].compiled.as.variant, "two jits at y");  // no plan explains it
  ASSERT_EQ(subjects[1].on.size(), 1U);
  EXPECT_EQ(subjects[1].on[0].compiled.as.target, "tpu-v5e");
}

}  // namespace
}  // namespace splitvote
