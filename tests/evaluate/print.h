// Programs, cases and outcomes as text, floats bit for bit: for a person who looks for a
// difference.
#pragma once

#include <cstddef>
#include <string>

#include "harness/case/case.h"
#include "src/evaluate/array.h"
#include "src/evaluate/outcome.h"
#include "tests/reference/array.h"

namespace splitvote {

std::string program_text(const ProgramDraft& draft);
std::string case_text(const Case& test_case);
std::string outcome_text(const Outcome& outcome);

// Floats with their bits, integers as numbers of their dtype; equal text means bit-equal.
std::string element_text(const Array& array, std::size_t index);
std::string element_text(const reference::Array& array, std::size_t index);

}  // namespace splitvote
