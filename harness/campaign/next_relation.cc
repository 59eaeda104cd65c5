#include "harness/campaign/next_relation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "harness/generate/rng.h"
#include "src/layout/layout.h"

namespace splitvote {
namespace {

constexpr int kLayoutPercent = 10;
constexpr int kOthersPercent = 6;                          // of those that are left
constexpr std::uint64_t kStream = std::uint64_t{1} << 63;  // no case has this number
constexpr int kConstantsTried = 4;

Layout another_rank_count(const Layout& layout, Rng& rng) {
  constexpr std::array<int, 5> kRanks = {1, 2, 4, 8, 16};
  int ranks = rng.pick(kRanks);
  if (ranks == layout.rank_count()) ranks = ranks == 1 ? 2 : ranks / 2;
  return even_layout(layout.vocab_size, std::min(ranks, layout.vocab_size));
}

void reorder(Layout& layout, Rng& rng) {
  std::vector<std::int32_t>& order = layout.rank_order;
  for (std::size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[static_cast<std::size_t>(rng.below(left))]);
  }
}

// Fills in the member that the verdict needs; what does not hold is found out afterwards.
void draw(const Case& test_case, Rng& rng, Relation& relation) {
  const Layout& layout = test_case.layout;
  switch (relation.verdict) {
    case Verdict::kOrderSplit:
      relation.layout = layout;
      reorder(relation.layout, rng);
      return;
    case Verdict::kShardCountSplit:
      relation.layout = another_rank_count(layout, rng);
      relation.layout.split = layout.split;
      relation.layout.pad_value = layout.pad_value;
      return;
    case Verdict::kScaleSplit:
      relation.exponent = rng.between(1, 8) * (rng.chance(50) ? 1 : -1);
      return;
    case Verdict::kShiftSplit:
      relation.constant = std::ldexp(rng.chance(50) ? 1.0F : -1.0F, rng.between(-4, 10));
      return;
    default:
      if (test_case.logits.rows > 1) relation.row_count = rng.between(1, test_case.logits.rows - 1);
      return;
  }
}

}  // namespace

std::optional<Relation> next_relation(std::uint64_t seed, std::uint64_t number,
                                      const Case& test_case) {
  Rng rng(seed, kStream | number);
  if (rng.chance(kLayoutPercent)) {
    if (test_case.layout.class_count() > 1) return std::nullopt;
    return to_layout(another_rank_count(test_case.layout, rng));
  }
  if (!rng.chance(kOthersPercent)) return std::nullopt;
  constexpr std::size_t kOthers = kRelations.size() - 1;
  const auto first = static_cast<std::size_t>(rng.below(kOthers));
  for (std::size_t at = 0; at < kOthers; ++at) {
    Relation relation;
    relation.verdict = kRelations[1 + (first + at) % kOthers].verdict;
    const bool constants = relation.verdict == Verdict::kShiftSplit;
    for (int tried = 0; tried < (constants ? kConstantsTried : 1); ++tried) {
      draw(test_case, rng, relation);
      if (relation_fault(test_case, relation).empty()) return relation;
    }
  }
  return std::nullopt;
}

}  // namespace splitvote
