// JAX's argmax and argmin: a reduction of (value, index) pairs by a region that takes the greater
// value (a NaN before all), the lower index of equals. Recognised by structure.
#pragma once

#include <optional>
#include <vector>

#include "src/hlo/lowering.h"

namespace splitvote {

// xs [.., n] (values, indices) reduced along the last axis by this region from these starts;
// nothing where the region, the starts, or indices that do not grow with the position make it
// something else. `holds` as RegionExpression takes it.
std::optional<std::vector<HloArray>> reduced_as_argmax(HloLowering& lowering,
                                                       const HloComputation& region,
                                                       const std::vector<HloArray>& xs,
                                                       const std::vector<HloArray>& starts,
                                                       std::vector<const HloType*> holds);

}  // namespace splitvote
