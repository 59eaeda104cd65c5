// Questions about a failing set that are answered over every covered plan: what fails, or passes,
// among those that make some choices so?
#pragma once

#include <cstdint>
#include <optional>

#include "harness/explain/bdd.h"
#include "harness/explain/failing_set.h"
#include "harness/explain/implicant.h"

namespace splitvote {

class PlanSearch {
 public:
  // Keeps a reference to the set.
  explicit PlanSearch(const FailingSet& set);

  // Of the covered plans within `where` that fail (or, the other way, pass) the one with the fewest
  // promoted choices, then the smallest bits.
  [[nodiscard]] std::optional<PlanBits> least(const Implicant& where, bool failing) const;
  [[nodiscard]] bool none(const Implicant& where, bool failing) const {
    return !least(where, failing).has_value();
  }
  // Covered plans within `where`.
  [[nodiscard]] std::uint64_t covered(const Implicant& where) const;
  // The plan's choices, less those that can be left open, tried from the last choice down, while
  // every covered plan within fails (passes) as the plan does.
  [[nodiscard]] Implicant prime_around(PlanBits plan, bool failing) const;

 private:
  const FailingSet* set_;
  std::optional<Bdd> bdd_;  // complete sets
};

}  // namespace splitvote
