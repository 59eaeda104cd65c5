#include "harness/report/sweep_tally.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

class SweepTallyTest : public testing::Test {
 protected:
  SweepTallyTest() {
    test_case_.program = builtin_program("xla_excess_topk");
    test_case_.logits.values = {{0, 1, 2, 3}};
    test_case_.layout = even_layout(4, 2);
    sweep_.site_count = 3;
    sweep_.outcomes.resize(3);
    sweep_.outcome_of = {0, 0, 1, 2, 1, 0, 2, 2};
    judgements_.resize(3);
    judgements_[1].rulings = {ruling(Verdict::kMaxVanished, Grade::kTie),
                              ruling(Verdict::kPlanSplit, Grade::kWide)};
    judgements_[2].rulings = {ruling(Verdict::kRankSplit, Grade::kTie),
                              ruling(Verdict::kMaxVanished, Grade::kWide)};
  }

  static Ruling ruling(Verdict verdict, Grade grade) {
    Ruling made;
    made.verdict = verdict;
    made.grade = grade;
    made.expected_token = 3;
    return made;
  }

  Case test_case_;
  Sweep sweep_;
  std::vector<Judgement> judgements_;
};

TEST_F(SweepTallyTest, CountsPlansByVerdictAndGrade) {
  const Judge judge(test_case_);
  const SweepTally counts = tally(sweep_, judge, judgements_, FailRule());
  EXPECT_EQ(counts.plan_count, 8U);
  EXPECT_EQ(counts.failing, 3U);
  EXPECT_EQ(counts.failing_outcomes, (std::vector<bool>{false, false, true}));
  ASSERT_EQ(counts.verdicts.size(), 3U);
  EXPECT_EQ(counts.verdicts[0].verdict, Verdict::kRankSplit);
  EXPECT_EQ(counts.verdicts[0].failing, 3U);
  EXPECT_EQ(counts.verdicts[1].verdict, Verdict::kMaxVanished);
  EXPECT_EQ(counts.verdicts[1].plans, (std::array<std::uint64_t, 3>{2, 0, 3}));
  EXPECT_EQ(counts.verdicts[1].failing, 3U);
  EXPECT_EQ(counts.verdicts[2].verdict, Verdict::kPlanSplit);
  EXPECT_EQ(counts.verdicts[2].failing, 0U);
}

TEST_F(SweepTallyTest, FollowsTheFailRule) {
  const Judge judge(test_case_);
  EXPECT_EQ(tally(sweep_, judge, judgements_, parse_fail_rule("max_vanished:tie")).failing, 5U);
  EXPECT_EQ(tally(sweep_, judge, judgements_, parse_fail_rule("draw_split")).failing, 0U);
}

TEST_F(SweepTallyTest, SaysWhatWasSwept) {
  const Judge judge(test_case_);
  const std::string text = tally_text(sweep_, tally(sweep_, judge, judgements_, FailRule()), false);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "swept all 8 plans of 3 sites: 3 distinct outcomes, 3 plans fail");
  EXPECT_NE(text.find("max_vanished    2     0     3     3"), std::string::npos) << text;
  sweep_.coverage = Coverage::kNearBoth;
  sweep_.class_count = 2;
  const std::string near = tally_text(sweep_, tally(sweep_, judge, judgements_, FailRule()), false);
  EXPECT_EQ(near.substr(0, near.find('\n')),
            "swept 8 plans, those at most two choices away from all-rounded or all-promoted, of "
            "2^6 of 3 sites in 2 rank "
            "classes: 3 distinct outcomes, 3 plans fail");
}

}  // namespace
}  // namespace splitvote
