// Sizes of results from sizes of operands. Constants are folded, so that equal sizes have equal
// expressions.
#pragma once

#include <vector>

#include "src/program/program.h"

namespace splitvote {

Dim min_dim(const Dim& a, const Dim& b);
Dim count_dim(const Count& count);
// Lanes that are interleaved ([value, id, value, id, ...]) come apart again: slices of them have
// equal expressions.
Dim gathered_dim(int stage, const Dim& part);
Dim grouped_dim(const std::vector<int>& groups, int group_size, const Dim& part);
Dim windowed_dim(const Dim& whole, const Attributes& attributes);
Dim sliced_dim(const Dim& whole, const Attributes& attributes);
Dim joined_dim(const std::vector<Dim>& parts);

}  // namespace splitvote
