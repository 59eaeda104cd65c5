// The sampler under one plan as the body of a Python function, one statement for each number of
// each value.
#pragma once

#include <string>

#include "harness/emit/python/data.h"
#include "harness/emit/python/operations.h"
#include "harness/emit/reproducer.h"

namespace splitvote {

// Lines indented by four columns, the last one returning what each judged rank names of each row.
std::string print_body(const Reproducer& reproducer, const Listing& listing, Operations& operations,
                       Data& data);

}  // namespace splitvote
