// The plans that agree with everything a compiled program was seen to do.
//
// Every sweep that is looked at strikes out the plans whose outcome differs. What is left says of
// each site whether the compiler must have rounded it, must have promoted it, or whether no outcome
// could tell. Nothing left means that no plan does what the compiler made. A near match is none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/explain/bit_table.h"
#include "harness/sweep/sweep.h"
#include "src/program/plan.h"

namespace splitvote {

enum class Forced : std::uint8_t {
  kRounded,
  kPromoted,
  kFree,  // no outcome depends on it
  kTied,  // either, depending on other sites (a maximum rounded before or after it was taken)
};
inline constexpr std::array<std::string_view, 4> kForcedNames = {"rounded", "promoted", "free",
                                                                 "tied"};
constexpr std::string_view name(Forced forced) {
  return kForcedNames[static_cast<std::size_t>(forced)];
}

class Survivors {
 public:
  explicit Survivors(int site_count) : site_count_(site_count) {}

  // Strikes out the plans whose outcome does not name what `seen` names in the first `rows` rows.
  // The first sweep says which plans there are; one that does not cover all of them leaves those of
  // its plans that earlier sweeps covered too. One class of ranks.
  void see(const Sweep& sweep, const Outcome& seen, int rows);

  [[nodiscard]] bool any() const;
  [[nodiscard]] std::uint64_t count() const;
  // Every plan was among those that could survive.
  [[nodiscard]] bool complete() const { return table_.has_value(); }
  [[nodiscard]] bool holds(PlanBits plan) const;
  // The survivor with the fewest sites that differ from the plan, then the smallest bits; to the
  // all-rounded plan it is the one with the fewest promoted sites.
  [[nodiscard]] std::optional<PlanBits> nearest(PlanBits plan) const;
  // What the survivors have in common about a site; there must be one.
  [[nodiscard]] Forced forced(int site) const;

 private:
  template <typename Visit>
  void for_each(Visit visit) const;

  int site_count_;
  std::optional<BitTable> table_;  // while all sweeps were complete
  std::vector<PlanBits> plans_;    // otherwise: ascending
  bool begun_ = false;
};

}  // namespace splitvote
