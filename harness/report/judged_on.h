// What compiled programs made of one case, for people: a few lines a target.
#pragma once

#include <span>
#include <string>

#include "harness/case/case.h"
#include "harness/finding/finding.h"
#include "harness/identify/compiled_as.h"
#include "harness/oracle/judge.h"
#include "harness/oracle/verdict.h"
#include "src/evaluate/outcome.h"

namespace splitvote {

struct JudgedOn {
  CompiledAs as;
  std::string names;  // names_text
  Judgement judgement;
  std::string plan;  // as identified; empty: no plan does what the compiler made
};

// The first `rows` rows in one line: "every rank: top 17, 3 candidates"; ranks or rows that differ
// stand apart, the first few of them.
std::string names_text(const Case& test_case, const Outcome& outcome, int rows);

// One row of it.
std::string names_in_row(const Case& test_case, const Outcome& outcome, int row);

// Evidence, plan, what is named, verdicts; then the findings, with their causes. Empty for none.
std::string judged_on_text(std::span<const JudgedOn> judged, std::span<const Finding> findings,
                           const FailRule& rule);

}  // namespace splitvote
