// Operations whose results are numbers that they read.
#pragma once

#include "src/program/program.h"

namespace splitvote {

// Whether the result's floats are the operands' own, perhaps with another sign, or -inf, inf, NaN.
bool chooses(const Value& value);

}  // namespace splitvote
