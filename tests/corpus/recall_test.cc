// Recall of published incidents: a slice is run, and the committed table names every one.
#include "harness/campaign/recall.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/store/save.h"

namespace splitvote {
namespace {

const std::string kIncidents = SPLITVOTE_CORPUS "/incidents";

std::vector<IncidentFile> slice() {
  std::vector<IncidentFile> files = load_incidents(kIncidents);
  std::erase_if(files, [](const IncidentFile& file) {
    return !file.name.starts_with("empty-nucleus/") && !file.name.starts_with("tie-count-is-") &&
           !file.name.starts_with("maximum-compared-");
  });
  return files;
}

std::string markdown(std::vector<RecallRow> rows) {
  return recall_markdown({"", "", 2, 500, 500, std::move(rows)});
}

TEST(Recall, FindsASliceOfTheIncidentsAgainAndTwiceTheSame) {
  RecallOptions options;
  options.seed_count = 2;
  options.case_max = 500;
  const std::vector<RecallRow> rows = recall(slice(), options);
  ASSERT_EQ(rows.size(), 7U);
  for (const RecallRow& row : rows) {
    EXPECT_TRUE(row.found_by_all()) << row.incident;
    ASSERT_TRUE(row.minimized && row.twin) << row.incident;
    EXPECT_EQ(row.minimized->tokens, 1) << row.incident;
    EXPECT_EQ(row.minimized->pins.empty(), row.cause == "every plan") << row.incident;
  }
  EXPECT_EQ(markdown(recall(slice(), options)), markdown(rows));
}

TEST(Recall, WhatNoCaseCanShowIsNotFound) {
  RecallOptions options;
  options.seed_count = 2;
  options.case_max = 0;
  for (const RecallRow& row : recall(slice(), options)) {
    EXPECT_TRUE(row.run);
    EXPECT_EQ(row.found(), 0) << row.incident;
    EXPECT_FALSE(row.worst().has_value());
  }
}

TEST(Recall, AStoppedRunSaysWhatWasNotRun) {
  const std::atomic<bool> stop{true};
  RecallOptions options;
  options.stop = &stop;
  const std::string text = markdown(recall(slice(), options));
  EXPECT_NE(text.find("not run"), std::string::npos) << text;
}

TEST(Recall, TheCommittedTableNamesEveryIncident) {
  const std::string table = read_file(SPLITVOTE_ROOT "/reports/recall.md");
  std::size_t expected = 0;
  for (const IncidentFile& file : load_incidents(kIncidents)) {
    for (const auto& [verdict, grade] : *file.witness.expectation->verdicts) {
      const std::string row = "| " + file.name + " | " + file.witness.test_case.program->name() +
                              " | " + std::string(name(verdict)) + ":" +
                              std::string(name(grade.value())) + " |";
      EXPECT_NE(table.find(row), std::string::npos) << row;
      ++expected;
    }
  }
  const auto lines = std::count(table.begin(), table.end(), '\n');
  const auto head =
      std::count(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(table.find("|---")),
                 '\n') +
      1;
  EXPECT_EQ(static_cast<std::size_t>(lines - head), expected);
  EXPECT_EQ(table.find("not run"), std::string::npos);
}

}  // namespace
}  // namespace splitvote
