// Where in the vocabulary values are planted: relative to shards and padding, as that decides who
// sees what.
//
// Sources: research on published systems. Kernels walk a row in strides: TensorRT-LLM's top-k takes
// every 8th value into one block, a warp has 32 lanes, and a bin of XLA's ApproxTopK holds the
// tokens of one place in tiles of 8 x 128.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/generate/rng.h"
#include "src/layout/layout.h"

namespace splitvote {

enum class Placement : std::uint8_t {
  kAcrossShards,  // rank after rank
  kOneShard,      // all in one shard, more than it may hand on
  kShardEdges,    // first and last token of shards; the last is next to the padding
  kRun,           // neighbouring tokens
  kAnywhere,
  kOneLane,  // of one shard, a multiple of 8, 32, 128 or 1,024 apart
};
Placement choose_placement(Rng& rng);

// Up to `count` distinct tokens, none of `taken`; fewer where the placement has no more room.
std::vector<std::int32_t> choose_tokens(const LayoutMap& map, std::int32_t vocab_size,
                                        Placement placement, int count,
                                        const std::vector<std::int32_t>& taken, Rng& rng);

}  // namespace splitvote
