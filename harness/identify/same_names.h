// Whether two outcomes name the same tokens: what a plan can be told by.
//
// Compared are candidates, tops, draws and owners of every rank and row that both judge. Not
// compared is what only an evaluator sees (NaN in a decision, a value that travelled).
#pragma once

#include "src/evaluate/outcome.h"

namespace splitvote {

// The first `rows` rows of both.
bool same_names(const Outcome& a, const Outcome& b, int rows);

}  // namespace splitvote
