#include "harness/reach/variant_explanation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "harness/identify/same_names.h"
#include "src/evaluate/run.h"
#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

constexpr CompiledShape kPadded{.rows = 4, .tokens_per_rank = 640, .ranks = 1};

struct Split {
  Subject here, there;
  std::optional<VariantExplanation> explanation;
};

// Nothing where the two name the same.
std::optional<VariantExplanation> explained_on(const Case& test_case, const Subject& here,
                                               const Subject& there) {
  const FailRule rule;
  const auto finding = VariantSplits(test_case, here, rule).between(here.on[0], there, there.on[0]);
  if (!finding) return std::nullopt;
  EXPECT_TRUE(compared_pair({here, there}, *finding).has_value());
  return explain_variants(*finding, {{&here, &there}, {&here.on[0], &there.on[0]}}, rule);
}

// Of the first case, of few, on which the two name different tokens.
Split split_of(const CompiledProgram& here, const CompiledProgram& there) {
  Split split = {subject_of({on_target(here, "tpu-v5e")}, here.as.shape),
                 subject_of({on_target(there, "tpu-v5e")}, there.as.shape),
                 {}};
  for (std::uint64_t seed = 0; seed < 32 && !split.explanation; ++seed) {
    split.explanation = explained_on(random_rows(seed, 4), split.here, split.there);
  }
  return split;
}

Outcome named_under(const ExplainedVariant& variant, PlanBits plan) {
  const auto logits = materialize(variant.test_case.logits, variant.test_case.layout.vocab_size);
  const Program& sampler = *variant.test_case.program;
  const Outcome outcome = run(Evaluator(evaluator_input(variant.test_case, logits)),
                              split_plan(plan, sampler.site_count(), 1));
  return without_padding(outcome, variant.test_case.layout);
}

bool has_pins(const Program& sampler, PlanBits plan, const std::vector<Literal>& pins) {
  return std::all_of(pins.begin(), pins.end(), [&](const Literal& pin) {
    for (int site = 0; site < sampler.site_count(); ++site) {
      if (sampler.sites[static_cast<std::size_t>(site)].name != pin.site) continue;
      return (((plan >> site) & 1U) != 0) == pin.promoted;
    }
    return false;
  });
}

// Told plan by plan, each run for itself.
bool agree_whatever_else(const VariantExplanation& explanation, const std::vector<Literal>& pins) {
  const Program& sampler = *explanation.variants[0].test_case.program;
  std::optional<Outcome> first;
  for (const ExplainedVariant& variant : explanation.variants) {
    for (PlanBits plan = 0; plan < PlanBits{1} << sampler.site_count(); ++plan) {
      if (!has_pins(sampler, plan, pins)) continue;
      const Outcome named = named_under(variant, plan);
      if (!first) first = named;
      if (!same_names(*first, named, explanation.rows)) return false;
    }
  }
  return true;
}

TEST(ExplainVariants, SaysWhereTwoBatchSizesPartWithTheNumbers) {
  const Split split = split_of(compiled_greedy(kFourRows), rounded_greedy(kOneRow));
  ASSERT_TRUE(split.explanation.has_value());
  const VariantExplanation& explained = *split.explanation;
  EXPECT_EQ(explained.rows, 1);
  EXPECT_EQ(explained.variants[0].label, "batch 4");
  EXPECT_EQ(explained.variants[0].plan, "keep:y=promoted");
  EXPECT_EQ(explained.variants[1].label, "batch 1");
  EXPECT_EQ(explained.variants[1].plan, "rounded");
  EXPECT_TRUE(explained.variants[0].as_planned && explained.variants[1].as_planned);
  ASSERT_TRUE(explained.parting.has_value());
  const auto& [here, there] = explained.parting->decisions;
  EXPECT_EQ(here.id, "keep");
  EXPECT_EQ(here.first.token, there.first.token);
  EXPECT_TRUE(here.first.promoted && !there.first.promoted);
  EXPECT_EQ(here.first.u, there.first.u);
  EXPECT_NE(here.holds, there.holds);
  EXPECT_EQ(explained.words.rfind("in row 0, at `keep`: (batch 4) it compares `y` of token ", 0),
            0U)
      << explained.words;
  ASSERT_EQ(explained.differing.size(), 1U);
  EXPECT_EQ(explained.differing[0].site, "keep:y");
  EXPECT_TRUE(explained.differing[0].promoted);
}

TEST(ExplainVariants, PinsMakeBothNameTheSameAndNoFewerDo) {
  const Split split = split_of(compiled_greedy(kFourRows), rounded_greedy(kOneRow));
  ASSERT_TRUE(split.explanation.has_value());
  const AgreeingPinSets& pins = split.explanation->pins;
  EXPECT_EQ(pins.refusal, "");
  ASSERT_FALSE(pins.of_every.empty());
  for (const AgreeingPins& each : pins.of_every) {
    EXPECT_TRUE(agree_whatever_else(*split.explanation, each.literals)) << each.text;
    for (std::size_t without = 0; without < each.literals.size(); ++without) {
      std::vector<Literal> fewer = each.literals;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(without));
      EXPECT_FALSE(agree_whatever_else(*split.explanation, fewer)) << each.text;
    }
  }
  const auto with_keep =
      std::find_if(pins.of_the_two.begin(), pins.of_the_two.end(),
                   [](const auto& each) { return each.text == "keep:y rounded"; });
  ASSERT_NE(with_keep, pins.of_the_two.end());
  EXPECT_TRUE(same_names(split.explanation->outcomes[with_keep->outcome],
                         split.explanation->variants[1].outcome, 1));
  EXPECT_TRUE(pins.all_rounded_agree);
}

// Rows of nothing but -inf keep the padding too.
TEST(ExplainVariants, CountsNoPaddingWhereTheVocabularyIsPadded) {
  const Subject here = subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows);
  const Subject there = subject_of({on_target(rounded_greedy(kPadded), "tpu-v5e")}, kPadded);
  Case test_case = random_rows(1, 4);
  test_case.logits.background = {BackgroundKind::kConstant, 1,
                                 -std::numeric_limits<float>::infinity(), 1};
  test_case.logits.planted = {{0, 3, 8.6875F}};
  const auto explained = explained_on(test_case, here, there);
  ASSERT_TRUE(explained.has_value());
  EXPECT_EQ(explained->variants[1].label, "batch 4, 1 rank of 640 tokens");
  EXPECT_EQ(explained->rows, 4);
  EXPECT_EQ(explained->variants[1].outcome.at(0, 1).candidates->size(), 512U);
  ASSERT_FALSE(explained->pins.of_every.empty());
  for (const AgreeingPins& each : explained->pins.of_every) {
    EXPECT_TRUE(agree_whatever_else(*explained, each.literals)) << each.text;
  }
}

TEST(ExplainVariants, TellsNoPinsOfWhatNoPlanDoes) {
  const Split split = split_of(truncating_greedy(kFourRows), rounded_greedy(kOneRow));
  ASSERT_TRUE(split.explanation.has_value());
  EXPECT_EQ(split.explanation->variants[0].plan, "");
  EXPECT_EQ(split.explanation->words, split.explanation->finding.sentence);
  EXPECT_FALSE(split.explanation->parting.has_value());
  EXPECT_EQ(split.explanation->pins.refusal, "no plan does what was compiled (batch 4)");
  EXPECT_TRUE(split.explanation->pins.of_every.empty());
}

TEST(ComparedPair, IsNoneWhereARecordIsMissing) {
  const Subject here = subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows);
  Finding finding;
  finding.reached = {{here.on[0].compiled.as, "", "", "", false},
                     {here.on[0].compiled.as, "", "", "", false}};
  finding.reached[1].as.shape = kOneRow;
  EXPECT_FALSE(compared_pair({here}, finding).has_value());
}

}  // namespace
}  // namespace splitvote
