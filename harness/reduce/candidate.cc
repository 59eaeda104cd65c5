#include "harness/reduce/candidate.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/case/order.h"

namespace splitvote {
namespace {

std::vector<std::int32_t> other_key(const Candidate& candidate) {
  if (!candidate.relation.has_value()) return {};
  const Relation& relation = *candidate.relation;
  if (!relation.lays_out()) {
    // Of float32 patterns, turned so that the sign comes last.
    const std::uint32_t constant = std::rotl(std::bit_cast<std::uint32_t>(relation.constant), 1);
    return {std::abs(relation.exponent), relation.exponent < 0 ? 1 : 0,
            static_cast<std::int32_t>(constant >> 1), static_cast<std::int32_t>(constant & 1),
            relation.row_count};
  }
  const Layout& layout = relation.layout;
  const Layout even = even_layout(layout.vocab_size, layout.rank_count());
  std::vector<std::int32_t> key = {layout.rank_count(), layout.split == Split::kStrided ? 1 : 0,
                                   layout.shard_sizes == even.shard_sizes ? 0 : 1};
  for (const auto* list : {&layout.padding, &layout.rank_order, &layout.rank_class,
                           &layout.gather_stages, &layout.shard_sizes}) {
    key.insert(key.end(), list->begin(), list->end());
    key.push_back(-1);  // ends a list: none is a prefix of another
  }
  return key;
}

}  // namespace

bool simpler(const Candidate& a, const Candidate& b) {
  if (simpler(a.test_case, b.test_case)) return true;
  if (simpler(b.test_case, a.test_case)) return false;
  return other_key(a) < other_key(b);
}

std::string candidate_fault(const Candidate& candidate) {
  std::string fault = case_fault(candidate.test_case);
  if (!fault.empty() || !candidate.relation.has_value()) return fault;
  return relation_fault(candidate.test_case, *candidate.relation);
}

void follow_layout(Candidate& candidate) {
  if (!candidate.relation) return;
  const Layout& layout = candidate.test_case.layout;
  if (layout.vocab_size < 1) return;  // a fault of the case
  Layout& other = candidate.relation->layout;
  if (candidate.relation->verdict == Verdict::kShardCountSplit) {
    other = even_layout(layout.vocab_size, std::min(other.rank_count(), layout.vocab_size));
    other.split = layout.split;
    other.pad_value = layout.pad_value;
  } else if (candidate.relation->verdict == Verdict::kOrderSplit) {
    const std::vector<std::int32_t> order = std::move(other.rank_order);
    other = layout;
    other.rank_order.clear();
    for (const std::int32_t shard : order) {
      if (shard < layout.rank_count()) other.rank_order.push_back(shard);
    }
  }
}

}  // namespace splitvote
