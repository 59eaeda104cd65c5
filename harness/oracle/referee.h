// The truth about a case, computed apart from everything it judges.
//
// Shares no code with src/evaluate or src/numeric, rounding included: it rounds by its own arithmetic, sums in float64 in token order and
// has its own exponential. Only plain data (Case, Layout) is common.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/case/case.h"

namespace splitvote {

struct TrueRow {
  std::vector<float> logits;            // [token] as the logits parameter holds them (rounded to its dtype)
  std::vector<double> probabilities;    // [token] softmax of logits / temperature (1 when not positive) in float64
  std::vector<std::int32_t> maximal;    // tokens with the greatest logit, NaN ignored, -inf never; may be empty
  float maximum = 0;                    // their logit; meaningless when `maximal` is empty
  bool has_nan = false;                 // the row held a NaN
  bool has_infinity = false;            // the row held +inf or -inf
};

struct Truth {
  std::vector<TrueRow> rows;
};

Truth establish_truth(const Case& test_case);

}  // namespace splitvote
