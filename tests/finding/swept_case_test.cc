#include "harness/finding/swept_case.h"

#include <gtest/gtest.h>

#include "harness/store/json_finding.h"
#include "harness/store/load.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

// What a finding counts, and its witness, are those of the plans it is about; layout_split
// included.
TEST(SweptCase, KnowsThePlansThatEachFindingIsAbout) {
  int layout_splits = 0;
  for (const std::string& file : files_under(SPLITVOTE_ROOT "/corpus/regressions")) {
    const Finding committed = read_finding(read_file(file), file).finding;
    SweptCase swept = sweep_and_judge(committed.test_case, {});
    sweep_related(swept, committed.relation, {});
    bool shown = false;
    for (const Finding& finding : find(swept, FailRule())) {
      const std::optional<VerdictPlans> plans =
          plans_of_verdict(swept, finding.verdict, FailRule());
      ASSERT_TRUE(plans.has_value());
      EXPECT_EQ(plans->grade, finding.grade);
      EXPECT_EQ(static_cast<std::int64_t>(plans->worst.count()), finding.worst_plans);
      EXPECT_EQ(static_cast<std::int64_t>(plans->failing.count()), finding.failing_plans);
      EXPECT_EQ(plans->worst.least_promoted(), joined(finding.witness, swept.sweep.site_count));
      shown = shown || finding.signature == committed.signature;
      layout_splits += finding.verdict == Verdict::kLayoutSplit ? 1 : 0;
    }
    EXPECT_TRUE(shown) << file;
  }
  EXPECT_GT(layout_splits, 3);
}

TEST(SweptCase, HasNoPlansOfAVerdictThatDoesNotFail) {
  const Case test_case =
      load_case(SPLITVOTE_ROOT "/corpus/seeds/excess_precision_2025.json").test_case;
  const SweptCase swept = sweep_and_judge(test_case, {});
  EXPECT_FALSE(plans_of_verdict(swept, Verdict::kIdCorrupted, FailRule()).has_value());
  EXPECT_FALSE(plans_of_verdict(swept, Verdict::kLayoutSplit, FailRule()).has_value());
}

}  // namespace
}  // namespace splitvote
