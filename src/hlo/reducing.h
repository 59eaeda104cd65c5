// Reductions whose region is one of the known kinds.
#pragma once

#include <optional>
#include <vector>

#include "src/hlo/lowering.h"

namespace splitvote {

// x with these axes last and as one.
HloArray reduced_last(Emitter& emit, const HloArray& x, const std::vector<std::size_t>& axes);

// The last axis reduced, in x's type; nothing where the region is of no known kind.
std::optional<HloArray> reduced_by_known_kind(HloLowering& lowering, const HloComputation& region,
                                              const HloArray& x, const HloArray& start);

}  // namespace splitvote
