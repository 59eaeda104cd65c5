#include "harness/campaign/pattern.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/campaign/corpus.h"
#include "harness/campaign/next_case.h"
#include "harness/store/builtin.h"

namespace splitvote {
namespace {

// Three choices; the outcome is that of choices 0 and 2.
Sweep sweep_of_three() {
  Sweep sweep;
  sweep.site_count = 3;
  sweep.outcomes.resize(4);
  for (std::uint32_t plan = 0; plan < 8; ++plan) {
    sweep.outcome_of.push_back((plan & 1U) | (plan >> 1 & 2U));
  }
  return sweep;
}

TEST(ChoicesThatMatter, AreThoseWhoseFlipChangesTheOutcome) {
  EXPECT_EQ(choices_that_matter(sweep_of_three()), (std::vector<bool>{true, false, true}));
}

TEST(ChoicesThatMatter, AreFoundAmongThePlansNearBothEnds) {
  Sweep near = sweep_of_three();
  near.coverage = Coverage::kNearBoth;
  near.plans = {0, 1, 2, 3, 5, 7};  // 4 and 6 are not covered
  near.outcome_of = {0, 1, 0, 1, 3, 3};
  EXPECT_EQ(choices_that_matter(near), (std::vector<bool>{true, false, true}));
}

Case some_case() {
  Case test_case;
  test_case.program = builtin_program("xla_excess_topk");
  test_case.layout = even_layout(4, 2);
  return test_case;
}

TEST(Pattern, TellsVerdictsGradesAndCausesApart) {
  const Case test_case = some_case();
  const Sweep sweep = sweep_of_three();
  std::vector<Judgement> judgements(4);
  const std::string quiet = pattern_of(test_case, sweep, judgements, {});
  judgements[1].rulings.push_back({});
  const std::string tie = pattern_of(test_case, sweep, judgements, {});
  judgements[1].rulings.front().grade = Grade::kWide;
  const std::string wide = pattern_of(test_case, sweep, judgements, {});
  Finding finding;
  finding.signature = "abcdefghijklmnop";
  const std::string found = pattern_of(test_case, sweep, judgements, std::vector{finding});
  EXPECT_NE(quiet, tie);
  EXPECT_NE(tie, wide);
  EXPECT_NE(wide, found);
}

TEST(Pattern, DoesNotTellCasesApartThatDoTheSame) {
  Case other = some_case();
  other.layout = even_layout(9, 3);
  const std::vector<Judgement> judgements(4);
  EXPECT_EQ(pattern_of(some_case(), sweep_of_three(), judgements, {}),
            pattern_of(other, sweep_of_three(), judgements, {}));
}

TEST(Corpus, KeepsOneCasePerPattern) {
  Corpus corpus;
  corpus.admit("a", some_case());
  corpus.admit("a", some_case());
  corpus.admit("b", some_case());
  EXPECT_EQ(corpus.size(), 2U);
  EXPECT_EQ(corpus.of(*builtin_program("xla_excess_topk")).size(), 2U);
  EXPECT_TRUE(corpus.of(*builtin_program("vllm_local_argmax")).empty());
}

TEST(NextCase, IsAFunctionOfSeedNumberAndCorpus) {
  const std::vector<std::shared_ptr<const Program>> programs = {builtin_program("xla_excess_topk")};
  const std::vector<GeneratorOptions> options(1);
  const std::vector<std::size_t> turns = {0};
  Corpus corpus;
  corpus.admit("a", some_case());
  for (std::uint64_t number = 0; number < 50; ++number) {
    EXPECT_TRUE(same_case(next_case(1, number, programs, turns, corpus, options),
                          next_case(1, number, programs, turns, corpus, options)));
  }
  EXPECT_FALSE(same_case(next_case(1, 0, programs, turns, Corpus(), options),
                         next_case(2, 0, programs, turns, Corpus(), options)));
}

TEST(EqualShares, GiveTheCheapMoreTurns) {
  const std::vector<std::size_t> round = equal_shares(std::vector<double>{8, 1, 2});
  EXPECT_EQ(std::count(round.begin(), round.end(), 0U), 1);
  EXPECT_EQ(std::count(round.begin(), round.end(), 1U), 8);
  EXPECT_EQ(std::count(round.begin(), round.end(), 2U), 4);
  // Spread: each half has its half.
  EXPECT_EQ(std::count(round.begin(), round.begin() + 6, 1U), 4);
}

TEST(EqualShares, LeaveTheDearTheirTurn) {
  const std::vector<std::size_t> round = equal_shares(std::vector<double>{1'000'000, 1});
  EXPECT_EQ(std::count(round.begin(), round.end(), 0U), 1);
  EXPECT_EQ(round.size(), 1 + static_cast<std::size_t>(kTurnsMax));
}

}  // namespace
}  // namespace splitvote
