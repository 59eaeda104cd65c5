// A sweep counted: how many plans show each verdict, by grade, and which plans fail.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/oracle/judge.h"
#include "harness/oracle/verdict.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct VerdictTally {
  Verdict verdict = Verdict::kRankSplit;
  std::array<std::uint64_t, 3> plans = {};  // [grade]
  std::uint64_t failing = 0;                // plans with a grade that fails
  double probability_lost_max = 0;
};

struct SweepTally {
  std::uint64_t plan_count = 0;
  std::uint64_t failing = 0;           // plans with at least one failing verdict
  std::vector<VerdictTally> verdicts;  // those that at least one plan shows, in verdict order
  std::vector<bool> failing_outcomes;  // [outcome]
};

// `judgements` has one entry per distinct outcome of `sweep`, all by `judge`.
SweepTally tally(const Sweep& sweep, const Judge& judge, std::span<const Judgement> judgements,
                 const FailRule& rule);

// What was swept, and one line per verdict.
std::string tally_text(const Sweep& sweep, const SweepTally& tally, bool coloured);

}  // namespace splitvote
