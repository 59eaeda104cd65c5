// What each rank is given under one layout: its slice of the logits, its place, its groups.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/case/case.h"

namespace splitvote {

struct RankSlice {
  int rank_class = 0;
  std::int32_t offset = 0;                 // where the slice begins in the padded concatenation
  std::vector<std::int32_t> tokens;        // [column] kNoToken: padding
  std::vector<std::vector<float>> logits;  // [row][column] before rounding to the parameter's dtype
};

struct LaidOut {
  std::vector<RankSlice> ranks;
  std::vector<int> judged_ranks;  // ascending
  // [1 + stage][rank] the ranks of its group in an all_gather, ascending; 0: all ranks. A stage
  // beyond these is a group of one.
  std::vector<std::vector<std::vector<int>>> groups;
  // [value of the program][rank] sizes of the axes (a tuple: of its first array), for values that
  // are only named for their shape.
  std::vector<std::vector<std::vector<std::int64_t>>> shapes;

  [[nodiscard]] int class_count() const;
};

// `layout` is the case's or another of the same vocabulary. Throws InputError when the logits are
// more than a file for people can hold (kEmittedLogitsMax), or the layout cannot serve the program.
LaidOut lay_out(const Case& test_case, const Layout& layout);

// What an integer parameter counts, as the program holds it: at least 0.
std::int64_t held_count(const Case& test_case, const Count& count);

}  // namespace splitvote
