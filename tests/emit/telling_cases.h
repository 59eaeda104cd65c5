// Cases whose candidates or top are the bits of one operation's results, on the numbers that tell a
// right operation from a wrong one.
#pragma once

#include <string>
#include <vector>

#include "harness/case/case.h"

namespace splitvote {

struct TellingCase {
  std::string name;
  Case test_case;
};

// Every elementwise operation on all pairs of special numbers: zeros of both signs, subnormals,
// infinities, NaNs, what overflows, and integers at their ends.
std::vector<TellingCase> elementwise_cases();
// Every cast: each narrow dtype, rounding mode and way with subnormals, on numbers about its ties,
// its least and its largest.
std::vector<TellingCase> casting_cases();
// Every order of a sum, route of an all_reduce, accumulator and tie rule, on numbers for which they
// matter.
std::vector<TellingCase> order_cases();

}  // namespace splitvote
