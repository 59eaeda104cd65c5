// A parameter or a constant as the program holds it: rounded to its declared dtype.
#pragma once

#include <cstdint>

#include "harness/case/case.h"

namespace splitvote {

struct Held {
  float number = 0;        // float dtypes
  std::int64_t whole = 0;  // integers and predicates; u64: its 64 bits
};

// `value` is a constant, or a parameter other than the logits. Throws InputError when the case and
// the program leave the parameter open.
Held held_number(const Case& test_case, const Value& value);

// A constant alone (those of regions too).
Held held_constant(const Value& value);

}  // namespace splitvote
