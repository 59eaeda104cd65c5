// A case that compiled programs are run on, made simpler: they serve one shape, so ranks, tokens
// and rows stay while the numbers go; then the whole is moved to a smaller shape.
#pragma once

#include <functional>
#include <optional>

#include "harness/case/case.h"
#include "harness/identify/fit.h"

namespace splitvote {

// Whether the case still shows the finding. May throw SweepStopped.
using InterestingCase = std::function<bool(const Case&)>;

// 1. All logits but the most probable few of each row become one number: a constant background with
//    planted values over it. The fewest that are interesting.
// 2. Planted values go, those that can (delta.h).
// 3. Each number that is left, and the background, is spelled with fewer bits.
// The case as it is where no background is interesting.
Case with_simpler_logits(const Case& test_case, const InterestingCase& interesting);

// The planted values of a case at fewer rows, tokens a rank, or ranks: of ranks and rows those that
// hold planted values, and the finding's own, first ones first; tokens stay in order. Nothing where
// more are planted than the shape holds, or the logits are written out.
std::optional<Case> moved_to(const Case& test_case, int finding_row, const CompiledShape& shape);

}  // namespace splitvote
