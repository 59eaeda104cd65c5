// Puts a finding together once it is known which plans show the verdict at which grade. Private to
// this room.
#pragma once

#include <optional>

#include "harness/finding/finding.h"
#include "harness/finding/verdict_plans.h"

namespace splitvote {

// Nothing where the verdict fails under no plan.
std::optional<Finding> compose_finding(const Case& test_case, const Sweep& sweep,
                                       const Judge& judge, Verdict verdict,
                                       const RulingAt& ruling_at, const FailRule& rule);

}  // namespace splitvote
