// From the observed arrays of every rank to an Outcome.
#include <algorithm>
#include <bit>
#include <cmath>

#include "src/evaluate/evaluator.h"
#include "src/evaluate/stored_type.h"

namespace splitvote {
namespace {

std::int64_t integer_at(const Array& array, std::size_t index) {
  if (array.dtype() == Dtype::kS32) return array.as<std::int32_t>()[index];
  std::int64_t result = 0;
  with_stored_type(array.dtype(), [&](auto zero) {
    using T = decltype(zero);
    // An s8 is a number whose sign counts.
    if constexpr (!std::is_same_v<T, float>)
      // NOLINTNEXTLINE(bugprone-signed-char-misuse)
      result = static_cast<std::int64_t>(array.as<T>()[index]);
  });
  return result;
}

Observed observed_if(bool holds) { return holds ? Observed::kTrue : Observed::kFalse; }

// One row of an array whose leading axis is the batch: elements [begin, begin + width).
struct RowSpan {
  RowSpan(const Array& array, int row, int row_count)
      : width(array.count() / static_cast<std::size_t>(row_count)),
        begin(static_cast<std::size_t>(row) * width) {}
  std::size_t width, begin;
};

// What the program observes, as every rank reads it (r).
struct ObservedArrays {
  DistributedRef mask, ids, top, top_value, draw, owner, travels_id, key, source;
};

const Array& on_rank(const DistributedRef& value, int rank) {
  return *value->arrays[static_cast<std::size_t>(rank)];
}

class RowDecoder {
 public:
  RowDecoder(const ObservedArrays& arrays, const LayoutMap& map, int row, int row_count)
      : arrays_(arrays), map_(map), row_(row), row_count_(row_count) {}

  // The union over ranks of an own-slice mask.
  [[nodiscard]] std::shared_ptr<const IdSet> joint_candidates() const {
    std::vector<std::int64_t> kept;
    for (int rank = 0; rank < map_.rank_count(); ++rank) {
      const Array& mask = on_rank(arrays_.mask, rank);
      const RowSpan row(mask, row_, row_count_);
      const std::uint8_t* begin = mask.as<std::uint8_t>() + row.begin;
      const std::uint8_t* end = begin + row.width;
      for (const std::uint8_t* at = std::find(begin, end, 1); at != end;
           at = std::find(at + 1, end, 1)) {
        kept.push_back(map_.offset(rank) + (at - begin));
      }
    }
    return std::make_shared<IdSet>(std::move(kept), map_.padded_size());
  }

  [[nodiscard]] std::shared_ptr<const IdSet> listed_candidates(int rank) const {
    const Array& ids = on_rank(arrays_.ids, rank);
    const RowSpan row(ids, row_, row_count_);
    const std::uint8_t* mask =
        arrays_.mask ? on_rank(arrays_.mask, rank).as<std::uint8_t>() : nullptr;
    std::vector<std::int64_t> kept;
    for (std::size_t i = row.begin; i < row.begin + row.width; ++i) {
      if (mask != nullptr && mask[i] == 0) continue;
      const std::int64_t id = integer_at(ids, i);
      if (mask != nullptr || id >= 0) kept.push_back(id);
    }
    return std::make_shared<IdSet>(std::move(kept), map_.padded_size());
  }

  // Two ranks that hold the same candidate arrays.
  [[nodiscard]] bool same_candidates(int rank, int other) const {
    const auto same = [&](const DistributedRef& value) {
      return value == nullptr || on_rank(value, rank).id() == on_rank(value, other).id();
    };
    return same(arrays_.ids) && same(arrays_.mask);
  }

  [[nodiscard]] bool travelled_intact(int rank) const {
    const Array& ids = on_rank(arrays_.travels_id, rank);
    const float* keys = on_rank(arrays_.key, rank).floats();
    const RowSpan row(ids, row_, row_count_);
    for (std::size_t i = row.begin; i < row.begin + row.width; ++i) {
      const std::int64_t id = integer_at(ids, i);
      const int holder = map_.rank_of_id(id);
      if (holder < 0) return false;
      const Array& source = on_rank(arrays_.source, holder);
      const std::size_t at = RowSpan(source, row_, row_count_).begin +
                             static_cast<std::size_t>(id - map_.offset(holder));
      if (std::bit_cast<std::uint32_t>(source.floats()[at]) !=
          std::bit_cast<std::uint32_t>(keys[i]))
        return false;
    }
    return true;
  }

  // Everything but the candidates.
  void decode_names(int rank, RankOutcome& out) const {
    const auto r = static_cast<std::size_t>(row_);
    if (arrays_.top) out.top = integer_at(on_rank(arrays_.top, rank), r);
    if (arrays_.top_value)
      out.top_value_finite =
          observed_if(std::isfinite(on_rank(arrays_.top_value, rank).floats()[r]));
    if (arrays_.draw) out.draw = integer_at(on_rank(arrays_.draw, rank), r);
    if (arrays_.owner)
      out.owner = observed_if(on_rank(arrays_.owner, rank).as<std::uint8_t>()[r] != 0);
    if (arrays_.travels_id) out.travelled_intact = observed_if(travelled_intact(rank));
  }

 private:
  const ObservedArrays& arrays_;
  const LayoutMap& map_;
  int row_, row_count_;
};

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
  const auto read = [&](int index) -> DistributedRef {
    if (index < 0) return nullptr;
    const auto at = std::lower_bound(observed_values_.begin(), observed_values_.end(), index) -
                    observed_values_.begin();
    const DistributedRef& u = observed[static_cast<std::size_t>(at)];
    const Element& element = program_->values[static_cast<std::size_t>(index)].elements[0];
    return element.may_differ ? rounded(u, element.narrowing) : u;
  };
  const ObservedArrays arrays{
      read(o.candidates_mask), read(o.candidates_ids), read(o.top_id),
      read(o.top_value),       read(o.draw_id),        read(o.owner_mask),
      read(o.travels_id),      read(o.travels_key),    read(o.travels_source)};
  Outcome outcome;
  outcome.row_count = row_count_;
  outcome.ranks.resize(static_cast<std::size_t>(rank_count() * row_count_));
  for (int row = 0; row < row_count_; ++row) {
    outcome.nan_decision.push_back(((nan_rows >> std::min(row, 63)) & 1U) != 0);
    const RowDecoder decoder(arrays, map_, row, row_count_);
    const auto joint = o.candidates_own_slice ? decoder.joint_candidates() : nullptr;
    int last_judged = -1;
    for (int rank = 0; rank < rank_count(); ++rank) {
      RankOutcome& out = outcome.ranks[static_cast<std::size_t>(rank * row_count_ + row)];
      out.judged = !o.on_ranks ||
                   std::find(o.on_ranks->begin(), o.on_ranks->end(), rank) != o.on_ranks->end();
      if (!out.judged) continue;
      if (joint) {
        out.candidates = joint;
      } else if (arrays.ids) {
        const bool repeats = last_judged >= 0 && decoder.same_candidates(rank, last_judged);
        out.candidates =
            repeats ? outcome.at(last_judged, row).candidates : decoder.listed_candidates(rank);
      }
      decoder.decode_names(rank, out);
      last_judged = rank;
    }
  }
  return outcome;
}

}  // namespace splitvote
