// From the observed arrays of every rank to an Outcome.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "src/evaluate/evaluator.h"
#include "src/evaluate/stored_type.h"

namespace splitvote {
namespace {

std::int64_t integer_at(const Array& array, std::size_t index) {
  std::int64_t result = 0;
  with_stored_type(array.dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (!std::is_same_v<T, float>)
      result = static_cast<std::int64_t>(array.as<T>()[index]);
  });
  return result;
}

// Elements of one row of an array whose leading axis is the batch.
std::size_t row_width(const Array& array, int rows) {
  return array.count() / static_cast<std::size_t>(rows);
}

}  // namespace

bool operator==(const RankOutcome& a, const RankOutcome& b) {
  const bool same_sets =
      a.candidates == b.candidates ||
      (a.candidates != nullptr && b.candidates != nullptr && *a.candidates == *b.candidates);
  return same_sets && a.judged == b.judged && a.top == b.top && a.draw == b.draw &&
         a.owner == b.owner && a.travelled_intact == b.travelled_intact &&
         a.top_value_finite == b.top_value_finite;
}

Outcome Evaluator::decode(const std::vector<DistributedRef>& observed,
                          std::uint64_t nan_rows) const {
  const Observe& o = program_->observe;
  const int ranks = rank_count();
  const auto value_at = [&](int index) -> DistributedRef {
    if (index < 0) return nullptr;
    const auto at = std::lower_bound(observed_values_.begin(), observed_values_.end(), index) -
                    observed_values_.begin();
    const DistributedRef& u = observed[static_cast<std::size_t>(at)];
    const Element& element = program_->values[static_cast<std::size_t>(index)].elements[0];
    return element.may_differ ? rounded(u, element.narrowing) : u;
  };
  const DistributedRef mask = value_at(o.candidates_mask), ids = value_at(o.candidates_ids),
                       top = value_at(o.top_id), top_value = value_at(o.top_value),
                       draw = value_at(o.draw_id), owner = value_at(o.owner_mask),
                       travels_id = value_at(o.travels_id), key = value_at(o.travels_key),
                       source = value_at(o.travels_source);
  const auto array_of = [](const DistributedRef& value, int rank) -> const Array& {
    return *value->arrays[static_cast<std::size_t>(rank)];
  };

  Outcome outcome;
  outcome.row_count = row_count_;
  outcome.ranks.resize(static_cast<std::size_t>(ranks * row_count_));
  for (int row = 0; row < row_count_; ++row)
    outcome.nan_decision.push_back(((nan_rows >> std::min(row, 63)) & 1U) != 0);
  const auto judged = [&](int rank) {
    return !o.on_ranks ||
           std::find(o.on_ranks->begin(), o.on_ranks->end(), rank) != o.on_ranks->end();
  };

  for (int row = 0; row < row_count_; ++row) {
    const auto r = static_cast<std::size_t>(row);
    std::shared_ptr<const IdSet> joint;
    if (o.candidates_own_slice) {
      std::vector<std::int64_t> kept;
      for (int rank = 0; rank < ranks; ++rank) {
        const Array& here = array_of(mask, rank);
        const std::size_t width = row_width(here, row_count_);
        const std::uint8_t* bits = here.as<std::uint8_t>() + r * width;
        for (const std::uint8_t* at = bits;
             (at = static_cast<const std::uint8_t*>(
                  std::memchr(at, 1, width - static_cast<std::size_t>(at - bits)))) != nullptr;
             ++at) {
          kept.push_back(map_.offset(rank) + (at - bits));
          if (at + 1 == bits + width) break;
        }
      }
      joint = std::make_shared<IdSet>(std::move(kept), map_.padded_size());
    }
    for (int rank = 0; rank < ranks; ++rank) {
      RankOutcome& out = outcome.ranks[static_cast<std::size_t>(rank * row_count_ + row)];
      out.judged = judged(rank);
      if (!out.judged) continue;
      out.candidates = joint;
      if (ids) {
        const int before = rank - 1;
        const bool same = before >= 0 && judged(before) &&
                          ids->arrays[static_cast<std::size_t>(rank)]->id() ==
                              ids->arrays[static_cast<std::size_t>(before)]->id() &&
                          (!mask || mask->arrays[static_cast<std::size_t>(rank)]->id() ==
                                        mask->arrays[static_cast<std::size_t>(before)]->id());
        if (same) {
          out.candidates = outcome.at(before, row).candidates;
        } else {
          const Array& here = array_of(ids, rank);
          const std::size_t width = row_width(here, row_count_);
          std::vector<std::int64_t> kept;
          for (std::size_t i = r * width; i < (r + 1) * width; ++i) {
            const std::int64_t id = integer_at(here, i);
            const bool keeps = mask ? array_of(mask, rank).as<std::uint8_t>()[i] != 0 : id >= 0;
            if (keeps) kept.push_back(id);
          }
          out.candidates = std::make_shared<IdSet>(std::move(kept), map_.padded_size());
        }
      }
      if (top) out.top = integer_at(array_of(top, rank), r);
      if (top_value) {
        out.top_value_finite = std::isfinite(array_of(top_value, rank).floats()[r])
                                   ? Observed::kTrue
                                   : Observed::kFalse;
      }
      if (draw) out.draw = integer_at(array_of(draw, rank), r);
      if (owner)
        out.owner =
            array_of(owner, rank).as<std::uint8_t>()[r] != 0 ? Observed::kTrue : Observed::kFalse;
      if (travels_id) {
        const Array& id = array_of(travels_id, rank);
        const std::size_t width = row_width(id, row_count_);
        out.travelled_intact = Observed::kTrue;
        for (std::size_t i = r * width; i < (r + 1) * width; ++i) {
          const std::int64_t named = integer_at(id, i);
          const int holder = map_.rank_of_id(named);
          if (holder >= 0) {
            const Array& slice = array_of(source, holder);
            const std::size_t at = r * row_width(slice, row_count_) +
                                   static_cast<std::size_t>(named - map_.offset(holder));
            if (std::memcmp(slice.floats() + at, array_of(key, rank).floats() + i, sizeof(float)) ==
                0)
              continue;
          }
          out.travelled_intact = Observed::kFalse;
        }
      }
    }
  }
  return outcome;
}

}  // namespace splitvote
