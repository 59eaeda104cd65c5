// A case as what each rank holds: the form in which ranks, tokens and padding go.
//
// A program sees slices and ids of their concatenation, so that cutting a case down is cutting its
// slices down.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/reduce/candidate.h"

namespace splitvote {

struct Slice {
  std::vector<std::int32_t> tokens;  // of the case that it was cut from, in column order
  std::int32_t padding = 0;          // columns after them
  std::int32_t rank_class = 0;
  std::int32_t shard = 0;  // that the rank held
};

struct Slices {
  std::vector<Slice> ranks;
  std::vector<std::vector<float>> rows;  // [row][token] of the case that it was cut from
};

Slices slices_of(const Case& test_case);

// How the tokens that are left are numbered.
enum class Numbering : std::uint8_t {
  kByRank,   // as the ranks hold them: a contiguous layout in rank order
  kByToken,  // as before: strided stays strided, ranks hold shards in the order in which they did
};

// Logits written out; classes numbered from 0 in rank order; one gather stage. The other layout
// keeps its ranks: even shards stay even, others keep those of their tokens that are left. A
// candidate without ranks or tokens has a fault afterwards.
void write_back(Slices slices, Numbering numbering, Candidate& candidate);

}  // namespace splitvote
