// What one plan led to, as text: each rank's candidates, top token and draw, and the verdicts on
// them.
#pragma once

#include <string>

#include "harness/case/case.h"
#include "harness/oracle/judge.h"
#include "harness/oracle/verdict.h"
#include "src/evaluate/outcome.h"

namespace splitvote {

// An id of the padded concatenation as people read it: "17", "padding (id 40)", "no id (-1)",
// "none".
std::string token_text(const LayoutMap& map, std::int64_t id);

// One line per judged rank and row; equal ranks of one row stand on one line ("0-7").
std::string outcome_text(const Case& test_case, const Outcome& outcome, bool coloured);

// One line per verdict, what was not judged last; "no verdict" when there is none.
std::string rulings_text(const Judge& judge, const Judgement& judgement, const FailRule& rule,
                         bool coloured);

}  // namespace splitvote
