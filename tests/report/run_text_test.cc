#include "harness/report/run_text.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

// Six tokens on four ranks of two columns; the last two columns are padding.
Case padded_case() {
  Case test_case;
  test_case.program = builtin_program("xla_excess_topk");
  test_case.logits.values = {{0, 1, 2, 3, 4, 5}};
  test_case.layout = padded_layout(6, 8, 4, 0);
  return test_case;
}

std::shared_ptr<const IdSet> ids(std::vector<std::int64_t> list) {
  return std::make_shared<const IdSet>(std::move(list), 8);
}

TEST(TokenText, TellsTokensPaddingAndNothingApart) {
  const LayoutMap map(padded_case().layout);
  EXPECT_EQ(token_text(map, 5), "5");
  EXPECT_EQ(token_text(map, 6), "padding (id 6)");
  EXPECT_EQ(token_text(map, 8), "no token (id 8)");
  EXPECT_EQ(token_text(map, -1), "no token (id -1)");
  EXPECT_EQ(token_text(map, kNotObserved), "-");
}

TEST(OutcomeText, PutsEqualRanksOnOneLine) {
  const Case test_case = padded_case();
  Outcome outcome;
  outcome.row_count = 1;
  outcome.ranks.resize(4);
  for (RankOutcome& rank : outcome.ranks) {
    rank.top = 5;
    rank.owner = Observed::kFalse;
    rank.candidates = ids({5, 3});
  }
  outcome.ranks[1].top = 7;
  outcome.ranks[1].candidates = ids({});
  outcome.ranks[3] = RankOutcome{};
  outcome.ranks[3].judged = false;
  EXPECT_EQ(outcome_text(test_case, outcome, false),
            "row  ranks  top             draw  owner  candidates\n"
            "  0  0,2    5               -     no     2: 3, 5\n"
            "  0  1      padding (id 7)  -     no     0: none\n"
            "  0  3      not judged\n");
}

TEST(OutcomeText, ShowsTheFirstCandidatesOfMany) {
  Case test_case = padded_case();
  test_case.layout = even_layout(100, 1);
  Outcome outcome;
  outcome.row_count = 1;
  std::vector<std::int64_t> all(100);
  for (std::size_t id = 0; id < all.size(); ++id) all[id] = static_cast<std::int64_t>(id);
  outcome.ranks.resize(1);
  outcome.ranks[0].candidates = std::make_shared<const IdSet>(all, 100);
  EXPECT_NE(outcome_text(test_case, outcome, false).find("100: 0, 1, 2, 3, 4, 5, 6, 7, ...\n"),
            std::string::npos);
}

TEST(RulingsText, SaysSoWhenNothingIsWrong) {
  const Case test_case = padded_case();
  const Judge judge(test_case);
  EXPECT_EQ(rulings_text(judge, {}, FailRule(), false)
                .rfind("no verdict: nothing is wrong under this plan\n", 0),
            0U);
}

TEST(RulingsText, NamesVerdictGradeTokensAndLoss) {
  const Case test_case = padded_case();
  const Judge judge(test_case);
  Ruling ruling;
  ruling.verdict = Verdict::kMaxVanished;
  ruling.grade = Grade::kWide;
  ruling.expected_token = 5;
  ruling.actual_token = 4;
  const std::string text = rulings_text(judge, {{ruling}}, FailRule(), false);
  EXPECT_NE(text.find("max_vanished  wide   yes      0     0         5      4"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace splitvote
