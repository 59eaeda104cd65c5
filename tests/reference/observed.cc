#include "tests/reference/observed.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

class Reader {
 public:
  Reader(const Case& test_case, const LayoutMap& layout, const Lockstep& lockstep)
      : observe_(test_case.program->observe),
        layout_(layout),
        lockstep_(lockstep),
        rows_(static_cast<std::size_t>(test_case.logits.rows)) {}

  Outcome read();

 private:
  [[nodiscard]] const Array& array(int value, int rank) const {
    return lockstep_.at(value, rank)[0];
  }
  [[nodiscard]] const std::vector<float>& rounded(int value, int rank) const {
    const Array& x = array(value, rank);
    return x.r.empty() ? x.u : x.r;
  }
  [[nodiscard]] bool judged(int rank) const {
    if (!observe_.on_ranks) return true;
    return std::find(observe_.on_ranks->begin(), observe_.on_ranks->end(), rank) !=
           observe_.on_ranks->end();
  }
  // Elements of one row of an array whose first axis is the batch.
  [[nodiscard]] std::size_t per_row(const Array& x) const { return element_count(x.axes) / rows_; }

  [[nodiscard]] IdSet own_slice_union(std::size_t row) const;
  [[nodiscard]] IdSet candidates_of(int rank, std::size_t row) const;
  [[nodiscard]] bool intact(int rank, std::size_t row) const;
  [[nodiscard]] RankOutcome rank_outcome(int rank, std::size_t row) const;

  const Observe& observe_;
  const LayoutMap& layout_;
  const Lockstep& lockstep_;
  std::size_t rows_;
};

Observed observed_as(bool holds) { return holds ? Observed::kTrue : Observed::kFalse; }

// An id of a u64 value beyond int64 is as wrong as any other id outside the vocabulary.
IdSet Reader::own_slice_union(std::size_t row) const {
  std::vector<std::int64_t> ids;
  for (int rank = 0; rank < layout_.rank_count(); ++rank) {
    const Array& mask = array(observe_.candidates_mask, rank);
    const std::size_t n = per_row(mask);
    for (std::size_t column = 0; column < n; ++column) {
      if (mask.whole[row * n + column] != 0)
        ids.push_back(layout_.offset(rank) + static_cast<std::int64_t>(column));
    }
  }
  return {std::move(ids), layout_.padded_size()};
}

IdSet Reader::candidates_of(int rank, std::size_t row) const {
  const Array& ids = array(observe_.candidates_ids, rank);
  const std::size_t n = per_row(ids);
  std::vector<std::int64_t> kept;
  for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
    const bool keep = observe_.candidates_mask >= 0
                          ? array(observe_.candidates_mask, rank).whole[i] != 0
                          : ids.whole[i] >= 0;
    if (keep) kept.push_back(ids.whole[i]);
  }
  return {std::move(kept), layout_.padded_size()};
}

bool Reader::intact(int rank, std::size_t row) const {
  const Array& ids = array(observe_.travels_id, rank);
  const std::vector<float>& keys = rounded(observe_.travels_key, rank);
  const std::size_t n = per_row(ids);
  for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
    const std::int64_t id = ids.whole[i];
    if (id < 0 || id >= layout_.padded_size()) return false;
    const int owner = layout_.rank_of_id(id);
    const auto columns = static_cast<std::size_t>(layout_.size(owner));
    const auto column = static_cast<std::size_t>(id - layout_.offset(owner));
    const float source = rounded(observe_.travels_source, owner)[row * columns + column];
    if (std::bit_cast<std::uint32_t>(source) != std::bit_cast<std::uint32_t>(keys[i])) return false;
  }
  return true;
}

RankOutcome Reader::rank_outcome(int rank, std::size_t row) const {
  RankOutcome out;
  if (observe_.top_id >= 0) out.top = array(observe_.top_id, rank).whole[row];
  if (observe_.top_value >= 0) {
    out.top_value_finite = observed_as(std::isfinite(rounded(observe_.top_value, rank)[row]));
  }
  if (observe_.draw_id >= 0) out.draw = array(observe_.draw_id, rank).whole[row];
  if (observe_.owner_mask >= 0)
    out.owner = observed_as(array(observe_.owner_mask, rank).whole[row] != 0);
  if (observe_.travels_id >= 0) out.travelled_intact = observed_as(intact(rank, row));
  return out;
}

Outcome Reader::read() {
  Outcome outcome;
  outcome.row_count = static_cast<int>(rows_);
  outcome.nan_decision = lockstep_.nan_decision();
  outcome.ranks.resize(rows_ * static_cast<std::size_t>(layout_.rank_count()));
  for (std::size_t row = 0; row < rows_; ++row) {
    std::shared_ptr<const IdSet> shared;
    if (observe_.candidates() && observe_.candidates_own_slice) {
      shared = std::make_shared<const IdSet>(own_slice_union(row));
    }
    for (int rank = 0; rank < layout_.rank_count(); ++rank) {
      RankOutcome& out = outcome.ranks[static_cast<std::size_t>(rank) * rows_ + row];
      if (!judged(rank)) {
        out.judged = false;
        continue;
      }
      out = rank_outcome(rank, row);
      if (!observe_.candidates()) continue;
      out.candidates = observe_.candidates_own_slice
                           ? shared
                           : std::make_shared<const IdSet>(candidates_of(rank, row));
    }
  }
  return outcome;
}

}  // namespace

Outcome observed(const Case& test_case, const LayoutMap& layout, const Lockstep& lockstep) {
  return Reader(test_case, layout, lockstep).read();
}

}  // namespace splitvote::reference
