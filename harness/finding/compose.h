// Puts a finding together once it is known which plans show the verdict at which grade. Private to
// this room.
#pragma once

#include <functional>
#include <vector>

#include "harness/finding/finding.h"

namespace splitvote {

// `ruling_at` gives the ruling of the plan at one position of the sweep, or null; only failing ones
// count, and at least one must fail.
Finding compose_finding(const Case& test_case, const Sweep& sweep, const Judge& judge,
                        Verdict verdict, const std::function<const Ruling*(std::size_t)>& ruling_at,
                        const FailRule& rule);

}  // namespace splitvote
