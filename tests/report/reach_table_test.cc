#include "harness/report/reach_table.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

CompiledAs as(const std::string& target, int rows) {
  return {target, "libtpu 0.0.52", "", {rows, 64, 2}, ""};
}

ReachCell cell(const std::string& target, int rows, std::optional<int> promoted,
               std::vector<ReachedVerdict> reached) {
  ReachCell cell;
  cell.sampler = "corpus/greedy.py:greedy";
  cell.as = as(target, rows);
  cell.site_count = 4;
  cell.promoted = promoted;
  cell.run = true;
  cell.cases = 10;
  cell.reached = std::move(reached);
  return cell;
}

FleetCell fleet(std::vector<ReachedVerdict> reached) {
  FleetCell fleet;
  fleet.sampler = "corpus/greedy.py:greedy";
  fleet.a = as("tpu-v4", 8);
  fleet.b = as("tpu-v5e", 8);
  fleet.run = true;
  fleet.reached = std::move(reached);
  return fleet;
}

const ReachedVerdict kLosesMaximum = {Verdict::kMaxVanished, Grade::kWide, "keep:y promoted", false,
                                      3};
const ReachedVerdict kSplitsRanks = {Verdict::kRankSplit, Grade::kNear, "A x:y promoted", false, 2};

ReachTable table() {
  ReachTable table;
  table.date = "2026-11-28";
  table.command = "splitvote reach somewhere";
  table.case_count = 10;
  table.fleet_case_count = 5;
  table.cells = {
      cell("tpu-v4", 8, 0, {}),
      cell("tpu-v5e", 8, 1,
           {kLosesMaximum,
            {Verdict::kMaxVanished, Grade::kNear, "every rounding", false, 1},
            {Verdict::kIdCorrupted, Grade::kTie, "every plan", true, 4}}),
      cell("tpu-v5e", 1, std::nullopt, {}),
  };
  return table;
}

TEST(ReachTable, ShowsAtOnceWhichBatchSizeLosesTheMaximum) {
  const std::string text = reach_markdown(table());
  EXPECT_NE(text.find("| `greedy.py:greedy` | 2 x 64 | 1 |  | no plan, clean | none |\n"
                      "| `greedy.py:greedy` | 2 x 64 | 8 | rounded, clean | 1 of 4: **MV wide** | "
                      "ID tie |\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1 of 3 compiled programs (1 sampler, 2 targets)"), std::string::npos);
  EXPECT_NE(text.find("- **MV** `max_vanished`: "), std::string::npos);
}

TEST(ReachTable, NamesTheCauseOfTheWorstGradeOnly) {
  const std::string text = reach_markdown(table());
  EXPECT_NE(
      text.find("| `greedy.py:greedy` | max_vanished:wide | keep:y promoted | tpu-v5e b8 | 3 |"),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find("every rounding"), std::string::npos);
}

TEST(ReachTable, MarksWhatAFleetReachesThatNeitherDoesAlone) {
  ReachTable with = table();
  with.fleets = {fleet({kSplitsRanks, kLosesMaximum})};
  EXPECT_TRUE(only_together(with, with.fleets[0], Verdict::kRankSplit));
  EXPECT_FALSE(only_together(with, with.fleets[0], Verdict::kMaxVanished));
  EXPECT_NE(reach_markdown(with).find("| **tpu-v4** and | **RS near**, MV wide |"),
            std::string::npos)
      << reach_markdown(with);
  EXPECT_EQ(counts_of(with).split, 1);
  with.fleets = {fleet({})};
  EXPECT_NE(reach_markdown(with).find("| **tpu-v4** and | agree |"), std::string::npos);
  with.fleets[0].refusal = "other collectives";
  EXPECT_NE(reach_markdown(with).find("| **tpu-v4** and | cannot meet |"), std::string::npos);
  EXPECT_EQ(counts_of(with).refused, 1);
}

TEST(ReachTable, CallsTheEvidenceWhatItIs) {
  const std::string text = reach_markdown(table());
  EXPECT_NE(text.find("optimized HLO (libtpu 0.0.52 for tpu-v4, tpu-v5e)"), std::string::npos);
  EXPECT_NE(text.find("No chip was asked"), std::string::npos);
}

}  // namespace
}  // namespace splitvote
