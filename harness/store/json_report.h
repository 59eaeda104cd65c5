// What each command found, as one JSON document (`--json`). A failing set is counts and a bit
// table, never a list of plans.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/finding/finding.h"
#include "harness/oracle/judge.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/subject.h"
#include "harness/report/compiled_text.h"
#include "harness/report/expectation.h"
#include "harness/report/findings_text.h"
#include "harness/report/judged_on.h"
#include "harness/report/minimize_text.h"
#include "harness/report/reach_table.h"
#include "harness/report/recall_table.h"
#include "harness/report/sweep_tally.h"
#include "harness/report/targets_text.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/outcome.h"
#include "src/program/plan.h"

namespace splitvote {

// `programs`: name, description, source, sites by name, promises.
std::string programs_report(std::span<const std::shared_ptr<const Program>> programs);

// `run`: per row and rank what was named, in tokens; a set of more than 1,024 candidates as a bit
// table over tokens.
struct RunReport {
  const Case* test_case = nullptr;
  const Plan* plan = nullptr;
  const Outcome* outcome = nullptr;
  const Judge* judge = nullptr;
  const Judgement* judgement = nullptr;
  FailRule rule;
  std::vector<std::string> notices;
  std::span<const JudgedOn> on;      // compiled programs, with --on
  std::span<const Finding> reached;  // what they reach
};
std::string run_report(const RunReport& report);

// `sweep`: counts by verdict and grade; per failing verdict the plans, bit i of the table (byte i /
// 8, bit i % 8; base64) being plan i.
struct SweepReport {
  const Case* test_case = nullptr;
  const Sweep* sweep = nullptr;
  const Judge* judge = nullptr;
  std::span<const Judgement> judgements;  // one per distinct outcome
  std::span<const Finding> findings;
  FailRule rule;
  std::vector<std::string> notices;
  std::span<const JudgedOn> on;      // compiled programs, with --on
  std::span<const Finding> reached;  // what they reach, or those that the finding's file names
};
std::string sweep_report(const SweepReport& report);

// `replay`: per file what it was found to show and how that differs from what it says.
struct ReplayedFile {
  std::string file;
  std::vector<Finding> findings;
  std::optional<Expectation> expectation;
  std::vector<std::string> differences;  // expectation.h; without an expectation, empty
  std::vector<std::string> notices;      // records that are missing
  std::optional<std::vector<Finding>> reached_today;  // with --on: what its targets reach
};
std::string replay_report(std::span<const ReplayedFile> files);

// `minimize`: sizes before and after, and the case; its finding goes to the file.
std::string minimize_report(const MinimizeReport& report);

// `fuzz`: the campaign's figures and its distinct findings.
struct FuzzReport {
  std::vector<std::string> programs;
  std::uint64_t seed = 0;
  double seconds = 0;
  std::uint64_t cases = 0;
  std::uint64_t plans = 0;
  std::uint64_t corpus_size = 0;
  bool interrupted = false;
  std::span<const FindingLine> findings;
};
std::string fuzz_report(const FuzzReport& report);

// `recall`: the table, with the cases that each seed needed.
std::string recall_report(const RecallTable& table);

// `reach`: the table, with every signature of a cell.
std::string reach_report(const ReachTable& table);

// `targets`: one entry per target.
std::string targets_report(std::span<const TargetLine> lines);

// `compile`: one entry per target and shape.
// `changes` against earlier records; null where nothing was compared.
std::string compiled_report(std::span<const CompiledLine> lines, std::span<const Subject> subjects,
                            const std::vector<std::string>* changes);

}  // namespace splitvote
