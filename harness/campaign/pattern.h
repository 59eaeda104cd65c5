// What is new about a case, for a campaign's corpus: its pattern of joint outcomes.
//
// Two cases have one pattern when the same program shows the same verdicts at the same grades for
// the same causes, the same choices matter, and about as many outcomes are distinct. It speaks of
// what samplers do, never of which lines of splitvote ran.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

// `judgements` has one entry per distinct outcome.
std::string pattern_of(const Case& test_case, const Sweep& sweep,
                       std::span<const Judgement> judgements, std::span<const Finding> findings);

// [choice] flipping it alone changes the outcome of at least one of the plans looked at: both
// extremes, and a fixed sample of the others.
std::vector<bool> choices_that_matter(const Sweep& sweep);

}  // namespace splitvote
