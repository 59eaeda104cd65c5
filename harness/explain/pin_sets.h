// The smallest sets of pins that rule out failing in several failing sets at once.
//
// A pin fixes one site for every class of ranks. Pins rule out failing exactly when they contradict
// every prime implicant of every set, so the sets looked for are minimum hitting sets of those
// (with no site pinned both ways). They are found with primes made only as they are needed (E.
// Moreno-Centeno and R. M. Karp, "The Implicit Hitting Set Approach", Operations Research 61,
// 2013):
//
// 1. For n = 0, 1, ... pins are added depth first, each contradicting the first prime not yet
//    contradicted, up to n.
// 2. Where all known primes are contradicted, each set is asked for a failing plan that the pins
//    leave. If one has such a plan, the prime around it is one more to contradict; if none has,
//    these pins are enough.
// The first n with a result is the smallest there is. Work is counted, not timed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/explain/failing_set.h"
#include "harness/explain/implicant.h"
#include "harness/explain/plan_search.h"

namespace splitvote {

// A failing set, and the number (below 64) of the site that each of its choices belongs to; -1 for
// choices on which failing does not depend. The search must outlive this.
struct PinnedSet {
  const PlanSearch* search;
  std::vector<int> site_of_choice;

  // Over choices, from pins over sites.
  [[nodiscard]] Implicant spread(const Implicant& pins) const;
  // The least failing plan that the pins leave.
  [[nodiscard]] std::optional<PlanBits> left_by(const Implicant& pins) const {
    return search->least(spread(pins), true);
  }
};

struct PinSets {
  bool exhaustive = true;           // false: out of work; what is listed may not be the smallest
  std::vector<Implicant> smallest;  // over sites, ascending; none: no pins are enough
};

inline constexpr std::int64_t kPinSetsWorkMax = 1'000'000;  // questions to a set

PinSets smallest_pin_sets(const std::vector<PinnedSet>& sets, std::size_t most,
                          std::int64_t work_max = kPinSetsWorkMax);

}  // namespace splitvote
