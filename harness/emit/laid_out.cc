#include "harness/emit/laid_out.h"

#include <algorithm>
#include <limits>

#include "harness/emit/emit.h"
#include "harness/emit/held.h"
#include "src/evaluate/kernels.h"
#include "src/evaluate/rank_groups.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

class Sizes {
 public:
  Sizes(const Case& test_case, const LayoutMap& map) : case_(test_case), map_(map) {}

  [[nodiscard]] std::int64_t size(const Dim& dim, int rank) const {
    switch (dim.kind) {
      case DimKind::kConstant:
        return dim.number;
      case DimKind::kBatch:
        return case_.logits.rows;
      case DimKind::kShard:
        return map_.size(rank);
      case DimKind::kRanks:
        return map_.rank_count();
      case DimKind::kParameter:
        return held_count(case_, Count{0, dim.parameter});
      case DimKind::kMin:
        return std::min(size(dim.parts[0], rank), size(dim.parts[1], rank));
      case DimKind::kAdd: {
        std::int64_t total = 0;
        for (const Dim& part : dim.parts) total += size(part, rank);
        return total;
      }
      case DimKind::kGathered: {
        std::int64_t total = 0;
        if (!dim.bounds.empty()) {
          const std::vector<int> groups(dim.bounds.begin() + 1, dim.bounds.end());
          for (const int other : group_of(groups, static_cast<int>(dim.bounds[0]), rank))
            total += size(dim.parts[0], other);
          return total;
        }
        for (const int other : map_.group(static_cast<int>(dim.number), rank)) {
          total += size(dim.parts[0], other);
        }
        return total;
      }
      case DimKind::kSliced: {
        const std::int64_t whole = size(dim.parts[0], rank);
        const std::int64_t start = std::min(dim.bounds[0], whole);
        const std::int64_t limit = dim.bounds[1] < 0 ? whole : std::min(dim.bounds[1], whole);
        return std::max<std::int64_t>(0, (limit - start + dim.bounds[2] - 1) / dim.bounds[2]);
      }
      case DimKind::kBins:
        return static_cast<std::int64_t>(
            approx_top_k_bins(static_cast<std::size_t>(size(dim.parts[0], rank)), dim.bounds[0],
                              dim.recall_target, dim.bounds[1]));
      case DimKind::kWindowed:
        return window_count(size(dim.parts[0], rank) + dim.bounds[2], dim.bounds[0], dim.bounds[1]);
    }
    return 0;
  }

  [[nodiscard]] std::vector<std::int64_t> shape(const Value& value, int rank) const {
    std::vector<std::int64_t> sizes;
    for (const Dim& dim : value.elements[0].shape) sizes.push_back(size(dim, rank));
    return sizes;
  }

 private:
  const Case& case_;
  const LayoutMap& map_;
};

void refuse_too_many(const Case& test_case, const LayoutMap& map) {
  const auto count = static_cast<std::int64_t>(test_case.logits.rows) *
                     static_cast<std::int64_t>(map.padded_size());
  if (count <= static_cast<std::int64_t>(kEmittedLogitsMax)) return;
  throw InputError("/logits", "expected at most " + std::to_string(kEmittedLogitsMax) +
                                  " logits in a file for people, found " + std::to_string(count) +
                                  ": minimize the finding first");
}

RankSlice slice_of(const Case& test_case, const Layout& layout, const LayoutMap& map, int rank,
                   const std::vector<std::vector<float>>& rows) {
  RankSlice slice;
  slice.rank_class = layout.rank_class[static_cast<std::size_t>(rank)];
  slice.offset = map.offset(rank);
  for (std::int32_t column = 0; column < map.size(rank); ++column) {
    slice.tokens.push_back(map.token_at(rank, column));
  }
  slice.logits.assign(static_cast<std::size_t>(test_case.logits.rows),
                      std::vector<float>(static_cast<std::size_t>(map.size(rank))));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    map.cut(rows[row].data(), rank, slice.logits[row].data());
  }
  return slice;
}

}  // namespace

int LaidOut::class_count() const {
  int most = 0;
  for (const RankSlice& rank : ranks) most = std::max(most, rank.rank_class);
  return most + 1;
}

LaidOut lay_out(const Case& test_case, const Layout& layout) {
  const LayoutMap map(layout);
  refuse_too_many(test_case, map);
  const std::vector<std::vector<float>> rows =
      materialize(test_case.logits, test_case.layout.vocab_size);
  const Program& program = *test_case.program;
  LaidOut out;
  for (int rank = 0; rank < map.rank_count(); ++rank) {
    out.ranks.push_back(slice_of(test_case, layout, map, rank, rows));
    const auto& judged = program.observe.on_ranks;
    if (!judged || std::find(judged->begin(), judged->end(), rank) != judged->end()) {
      out.judged_ranks.push_back(rank);
    }
  }
  for (int stage = -1; stage < static_cast<int>(layout.gather_stages.size()); ++stage) {
    out.groups.emplace_back();
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      out.groups.back().push_back(map.group(stage, rank));
    }
  }
  const Sizes sizes(test_case, map);
  for (const Value& value : program.values) {
    out.shapes.emplace_back();
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      out.shapes.back().push_back(sizes.shape(value, rank));
    }
  }
  return out;
}

std::int64_t held_count(const Case& test_case, const Count& count) {
  if (count.parameter.empty()) return count.number;
  for (const Value& value : test_case.program->values) {
    if (value.opcode != Opcode::kParameter || value.attributes.parameter_name != count.parameter) {
      continue;
    }
    const std::int64_t whole = held_number(test_case, value).whole;
    const bool huge = value.elements[0].dtype == Dtype::kU64 && whole < 0;
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    return huge ? kMost : std::clamp<std::int64_t>(whole, 0, kMost);
  }
  return 0;
}

}  // namespace splitvote
