// The cause of what one plan shows: of the implicants that this plan satisfies, one with the fewest
// literals, then the one whose text comes first.
#pragma once

#include "harness/explain/cause.h"
#include "harness/explain/failing_set.h"

namespace splitvote {

// `plan` is one of the failing ones. Where the set is not complete, or its primes are too many, the
// literals of the plan are dropped one by one, the last choices first, while every covered plan
// that is left fails.
Cause reached_cause(const FailingSet& failing, PlanBits plan, const ChoiceNames& names);

}  // namespace splitvote
