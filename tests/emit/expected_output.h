// What an emitted file of any language prints and whether its check fires, worked out by splitvote.
//
// Shares nothing with harness/emit but the finding: outcomes come from an evaluator that the test
// names, and the judge says what holds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "src/evaluate/outcome.h"
#include "src/program/plan.h"

namespace splitvote {

using Evaluate = std::function<Outcome(const Case&, const Plan&)>;
Outcome evaluated(const Case& test_case, const Plan& plan);  // by the product

struct ExpectedOutput {
  std::string lines;  // the outcome lines of every run, each ending in a newline
  bool fires = false;
};

// `plan` is what the file is emitted with.
ExpectedOutput expected_output(const Finding& finding, const Plan& plan, const Evaluate& evaluate);

// One line per judged rank and row.
std::string outcome_lines(const Case& test_case, const Outcome& outcome);

// A plan under which the finding's verdict does not fail, by the product; nothing when there is
// none among the first 4,096.
std::optional<Plan> safe_plan(const Finding& finding);

}  // namespace splitvote
