// The numbers that one operand of a decision reads on one rank, and the two numbers behind each:
// what was computed (u), and that rounded (r).
//
// A float32 operand that only converts a narrow value stands for that value: the choice between u
// and r was made where it was converted.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/evaluate/evaluator.h"
#include "src/program/plan.h"

namespace splitvote {

struct Readings {
  int value = -1;    // whose numbers they are
  std::string site;  // where u or r is chosen; empty where there is no choice
  bool promoted = false;
  Dtype narrow = Dtype::kFloat32;  // what r is rounded to; float32: u = r by type
  ArrayRef u, r;

  [[nodiscard]] std::size_t count() const { return u->count(); }
  [[nodiscard]] float read(std::size_t at) const { return (promoted ? u : r)->floats()[at]; }
};

// `values` holds the u of every value that was evaluated. The operand must be a float.
Readings readings_of(const Evaluator& evaluator, const std::vector<DistributedRef>& values,
                     const Plan& plan, const Value& reader, std::size_t position, int rank);

}  // namespace splitvote
