// The region of a reduction as a Python function.
#pragma once

#include <string>

#include "harness/case/case.h"
#include "harness/emit/listing.h"
#include "harness/emit/python/operations.h"

namespace splitvote {

// `def NAME(accumulators..., elements...)`, indented by four columns. Every result is rounded to
// its declared dtype, unless the accumulator is `unrounded`.
std::string print_region(const Case& test_case, const Line& line, const std::string& name,
                         bool unrounded, Operations& operations);

}  // namespace splitvote
