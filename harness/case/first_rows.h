// A case with fewer rows: the batch as it would be without those that come last.
#pragma once

#include "harness/case/case.h"

namespace splitvote {

// The first `rows` rows, or all where there are no more. Each keeps its number, and so its
// background and its draw.
Case first_rows(const Case& test_case, int rows);

}  // namespace splitvote
