// The minimal reasons why plans fail, or why they pass: implicants none of whose literals can go.
//
// Of a complete set they are its prime implicants (prime_implicants.h); those of the plans that
// pass are the minimal ways to rule failing out. Of a set that is not complete, and where there are
// too many subfunctions, they are the implicants with the fewest literals (fewest_literals.h). Each
// comes with its proof: for every literal a covered plan that only this literal keeps out.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/explain/failing_set.h"
#include "harness/explain/implicant.h"
#include "harness/explain/plan_search.h"

namespace splitvote {

struct ImplicantList {
  bool all = true;                // these are all there are, or the fewest of `count`
  std::uint64_t count = 0;        // 2^64 - 1: that or more. Where not `all`: those listed
  std::vector<Implicant> listed;  // fewer literals first, then by choices, then by promoted choices
};

// All of one number of literals before the next, until `wanted` are listed, but not more than
// `most`.
ImplicantList minimal_implicants(const FailingSet& set, bool failing, std::size_t wanted,
                                 std::size_t most);

// [choice that the implicant decides, ascending]: the least covered plan that satisfies all its
// other literals, and passes (where it is an implicant of failing) or fails.
std::vector<PlanBits> needed_for(const PlanSearch& search, const Implicant& implicant,
                                 bool failing);

}  // namespace splitvote
