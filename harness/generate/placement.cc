#include "harness/generate/placement.h"

#include <algorithm>
#include <array>
#include <set>

namespace splitvote {
namespace {

// Tokens of one rank; its padding comes after them.
class RankTokens {
 public:
  explicit RankTokens(const LayoutMap& map) : map_(map) {
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const std::int32_t count = token_count(map, rank);
      if (count > 0) ranks_.push_back({rank, count});
    }
  }

  [[nodiscard]] std::size_t rank_count() const { return ranks_.size(); }
  [[nodiscard]] std::int32_t any(std::size_t at, Rng& rng) const {
    return map_.token_at(ranks_[at].rank, rng.between(0, ranks_[at].count - 1));
  }
  // In the lane of `column`: columns that differ by multiples of `stride`.
  [[nodiscard]] std::int32_t in_lane(std::size_t at, std::int32_t column, std::int32_t stride,
                                     Rng& rng) const {
    const Tokens& shard = ranks_[at];
    const std::int32_t first = column % std::min(stride, shard.count);
    return map_.token_at(shard.rank,
                         first + stride * rng.between(0, (shard.count - 1 - first) / stride));
  }
  [[nodiscard]] std::int32_t edge(std::size_t at, Rng& rng) const {
    return map_.token_at(ranks_[at].rank, rng.chance(50) ? 0 : ranks_[at].count - 1);
  }

 private:
  struct Tokens {
    int rank;
    std::int32_t count;
  };

  static std::int32_t token_count(const LayoutMap& map, int rank) {
    std::int32_t lowest = 0;
    std::int32_t highest = map.size(rank);
    while (lowest < highest) {
      const std::int32_t middle = (lowest + highest) / 2;
      if (map.token_at(rank, middle) == kNoToken) {
        highest = middle;
      } else {
        lowest = middle + 1;
      }
    }
    return lowest;
  }

  const LayoutMap& map_;
  std::vector<Tokens> ranks_;
};

}  // namespace

Placement choose_placement(Rng& rng) {
  constexpr std::array<int, 6> kWeights = {38, 14, 18, 5, 18, 7};
  return static_cast<Placement>(rng.weighted(kWeights));
}

std::vector<std::int32_t> choose_tokens(const LayoutMap& map, std::int32_t vocab_size,
                                        Placement placement, int count,
                                        const std::vector<std::int32_t>& taken, Rng& rng) {
  const RankTokens tokens(map);
  std::set<std::int32_t> used(taken.begin(), taken.end());
  std::vector<std::int32_t> chosen;
  const std::size_t home = rng.below(tokens.rank_count());
  const std::int32_t run_start = rng.between(0, vocab_size - 1);
  constexpr std::array<std::int32_t, 4> kLanes = {8, 32, 128, 1024};
  const std::int32_t lanes = placement == Placement::kOneLane ? rng.pick(kLanes) : 1;
  // Collisions end a placement that has no room left: twice as many attempts as wanted are enough.
  for (int attempt = 0; attempt < 2 * count && chosen.size() < static_cast<std::size_t>(count);
       ++attempt) {
    const auto turn = static_cast<std::size_t>(attempt);
    std::int32_t token = 0;
    switch (placement) {
      case Placement::kAcrossShards:
        token = tokens.any((home + turn) % tokens.rank_count(), rng);
        break;
      case Placement::kOneShard:
        token = tokens.any(home, rng);
        break;
      case Placement::kShardEdges:
        token = tokens.edge((home + turn) % tokens.rank_count(), rng);
        break;
      case Placement::kRun:
        token = static_cast<std::int32_t>((std::int64_t{run_start} + attempt) % vocab_size);
        break;
      case Placement::kOneLane:
        token = tokens.in_lane(home, run_start, lanes, rng);
        break;
      case Placement::kAnywhere:
        token = rng.between(0, vocab_size - 1);
        break;
    }
    if (used.insert(token).second) chosen.push_back(token);
  }
  return chosen;
}

}  // namespace splitvote
