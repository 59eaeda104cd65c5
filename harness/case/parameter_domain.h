// Which numbers a case may give for each parameter of a program.
//
// The logits and the seed are not among them: a case carries those apart (Logits,
// Parameters::seed).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

enum class NumberKind : std::uint8_t {
  kFloat,        // any finite float32 (temperature; 0 means greedy)
  kProbability,  // a float32 in [0, 1] (top_p, min_p)
  kInteger,      // a whole number in [lowest, highest]
};

struct ParameterDomain {
  std::string name;
  NumberKind kind = NumberKind::kFloat;
  std::int64_t lowest = 0;   // kInteger
  std::int64_t highest = 0;  // kInteger; a count (top_k) is 1..kTopKMax
  bool required = false;     // the program has no default: the case must give it
};

// In program order.
std::vector<ParameterDomain> parameter_domains(const Program& program);

// Empty when `number` is allowed; otherwise what was expected and found ("a whole number
// in 1..262144, not 0").
std::string number_fault(const ParameterDomain& domain, double number);

}  // namespace splitvote
