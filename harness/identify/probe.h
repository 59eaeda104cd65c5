// Cases that tell plans apart.
//
// Random rows tell hypotheses apart badly. What did (research, real-compilers.md, section 10):
// about 30 % of a row's values among eight neighbouring numbers of the logits' dtype at the top,
// and temperatures in 0.9 to 1.9, where a division merges neighbours. One row in eight is nearly
// constant, one in eight is negative, so that sums and keys are told apart as well. One in four has
// only a few tokens at the top, so that most ranks lack the maximum.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "harness/case/case.h"
#include "harness/identify/fit.h"

namespace splitvote {

// Case `number` of `seed` at the shape, with the parameters `numbers` as they were compiled in.
Case probing_case(std::shared_ptr<const Program> program, const CompiledShape& shape,
                  const std::map<std::string, double>& numbers, std::uint64_t seed,
                  std::uint64_t number);

}  // namespace splitvote
