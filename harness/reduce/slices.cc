#include "harness/reduce/slices.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace splitvote {
namespace {

// Shards of the other layout, which is contiguous, after only `kept` tokens (ascending or not) are
// left.
Layout with_tokens(const Layout& layout, const std::vector<std::int32_t>& kept) {
  const auto vocab_size = static_cast<std::int32_t>(kept.size());
  const Layout even = even_layout(layout.vocab_size, layout.rank_count());
  Layout result = layout;
  result.vocab_size = vocab_size;
  const Layout smaller_even = even_layout(vocab_size, layout.rank_count());
  if (layout.split == Split::kStrided || layout.shard_sizes == even.shard_sizes) {
    result.shard_sizes = smaller_even.shard_sizes;
    return result;
  }
  std::int32_t first = 0;
  for (std::int32_t& size : result.shard_sizes) {
    const std::int32_t end = first + size;
    size =
        static_cast<std::int32_t>(std::count_if(kept.begin(), kept.end(), [&](std::int32_t token) {
          return token >= first && token < end;
        }));
    first = end;
  }
  return result;
}

}  // namespace

Slices slices_of(const Case& test_case) {
  const Layout& layout = test_case.layout;
  const LayoutMap map(layout);
  Slices slices;
  slices.rows = materialize(test_case.logits, layout.vocab_size);
  for (int rank = 0; rank < layout.rank_count(); ++rank) {
    Slice slice;
    slice.rank_class = layout.rank_class[static_cast<std::size_t>(rank)];
    slice.shard = layout.rank_order[static_cast<std::size_t>(rank)];
    for (std::int32_t column = 0; column < map.size(rank); ++column) {
      const std::int32_t token = map.token_at(rank, column);
      if (token == kNoToken) {
        ++slice.padding;
      } else {
        slice.tokens.push_back(token);
      }
    }
    slices.ranks.push_back(std::move(slice));
  }
  return slices;
}

void write_back(Slices slices, Numbering numbering, Candidate& candidate) {
  Case& test_case = candidate.test_case;
  Layout layout;
  layout.split = numbering == Numbering::kByToken ? test_case.layout.split : Split::kContiguous;
  const auto ranks = static_cast<int>(slices.ranks.size());
  std::vector<std::size_t> rank_of_shard(slices.ranks.size());
  std::iota(rank_of_shard.begin(), rank_of_shard.end(), std::size_t{0});
  if (numbering == Numbering::kByToken) {
    // Shards in the order of their tokens; where one is empty its place is its shard's before.
    std::stable_sort(rank_of_shard.begin(), rank_of_shard.end(), [&](std::size_t a, std::size_t b) {
      return slices.ranks[a].shard < slices.ranks[b].shard;
    });
  }
  std::vector<std::int32_t> kept, classes;
  bool pads = false;
  layout.rank_order.resize(slices.ranks.size());
  for (std::size_t shard = 0; shard < rank_of_shard.size(); ++shard) {
    const Slice& slice = slices.ranks[rank_of_shard[shard]];
    layout.rank_order[rank_of_shard[shard]] = static_cast<std::int32_t>(shard);
    layout.shard_sizes.push_back(static_cast<std::int32_t>(slice.tokens.size()));
    layout.padding.push_back(slice.padding);
    pads = pads || slice.padding > 0;
    kept.insert(kept.end(), slice.tokens.begin(), slice.tokens.end());
  }
  for (const Slice& slice : slices.ranks) {
    auto known = std::find(classes.begin(), classes.end(), slice.rank_class);
    if (known == classes.end()) known = classes.insert(classes.end(), slice.rank_class);
    layout.rank_class.push_back(static_cast<std::int32_t>(known - classes.begin()));
  }
  layout.vocab_size = static_cast<std::int32_t>(kept.size());
  if (layout.split == Split::kStrided) {
    std::sort(kept.begin(), kept.end());
    if (ranks > 0) layout.shard_sizes = even_layout(layout.vocab_size, ranks).shard_sizes;
  }
  layout.gather_stages = {ranks};
  layout.pad_value = pads ? test_case.layout.pad_value : 0;
  test_case.layout = std::move(layout);
  test_case.logits = {};
  test_case.logits.rows = static_cast<std::int32_t>(slices.rows.size());
  for (const std::vector<float>& row : slices.rows) {
    std::vector<float>& values = test_case.logits.values.emplace_back();
    values.reserve(kept.size());
    for (const std::int32_t token : kept) values.push_back(row[static_cast<std::size_t>(token)]);
  }
  if (candidate.relation.has_value() && candidate.relation->verdict == Verdict::kLayoutSplit) {
    candidate.relation->layout = with_tokens(candidate.relation->layout, kept);
  }
}

}  // namespace splitvote
