// Which of the covered plans fail: a bit table over all plans, or a list.
//
// A plan is its joined bits (plan.h): choice c is bit c, 0 rounded, 1 promoted.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/explain/bit_table.h"
#include "src/program/plan.h"

namespace splitvote {

struct FailingSet {
  int choice_count = 0;
  std::optional<BitTable> table;  // complete: one bit per plan; choice_count <= 24
  std::vector<PlanBits> plans;    // otherwise: the covered plans, ascending
  std::vector<bool> fails;        // [position in `plans`]

  [[nodiscard]] bool complete() const { return table.has_value(); }
  [[nodiscard]] std::uint64_t covered_count() const;
  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] bool covers(PlanBits plan) const;
  [[nodiscard]] bool test(PlanBits plan) const;  // false for plans that are not covered
  // Choices on which failing depends: flipping that one alone, between two covered plans, changes
  // it. Ascending.
  [[nodiscard]] std::vector<int> support() const;
  // The failing plan with the fewest promoted choices, then the smallest bits; nothing when none
  // fails.
  [[nodiscard]] std::optional<PlanBits> least_promoted() const;

  // Calls visit(plan) for every failing plan, ascending.
  template <typename Visit>
  void for_each(Visit visit) const {
    if (table) return table->for_each(visit);
    for (std::size_t at = 0; at < plans.size(); ++at) {
      if (fails[at]) visit(plans[at]);
    }
  }
};

}  // namespace splitvote
