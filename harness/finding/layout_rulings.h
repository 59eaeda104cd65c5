// One plan under two layouts of the same logits: how the tops compare, for every plan that two
// sweeps cover.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

class LayoutRulings {
 public:
  // The sweeps must have equal sites and classes, and outlive what is asked here.
  LayoutRulings(const Sweep& sweep, const Judge& judge, const Layout& other_layout,
                const Sweep& other_sweep);

  // The plans that both sweeps cover, without outcomes.
  [[nodiscard]] const Sweep& common() const { return common_; }
  // By position in `common`; null where the tops agree.
  [[nodiscard]] const Ruling* at(std::size_t position) const { return rulings_[position]; }

 private:
  Sweep common_;
  std::unordered_map<std::uint64_t, std::optional<Ruling>> compared_;  // by pair of outcomes
  std::vector<const Ruling*> rulings_;
};

// Whether layout_split can be asked about: it is judged, and plans are common.
bool layouts_comparable(const Sweep& sweep, const Judge& judge, const Sweep& other_sweep);

}  // namespace splitvote
