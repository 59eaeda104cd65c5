// A finding: one verdict that fails on a case, with its worst grade, its cause and a plan that
// shows it.
//
// 1. Every distinct outcome of the sweep is judged once.
// 2. Each verdict that fails somewhere makes one finding, at the worst grade that it fails with.
// 3. Its cause is that of the plans which show the verdict at that grade; its witness is the one
//    among them with the fewest promoted choices (then the smallest bits), and row, rank, tokens
//    and damage are the witness's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/case/case.h"
#include "harness/explain/cause.h"
#include "harness/finding/reached.h"
#include "harness/finding/related_sweep.h"
#include "harness/finding/trial.h"
#include "harness/oracle/judge.h"
#include "harness/oracle/relation.h"
#include "harness/sweep/sweep.h"
#include "src/program/plan.h"

namespace splitvote {

enum class CauseKind : std::uint8_t {
  kAlgorithmic,  // all-promoted fails too: precision is not the cause
  kAsWritten,    // all-rounded fails, all-promoted does not
  kMixed,        // only plans between the two fail
};
inline constexpr std::array<std::string_view, 3> kCauseKindNames = {"algorithmic", "as_written",
                                                                    "mixed"};
constexpr std::string_view name(CauseKind kind) {
  return kCauseKindNames[static_cast<std::size_t>(kind)];
}

struct Finding {
  Case test_case;
  Verdict verdict = Verdict::kRankSplit;
  Grade grade = Grade::kTie;
  CauseKind cause_kind =
      CauseKind::kMixed;  // whether the two extremes show the verdict at any failing grade
  std::string cause;
  std::vector<Literal> cause_literals;  // empty in what is read from a file
  std::string sentence;   // what happens under the witness plan, and when, for a person
  std::string signature;  // signature.h
  Plan witness;
  double probability_lost = 0;
  std::int64_t failing_plans = 0;  // plans that show the verdict at a failing grade
  std::int64_t worst_plans = 0;    // those among them at `grade`, which the cause is about
  std::int64_t covered_plans = 0;
  bool complete = true;  // every plan was covered
  int row = 0;
  int rank = 0;
  std::int32_t expected_token = kNoToken;
  std::int32_t actual_token = kNoToken;
  std::int64_t expected_count = -1;  // as in Ruling
  std::int64_t actual_count = -1;
  std::optional<Relation> relation;  // of a verdict on two cases: how the other one is made
  std::vector<Reached> reached;  // compiled programs that show it; variant_split: the two compared
  std::vector<Trial> trials;     // remedies that were tried on those
};

// Whether the finding's witness plan shows it. False for what compiled programs alone do.
bool shown_by_a_plan(const Finding& finding);

// The order in which findings are listed and followed up: by grade, by the probability lost, then
// by signature.
bool worse(const Finding& a, const Finding& b);

// What the cause of a finding is called that no plan explains: "unexplained:tpu".
inline constexpr std::string_view kUnexplainedCause = "unexplained:";

// In verdict order.
std::vector<Finding> find(const Case& test_case, const Sweep& sweep, const Judge& judge,
                          const FailRule& rule);
// With the outcomes judged already (judged_sweep.h).
std::vector<Finding> find(const Case& test_case, const Sweep& sweep, const Judge& judge,
                          const std::vector<Judgement>& judgements, const FailRule& rule);

// The finding of one verdict; nothing where it does not fail.
std::optional<Finding> find_one(const Case& test_case, const Sweep& sweep, const Judge& judge,
                                const std::vector<Judgement>& judgements, Verdict verdict,
                                const FailRule& rule);

// One plan on the case and on a related one: what must stay (relation.h) differs. Compared are the
// plans that both sweeps cover. Nothing where it does not fail, is not judged, or the two have
// different numbers of rank classes, so that no plan is common.
std::optional<Finding> related_finding(const Case& test_case, const Sweep& sweep,
                                       const Judge& judge, const RelatedSweep& related,
                                       const FailRule& rule);

}  // namespace splitvote
