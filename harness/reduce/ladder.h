// Numbers from the simplest to read up, and the numbers of a candidate that may be spelled shorter.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "harness/reduce/candidate.h"

namespace splitvote {

// Every float32 whose shortest decimal has at most `text_length_max` characters (1..4), infinities
// included: the shorter text first, then the smaller magnitude, then the positive one.
std::span<const float> ladder(int text_length_max);

// One number of a candidate: a written-out logit, or a parameter that the case gives.
struct NumberPlace {
  std::size_t row = 0, token = 0;
  std::string parameter;  // empty: a logit
};

// Logits by row and token, then parameters by name. Background and planted values are not among
// them.
std::vector<NumberPlace> number_places(const Candidate& candidate);
std::vector<NumberPlace> logit_places(const Candidate& candidate);
double number_at(const Candidate& candidate, const NumberPlace& place);
// Parameters of whole numbers and probabilities may refuse it: candidate_fault tells.
void set_number(Candidate& candidate, const NumberPlace& place, double number);

}  // namespace splitvote
