// The reach table: which verdicts the compiled programs of records reach today, sampler by target
// by batch, and which fleets of two targets agree, as Markdown.
//
// A cell is evidence about one optimized HLO module, never about the chip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/identify/compiled_as.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

// One signature that was seen there.
struct ReachedVerdict {
  Verdict verdict = Verdict::kRankSplit;
  Grade grade = Grade::kTie;
  std::string cause;
  bool every_plan = false;  // on those cases no choice of a compiler avoids it
  std::uint64_t cases = 0;  // that show it
};

// One compiled program.
struct ReachCell {
  std::string sampler;
  CompiledAs as;
  int site_count = 0;
  std::optional<int> promoted;  // sites of the identified plan; nothing: no plan does what it does
  bool run = false;             // false: stopped before its end
  std::uint64_t cases = 0;
  std::vector<ReachedVerdict> reached;  // in verdict order, the worst grade first
};

// Ranks of two targets in turn, serving one case together.
struct FleetCell {
  std::string sampler;
  CompiledAs a, b;      // in the order of the columns
  std::string refusal;  // why the two cannot be run side by side; empty: they can
  bool run = false;
  std::uint64_t cases = 0;
  std::vector<ReachedVerdict> reached;
};

struct ReachTable {
  std::string date, command;
  std::uint64_t case_count = 0, fleet_case_count = 0;  // for each cell, asked for
  std::vector<ReachCell> cells;
  std::vector<FleetCell> fleets;
};

struct ReachCounts {
  int programs = 0, samplers = 0, targets = 0;
  int failing = 0;  // programs that reach a verdict which another plan avoids
  int not_run = 0;  // programs and fleets
  int fleets = 0, split = 0, refused = 0;
};
ReachCounts counts_of(const ReachTable& table);

// Whether a fleet reaches a verdict, which another plan avoids, and neither of its targets, at that
// shape, reaches it alone.
bool only_together(const ReachTable& table, const FleetCell& fleet, Verdict verdict);

std::string reach_summary(const ReachTable& table);
std::string reach_markdown(const ReachTable& table);

}  // namespace splitvote
