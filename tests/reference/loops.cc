// while: its regions over arrays, for all ranks that are still in the loop.
#include <algorithm>

#include "tests/reference/lockstep.h"

namespace splitvote::reference {

Lockstep::Lockstep(const Lockstep& outer, const Region& region, std::vector<bool> ranks)
    : case_(outer.case_),
      layout_(outer.layout_),
      rows_(outer.rows_),
      plan_(outer.plan_),
      values_(region.values),
      inside_(true),
      takes_part_(std::move(ranks)),
      arrays_(values_.size()),
      nan_decision_(outer.rows_.size(), false),
      needed_(values_.size(), true) {}

Lockstep::Carried Lockstep::yields(const Region& region, const Carried& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    for (const Array& each : parameters[i]) arrays_[i].push_back({each});
  }
  run_from(parameters.size());
  Carried result(region.yields.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    for (std::size_t rank = 0; rank < takes_part_.size(); ++rank) {
      result[i].emplace_back();
      if (!takes_part_[rank]) continue;
      Array yielded = at(region.yields[i], static_cast<int>(rank))[0];
      if (!yielded.r.empty()) yielded.u = std::move(yielded.r);
      yielded.r.clear();
      result[i].back() = std::move(yielded);
    }
  }
  return result;
}

void Lockstep::loop(const Value& value, std::vector<std::vector<Array>>& result) {
  std::vector<bool> ranks = takes_part_;
  Carried carried(value.operands.size());
  for (std::size_t i = 0; i < carried.size(); ++i) {
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
      carried[i].emplace_back();
      if (ranks[rank]) carried[i].back() = copy_of(read(value, i, static_cast<int>(rank)));
    }
  }
  for (;;) {
    const Carried holds =
        Lockstep(*this, value.regions[0], ranks).yields(value.regions[0], carried);
    for (std::size_t rank = 0; rank < ranks.size(); ++rank)
      ranks[rank] = ranks[rank] && holds[0][rank].whole[0] != 0;
    if (std::find(ranks.begin(), ranks.end(), true) == ranks.end()) break;
    Carried next = Lockstep(*this, value.regions[1], ranks).yields(value.regions[1], carried);
    for (std::size_t i = 0; i < carried.size(); ++i) {
      for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
        if (ranks[rank]) carried[i][rank] = std::move(next[i][rank]);
      }
    }
  }
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    result.emplace_back();
    for (const std::vector<Array>& each : carried) result.back().push_back(each[rank]);
  }
}

}  // namespace splitvote::reference
