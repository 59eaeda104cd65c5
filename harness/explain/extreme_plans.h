// The edges of a failing set by what is promoted: failing plans of which no part fails, and passing
// plans with which nothing more can be promoted.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/explain/failing_set.h"

namespace splitvote {

struct PlanList {
  std::uint64_t count = 0;
  std::vector<PlanBits> listed;
};

// Failing plans none of whose proper subsets of promoted choices is a failing covered plan; fewest
// promoted choices first, then smallest bits.
PlanList smallest_failing(const FailingSet& set, std::size_t most);
// Passing covered plans none of whose proper supersets is one; most promoted choices first, then
// smallest bits.
PlanList largest_passing(const FailingSet& set, std::size_t most);

}  // namespace splitvote
