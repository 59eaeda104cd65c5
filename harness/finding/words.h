// The cause of a finding in words, with the numbers that a decision compared.
#pragma once

#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/trace/decision_trace.h"

namespace splitvote {

// "the maximum `M` rounded to bfloat16, 12.375".
std::string words_of(const Program& program, const TracedNumber& number);

// "rank 2 compares y of token 17 unrounded, 12.3477, with the maximum M rounded to
// bfloat16, 12.375: no token reaches it". From the first decision that comes out otherwise with
// both numbers rounded: preferably one about the finding's tokens, then one on its rank. The
// finding's own sentence where there is none.
std::string words_of(const Finding& finding, const std::vector<TracedDecision>& trace);

}  // namespace splitvote
