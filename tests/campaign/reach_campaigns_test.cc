#include "harness/campaign/reach_campaigns.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/compiled/records.h"
#include "tests/reach/greedy_subjects.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

ReachOptions few_cases() {
  ReachOptions options;
  options.seed = 3;
  options.case_count = kSanitized ? 10 : 40;
  options.fleet_case_count = 0;
  return options;
}

const ReachCell& cell_at(const ReachTable& table, const std::string& target, int rows) {
  return *std::find_if(table.cells.begin(), table.cells.end(), [&](const ReachCell& cell) {
    return cell.as.target == target && cell.as.shape.rows == rows;
  });
}

bool reaches(const ReachCell& cell, Verdict verdict, const std::string& cause) {
  return std::any_of(cell.reached.begin(), cell.reached.end(), [&](const ReachedVerdict& each) {
    return each.verdict == verdict && each.cause == cause && each.cases > 0 && !each.every_plan;
  });
}

std::vector<Subject> two_batch_sizes() {
  return {subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e"),
                      on_target(rounded_greedy(kFourRows), "cpu")},
                     kFourRows),
          subject_of({on_target(rounded_greedy(kOneRow), "tpu-v5e")}, kOneRow)};
}

TEST(ReachCampaigns, TellApartTheTargetsAndTheBatchSizesOfOneSampler) {
  const ReachTable table = run_reach_campaigns(two_batch_sizes(), few_cases());
  ASSERT_EQ(table.cells.size(), 3U);
  const std::string cause = "keep:m rounded, keep:y promoted";
  EXPECT_TRUE(reaches(cell_at(table, "tpu-v5e", 4), Verdict::kEmptyCandidates, cause));
  EXPECT_TRUE(reaches(cell_at(table, "tpu-v5e", 4), Verdict::kVariantSplit, "keep:y differs"));
  EXPECT_FALSE(reaches(cell_at(table, "cpu", 4), Verdict::kEmptyCandidates, cause));
  EXPECT_FALSE(reaches(cell_at(table, "tpu-v5e", 1), Verdict::kEmptyCandidates, cause));
  for (const ReachCell& cell : table.cells) {
    EXPECT_TRUE(cell.run);
    EXPECT_EQ(cell.cases, few_cases().case_count);
  }
}

// Taken for what rounds everywhere, which its own cases contradict.
TEST(ReachCampaigns, ShowThePlanThatTheirCasesShow) {
  std::vector<Subject> subjects = two_batch_sizes();
  subjects[0].on[0].identified = subjects[0].on[1].identified;
  const ReachTable table = run_reach_campaigns(subjects, few_cases());
  const ReachCell& cell = cell_at(table, "tpu-v5e", 4);
  EXPECT_EQ(cell.promoted, 1);
  EXPECT_TRUE(reaches(cell, Verdict::kEmptyCandidates, "keep:m rounded, keep:y promoted"));
  EXPECT_TRUE(std::none_of(cell.reached.begin(), cell.reached.end(),
                           [](const auto& each) { return each.verdict == Verdict::kUnexplained; }));
}

TEST(ReachCampaigns, AreTheSameForAnyNumberOfThreads) {
  ReachOptions threads = few_cases();
  threads.jobs = 3;
  EXPECT_EQ(reach_markdown(run_reach_campaigns(two_batch_sizes(), few_cases())),
            reach_markdown(run_reach_campaigns(two_batch_sizes(), threads)));
}

TEST(ReachCampaigns, AStoppedRunSaysWhatWasNotRun) {
  const std::atomic<bool> stop{true};
  ReachOptions options = few_cases();
  options.stop = &stop;
  const ReachTable table = run_reach_campaigns(two_batch_sizes(), options);
  ASSERT_EQ(table.cells.size(), 3U);
  EXPECT_EQ(counts_of(table).not_run, 3);
  EXPECT_NE(reach_markdown(table).find("not run"), std::string::npos);
}

// Greedy over four devices: every two chips of libtpu gather at the same places.
TEST(ReachCampaigns, PutEveryTwoTargetsOfASamplerWithCollectivesIntoAFleet) {
  const auto path = [](const std::string& target) {
    return record_path(target, "greedy.py_greedy_tp-" + target + "-b8-r4-32768");
  };
  const Subjects made = subjects_at({path("tpu-v6e"), path("tpu-v5e"), path("cuda-h100")});
  ReachOptions options = few_cases();
  options.case_count = options.fleet_case_count = 2;
  const ReachTable table = run_reach_campaigns(made.subjects, options);
  ASSERT_EQ(table.fleets.size(), 3U);
  std::vector<std::string> pairs;
  for (const FleetCell& fleet : table.fleets) {
    pairs.push_back(fleet.a.target + "," + fleet.b.target);
    EXPECT_NE(fleet.run, !fleet.refusal.empty()) << pairs.back();
  }
  EXPECT_EQ(pairs, (std::vector<std::string>{"cuda-h100,tpu-v5e", "cuda-h100,tpu-v6e",
                                             "tpu-v5e,tpu-v6e"}));
  EXPECT_TRUE(table.fleets[2].run);
}

TEST(ReachCampaigns, MakeNoFleetOfASamplerOnOneRank) {
  ReachOptions options = few_cases();
  options.case_count = options.fleet_case_count = 1;
  EXPECT_TRUE(run_reach_campaigns(two_batch_sizes(), options).fleets.empty());
}

}  // namespace
}  // namespace splitvote
