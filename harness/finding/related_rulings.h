// One plan on a case and on a related one: how what must stay compares, for every plan that two
// sweeps cover.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/finding/related_sweep.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

class RelatedRulings {
 public:
  // The sweeps must have equal sites and classes, and outlive what is asked here.
  RelatedRulings(const Sweep& sweep, const Judge& judge, const RelatedSweep& related);

  // The plans that both sweeps cover, without outcomes.
  [[nodiscard]] const Sweep& common() const { return common_; }
  // By position in `common`; null where they agree.
  [[nodiscard]] const Ruling* at(std::size_t position) const { return rulings_[position]; }

 private:
  Sweep common_;
  std::unordered_map<std::uint64_t, std::optional<Ruling>> compared_;  // by pair of outcomes
  std::vector<const Ruling*> rulings_;
};

// Whether the relation's verdict can be asked about: it is judged, and plans are common.
bool comparable(const Sweep& sweep, const Judge& judge, const RelatedSweep& related);

}  // namespace splitvote
