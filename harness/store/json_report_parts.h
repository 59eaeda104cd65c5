// Pieces that several reports are made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/store/json_value.h"

namespace splitvote {

// Bit i is bit i % 8 of byte i / 8.
std::vector<std::uint8_t> packed_bits(const std::vector<bool>& bits);
Json words(const std::vector<std::string>& texts);
Json words(const std::vector<Verdict>& verdicts);
// A finding without its case: program and explanation.
Json json_of(const Finding& finding);

}  // namespace splitvote
