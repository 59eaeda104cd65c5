// What was tried against a finding, for people: a table for every compiled program that reaches it.
#pragma once

#include <span>
#include <string>

#include "harness/finding/trial.h"

namespace splitvote {

// Empty for none.
std::string trials_text(std::span<const Trial> trials, bool coloured);

// In short, a line for each of those programs: "    tried on tpu-v5e, batch 8: reduce_precision
// where keep reads y helps; the sampler in float32 does not help".
std::string trials_lines(std::span<const Trial> trials);

}  // namespace splitvote
