// Pieces that several reports are made of.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/report/judged_on.h"
#include "harness/store/json_value.h"

namespace splitvote {

// Bit i is bit i % 8 of byte i / 8.
std::vector<std::uint8_t> packed_bits(const std::vector<bool>& bits);
Json words(const std::vector<std::string>& texts);
Json words(const std::vector<Verdict>& verdicts);
// A finding without its case: program and explanation.
Json json_of(const Finding& finding);

// What compiled programs named and how that was judged, and the findings that they reach: the
// members "on" and "reached". Nothing is added where there are none.
void add_on(std::span<const JudgedOn> on, std::span<const Finding> reached, const FailRule& rule,
            Json& document);

}  // namespace splitvote
