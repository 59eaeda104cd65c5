// Decisions with the two numbers that each hung on, as JSON.
#pragma once

#include <vector>

#include "harness/store/json_value.h"
#include "harness/trace/decision_trace.h"

namespace splitvote {

Json decision_json(const TracedDecision& decision);
Json decisions_json(const std::vector<TracedDecision>& trace);

}  // namespace splitvote
