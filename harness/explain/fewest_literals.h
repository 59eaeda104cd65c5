// The implicants of a failing set that have the fewest literals.
//
// An implicant is a partial assignment of the choices that some covered plan satisfies, and under
// which every covered plan that satisfies it fails. For a complete set those with the fewest
// literals are prime.
//
// - Complete: variables that do not matter are dropped; then, for L = 0, 1, ..., every way to keep
// L
//   variables and to demand "for all" of the others is walked depth first. A demand halves the
//   table and an empty table ends the walk: for s variables about 2^(s + L + 2) bits of work.
// - Listed: an implicant that a failing plan p satisfies must, for every plan q that passes, hold a
//   choice in which p and q differ. For L = 0, 1, ..., it branches over the choices in which p
//   differs from the nearest q still in the way.
//
// Where that is more work than allowed, those found until then are all; if there are none, one
// prime implicant is found greedily: from the failing plan with the fewest promoted choices, the
// last choices first, literals are dropped while it stays an implicant. Work is counted, not timed,
// so the result is the same everywhere.
#pragma once

#include <cstdint>
#include <functional>

#include "harness/explain/failing_set.h"
#include "harness/explain/implicant.h"

namespace splitvote {

inline constexpr std::int64_t kFewestLiteralsWorkMax = std::int64_t{1}
                                                       << 30;  // words, about a second

// Calls visit for each (a listed one may come more than once). The set must hold a failing plan.
void fewest_literals(const FailingSet& failing, const std::function<void(const Implicant&)>& visit,
                     std::int64_t work_max = kFewestLiteralsWorkMax);

}  // namespace splitvote
