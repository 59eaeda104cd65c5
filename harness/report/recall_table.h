// The recall table: which published incidents campaigns find again from scratch, as Markdown.
//
// A row is one finding that an incident's case is expected to show. It counts as found where a
// campaign's case shows the same signature (sampler, verdict, grade and cause) and the fixed twin,
// given that case, does not show the verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/oracle/verdict.h"

namespace splitvote {

// What the first campaign's case became, and what would rule the finding out there.
struct RecallMinimized {
  std::int32_t tokens = 0;
  int ranks = 0;
  bool whole = true;  // false: minimizing was cut short, and more may go
  std::string pins;   // the smallest set; empty: every plan fails, so that no pins help
};

enum class FixAndPins : std::uint8_t {
  kNoPins,      // every plan fails: the fix must change the algorithm
  kAgrees,      // the sites of a pin set are no choices in the twin
  kOtherMeans,  // every pin set names a site that is still a choice there
};

struct RecallTwin {
  std::string name;
  std::uint64_t cases = 0;  // that each seed fuzzed it for: as many as the slowest seed needed
  int shown_by = 0;         // seeds that made it show the same verdict, grade and cause by then
  FixAndPins pins = FixAndPins::kNoPins;
  std::string agreeing_pins;  // of kAgrees
};

struct RecallRow {
  std::string incident;  // its file, below the folder that was asked for
  std::string sampler;
  Verdict verdict = Verdict::kRankSplit;
  Grade grade = Grade::kTie;
  std::string cause, signature;
  bool run = false;                                 // false: stopped before its end
  std::vector<std::optional<std::uint64_t>> cases;  // [seed] until it was found
  std::optional<RecallMinimized> minimized;         // where a seed found it
  std::optional<RecallTwin> twin;                   // where it was found and has a fixed twin

  [[nodiscard]] int found() const;  // by so many seeds
  [[nodiscard]] bool found_by_all() const {
    return run && found() == static_cast<int>(cases.size());
  }
  // Cases that the quicker half of the seeds needed, and the slowest; nothing: not all found it.
  [[nodiscard]] std::optional<std::uint64_t> median() const;
  [[nodiscard]] std::optional<std::uint64_t> worst() const;
};

struct RecallTable {
  std::string date;     // "2026-11-28"
  std::string command;  // that makes it again
  int seed_count = 0;
  std::uint64_t case_max = 0;       // of one campaign
  std::uint64_t twin_case_max = 0;  // of one on a fixed twin
  std::vector<RecallRow> rows;
};

struct RecallCounts {
  int findings = 0, findings_by_all = 0;
  int files = 0, files_by_all = 0;  // all findings of the file, each by all seeds
  int not_run = 0;                  // findings
  std::uint64_t worst = 0;          // cases, of those found by all
};
RecallCounts counts_of(const RecallTable& table);

// "35 of 35 failing incident cases were found whole by 10 of 10 seeds ...": one or two sentences.
std::string recall_summary(const RecallTable& table);
std::string recall_markdown(const RecallTable& table);

}  // namespace splitvote
