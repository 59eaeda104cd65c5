// Decisions as a table for people: of each the two numbers that it hung on, as they are and
// rounded, and which of these was read.
#pragma once

#include <string>
#include <vector>

#include "harness/trace/decision_trace.h"

namespace splitvote {

// In program order, as decision_trace has them; of one decision the first few groups of ranks.
std::string decisions_text(const std::vector<TracedDecision>& trace, bool coloured);

}  // namespace splitvote
