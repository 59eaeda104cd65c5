// Where a compiled program leaves its sampler: the first instruction whose numbers are neither the
// rounded nor the unrounded ones of the value that its scope names.
#pragma once

#include <string>

#include "harness/case/case.h"
#include "harness/identify/compiled_program.h"
#include "src/program/plan.h"

namespace splitvote {

// The case fits the compiled shape; the sampler runs under `plan`. Values are compared where an
// instruction of their scope has the same shape (axes of one element aside): the last such one.
// Empty where all of them agree.
std::string where_it_starts(const Case& test_case, const CompiledProgram& compiled,
                            const Plan& plan);

}  // namespace splitvote
