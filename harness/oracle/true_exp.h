// The referee's own exponential and the softmax sum, in float64.
//
// Addition, multiplication and exact scaling only, in an order that is written down: the same bits
// on every machine.
#pragma once

#include <vector>

namespace splitvote {

// e^x for x <= 0 or NaN, within 4e-16 of the true value, relatively; below -700: 0. x = k ln 2 + r,
// |r| <= ln 2 / 2, and the Taylor series of e^r to the 13th power (its rest is below 5e-18).
double true_exp(double x);

// A token's weight in a softmax, 1 at the maximum: e^((logit - maximum) / temperature). NaN weighs
// nothing; beside an infinite maximum only infinite logits weigh anything.
double softmax_weight(float logit, float maximum, double temperature);

// The sum of all weights: four partial sums (token mod 4), each in token order, then ((0 + 1) + (2
// + 3)).
double softmax_sum(const std::vector<float>& logits, float maximum, double temperature);

}  // namespace splitvote
