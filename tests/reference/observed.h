// What a program's `observe` names, read off the arrays of all ranks.
#pragma once

#include "harness/case/case.h"
#include "src/evaluate/outcome.h"
#include "tests/reference/lockstep.h"

namespace splitvote::reference {

Outcome observed(const Case& test_case, const LayoutMap& layout, const Lockstep& lockstep);

}  // namespace splitvote::reference
