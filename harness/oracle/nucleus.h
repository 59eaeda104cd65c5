// Which tokens the true nucleus (top-p, after top-k) keeps for sure, and which it drops for sure.
//
// Tokens in descending order are kept while the mass before them is below top_p ("cum - p <
// top_p"): the last one kept makes the mass reach it. With a top_k, masses are those among the k
// most probable tokens. What the rule leaves to chance is ambiguous, and never counts against a
// sampler:
// - tokens at the boundary's logit (that of the last one kept);
// - tokens where the mass lies within 1e-12 of top_p, which float64 does not decide;
// - ties at the k-th logit, both as members and in the mass by which the others are divided.
// Knows nothing of min_p: a program with one promises no nucleus.
#pragma once

#include <cstdint>

#include "harness/oracle/token_order.h"

namespace splitvote {

struct Nucleus {
  std::int64_t surely_count = 0;  // tokens that are in for sure: the first ones in descending order
  float surely_from = 0;          // their least logit; meaningless when there are none
  std::int64_t possibly_count = 0;  // tokens that are in or ambiguous
  float possibly_from = 0;          // their least logit; tokens below it are out
};

// `row` has a maximum, `parameters` a top_p.
Nucleus true_nucleus(const TrueRow& row, const TrueParameters& parameters, TokenOrder& order);

}  // namespace splitvote
