// What reductions and all_reduce combine by, and where they start.
#pragma once

#include <string>

#include "harness/emit/python/dialect.h"
#include "src/program/program.h"

namespace splitvote {

// A number: what a reduction of no elements gives.
std::string start_of(Combine combine, Dtype dtype, std::string_view xp);

// A function of two arrays. `adder` adds floats.
std::string write_combiner(const Dialect& dialect, bool with_nan, Combine combine, Dtype dtype,
                           const std::string& adder);

}  // namespace splitvote
