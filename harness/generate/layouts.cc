#include "harness/generate/layouts.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "harness/generate/margins.h"

namespace splitvote {
namespace {

std::int32_t choose_vocab_size(const GeneratorOptions& options, Rng& rng) {
  const auto within = [&options](std::int32_t lowest, std::int32_t highest, Rng& r) {
    lowest = std::clamp(lowest, options.vocab_size_min, options.vocab_size_max);
    highest = std::clamp(highest, lowest, options.vocab_size_max);
    return log_uniform(lowest, highest, r);
  };
  constexpr std::array<int, 3> kWeights = {65, 25, 10};
  switch (rng.weighted(kWeights)) {
    case 0:
      return within(4, 64, rng);
    case 1:
      return within(65, 4096, rng);
    default:
      return within(options.vocab_size_min, options.vocab_size_max, rng);
  }
}

int choose_rank_count(const GeneratorOptions& options, std::int32_t vocab_size, Rng& rng) {
  constexpr std::array<int, 13> kRanks = {2, 4, 8, 1, 3, 5, 6, 7, 12, 16, 24, 32, 64};
  constexpr std::array<int, 13> kWeights = {24, 19, 24, 8, 4, 2, 2, 2, 2, 5, 1, 4, 3};
  const int lowest = std::max(1, options.rank_count_min);
  const int highest = std::max(lowest, options.rank_count_max);
  int ranks = std::clamp(kRanks[rng.weighted(kWeights)], lowest, highest);
  // More ranks than tokens leave shards empty: worth trying, not worth trying always.
  if (ranks > vocab_size && rng.chance(80)) ranks = std::clamp(vocab_size, lowest, ranks);
  return ranks;
}

void choose_uneven_sizes(Layout& layout, bool empty_ones, Rng& rng) {
  layout.split = Split::kContiguous;
  std::int32_t left = layout.vocab_size;
  const auto ranks = static_cast<std::int32_t>(layout.shard_sizes.size());
  for (std::int32_t shard = 0; shard + 1 < ranks; ++shard) {
    const std::int32_t fair = left / (ranks - shard);
    const bool empty = empty_ones && rng.chance(40);
    const std::int32_t size =
        empty ? 0 : std::min(left, rng.between(fair / 2, fair + fair / 2 + 1));
    layout.shard_sizes[static_cast<std::size_t>(shard)] = size;
    left -= size;
  }
  layout.shard_sizes.back() = left;
}

void choose_padding(Layout& layout, Rng& rng) {
  const std::int32_t columns = rng.chance(50) ? rng.between(1, 3) : log_uniform(1, 64, rng);
  const bool everywhere = rng.chance(50);
  for (std::int32_t& padding : layout.padding) {
    padding = everywhere || rng.chance(30) ? rng.between(0, columns) : 0;
  }
  if (!everywhere) layout.padding.back() = columns;
  layout.pad_value = choose_pad_value(rng);
}

void permute(std::vector<std::int32_t>& order, Rng& rng) {
  if (order.size() < 2) return;
  if (rng.chance(30)) {
    std::reverse(order.begin(), order.end());
    return;
  }
  for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[rng.below(i + 1)]);
}

void choose_classes(std::vector<std::int32_t>& classes, Rng& rng) {
  const auto ranks = static_cast<std::uint64_t>(classes.size());
  std::fill(classes.begin(), classes.end(), 0);
  if (ranks < 2) return;
  switch (rng.below(3)) {
    case 0:  // one rank compiled apart: the last shard has another shape
      classes.back() = 1;
      break;
    case 1:  // two halves of a fleet
      std::fill(classes.begin() + static_cast<std::ptrdiff_t>(ranks / 2), classes.end(), 1);
      break;
    default:
      for (std::int32_t& rank_class : classes) rank_class = rng.between(0, 1);
      classes[rng.below(ranks)] = 0;
  }
}

void choose_stages(Layout& layout, Rng& rng) {
  std::int32_t left = layout.rank_count();
  layout.gather_stages.clear();
  while (layout.gather_stages.size() + 1 < static_cast<std::size_t>(kGatherStageCountMax) &&
         left > 1) {
    std::vector<std::int32_t> divisors;
    for (std::int32_t d = 2; d <= left; ++d) {
      if (left % d == 0) divisors.push_back(d);
    }
    layout.gather_stages.push_back(rng.pick(divisors));
    left /= layout.gather_stages.back();
  }
  if (left > 1 || layout.gather_stages.empty()) layout.gather_stages.push_back(left);
}

// A published vocabulary within bounds, padded as its system pads it.
bool choose_named(const GeneratorOptions& options, int rank_count, Rng& rng, Layout& layout) {
  std::vector<const NamedVocabulary*> fitting;
  for (const NamedVocabulary& named : named_vocabularies()) {
    if (named.vocab_size >= options.vocab_size_min && named.vocab_size <= options.vocab_size_max) {
      fitting.push_back(&named);
    }
  }
  if (fitting.empty()) return false;
  const NamedVocabulary& named = *rng.pick(fitting);
  layout = padded_layout(named.vocab_size, named.padded_size, rank_count, choose_pad_value(rng));
  return true;
}

Layout choose_base(const GeneratorOptions& options, Rng& rng) {
  const std::int32_t vocab_size = choose_vocab_size(options, rng);
  const int rank_count = choose_rank_count(options, vocab_size, rng);
  Layout layout = even_layout(vocab_size, rank_count);
  if (rng.chance(6) && choose_named(options, rank_count, rng, layout)) return layout;
  constexpr std::array<int, 6> kWeights = {50, 14, 10, 11, 8, 7};
  switch (rng.weighted(kWeights)) {
    case 0:
      break;
    case 1: {  // padding at the end, up to a multiple
      const std::int32_t multiple = rank_count * (std::int32_t{1} << rng.below(5));
      const std::int32_t padded_size = (vocab_size / multiple + 1) * multiple;
      layout = padded_layout(vocab_size, padded_size, rank_count, choose_pad_value(rng));
      break;
    }
    case 2:
      choose_padding(layout, rng);
      break;
    case 3:
      choose_uneven_sizes(layout, false, rng);
      break;
    case 4:
      layout.split = Split::kStrided;
      break;
    default:
      choose_uneven_sizes(layout, true, rng);
  }
  return layout;
}

void merge_or_split_ranks(Layout& layout, const GeneratorOptions& options, Rng& rng) {
  const int before = layout.rank_count();
  constexpr std::array<int, 4> kWeights = {3, 3, 2, 2};
  int ranks = before;
  switch (rng.weighted(kWeights)) {
    case 0:
      ranks = before * 2;
      break;
    case 1:
      ranks = before / 2;
      break;
    case 2:
      ranks = before + 1;
      break;
    default:
      ranks = before - 1;
  }
  layout = relaid(layout, layout.vocab_size,
                  std::clamp(ranks, std::max(1, options.rank_count_min),
                             std::max({1, options.rank_count_min, options.rank_count_max})));
}

// One token moves across a border between two shards.
void shift_border(Layout& layout, Rng& rng) {
  if (layout.split == Split::kStrided || layout.rank_count() < 2) return;
  const auto from = rng.below(layout.shard_sizes.size() - 1);
  const bool right = rng.chance(50);
  std::int32_t& giver = layout.shard_sizes[right ? from : from + 1];
  std::int32_t& taker = layout.shard_sizes[right ? from + 1 : from];
  const std::int32_t tokens = giver == 0 ? 0 : rng.chance(70) ? 1 : rng.between(1, giver);
  giver -= tokens;
  taker += tokens;
}

}  // namespace

float choose_pad_value(Rng& rng) {
  constexpr std::array<float, 7> kPads = {-std::numeric_limits<float>::infinity(),
                                          0,
                                          std::numeric_limits<float>::lowest(),
                                          -1e4f,
                                          -1e7f,
                                          -0x1.fep+127f,  // the lowest bfloat16
                                          -65504};        // the lowest float16
  constexpr std::array<int, 7> kWeights = {40, 20, 12, 8, 8, 8, 4};
  return kPads[rng.weighted(kWeights)];
}

Layout generate_layout(const GeneratorOptions& options, int site_count, Rng& rng) {
  if (options.layout) return *options.layout;
  Layout layout = choose_base(options, rng);
  if (rng.chance(10)) permute(layout.rank_order, rng);
  if (rng.chance(15)) choose_stages(layout, rng);
  if (rng.chance(site_count <= 6 ? 15 : 2)) choose_classes(layout.rank_class, rng);
  return layout;
}

Layout relaid(const Layout& layout, std::int32_t vocab_size, int rank_count) {
  Layout even = even_layout(vocab_size, rank_count);
  even.split = layout.split;
  even.pad_value = layout.pad_value;
  const std::size_t common = std::min(even.padding.size(), layout.padding.size());
  std::copy_n(layout.rank_class.begin(), common, even.rank_class.begin());
  if (std::count(even.rank_class.begin(), even.rank_class.end(), 0) == 0) {
    even.rank_class.assign(even.rank_class.size(), 0);  // class 1 alone is no class
  }
  std::int64_t padded_size = vocab_size;
  for (std::size_t shard = 0; shard < common; ++shard) {
    if (padded_size + layout.padding[shard] > kPaddedSizeMax) break;
    even.padding[shard] = layout.padding[shard];
    padded_size += layout.padding[shard];
  }
  return even;
}

void mutate_layout(Layout& layout, const GeneratorOptions& options, Rng& rng) {
  if (options.layout) return;
  constexpr std::array<int, 9> kWeights = {25, 15, 10, 10, 8, 8, 8, 8, 8};
  switch (rng.weighted(kWeights)) {
    case 0:
      merge_or_split_ranks(layout, options, rng);
      break;
    case 1:
      shift_border(layout, rng);
      break;
    case 2:
      choose_padding(layout, rng);
      break;
    case 3:
      std::fill(layout.padding.begin(), layout.padding.end(), 0);
      break;
    case 4:
      layout.pad_value = choose_pad_value(rng);
      break;
    case 5:
      permute(layout.rank_order, rng);
      break;
    case 6:
      choose_classes(layout.rank_class, rng);
      break;
    case 7:
      choose_stages(layout, rng);
      break;
    default:
      layout.shard_sizes = even_layout(layout.vocab_size, layout.rank_count()).shard_sizes;
      layout.split = layout.split == Split::kStrided ? Split::kContiguous : Split::kStrided;
  }
}

}  // namespace splitvote
