// The truth about a case, computed apart from everything it judges.
//
// Shares no code with src/evaluate or src/numeric, rounding included: it rounds by its own
// arithmetic, sums in float64 in an order of its own and has its own exponential. Only plain data
// (Case, Layout, the table of dtypes) is common. One pass over the vocabulary; what few verdicts
// need (order, probabilities, nucleus) is worked out when asked for (token_order.h, nucleus.h,
// row_ledger.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/case/case.h"

namespace splitvote {

struct TrueRow {
  static constexpr std::size_t kBlock = 64;

  // [token] as the logits parameter holds them (rounded to its dtype).
  std::vector<float> logits;
  // [token / kBlock] the greatest logit of the block, NaN ignored; -inf when all are NaN.
  std::vector<float> block_maxima;
  // Tokens with the greatest logit, ascending. NaN is ignored and -inf is none; may be empty.
  std::vector<std::int32_t> maximal;
  float maximum = 0;                  // their logit; -inf when `maximal` is empty
  bool has_nan = false;               // the row holds a NaN, given or by rounding
  bool has_infinity = false;          // the row holds +inf or -inf, given or by rounding
  std::int32_t comparable_count = 0;  // tokens that are neither NaN nor -inf
};

// The parameters as the program holds them: the case's number or the program's default, rounded to
// the declared dtype. Absent when the program has no such parameter.
struct TrueParameters {
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::optional<std::int64_t> top_k;

  // What logits are divided by: the temperature where it is positive, otherwise 1 (0 means greedy).
  [[nodiscard]] double divisor() const {
    return temperature && *temperature > 0 ? *temperature : 1;
  }
};

struct Truth {
  std::vector<TrueRow> rows;
  TrueParameters parameters;
};

// The parameter of that name as the program holds it. `silent` is what a program gets that has the
// parameter, and a case and a default that do not say (OPERATIONS.md, Sources). Nothing where the
// program has no such parameter.
std::optional<double> true_parameter(const Case& test_case, std::string_view name, double silent);

Truth establish_truth(const Case& test_case);
// With the case's logits at hand: materialize(test_case.logits, vocab_size).
Truth establish_truth(const Case& test_case, std::vector<std::vector<float>> rows);

}  // namespace splitvote
