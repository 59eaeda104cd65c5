// Findings as a table for people: what, where, how bad, and one sentence that says why.
#pragma once

#include <span>
#include <string>

#include "harness/finding/finding.h"

namespace splitvote {

struct FindingLine {
  const Finding* finding = nullptr;
  std::string file;  // that it was saved to; may be empty
};

// Worst first: grade, then probability lost, then signature. Under each line the finding's
// sentence.
std::string findings_text(std::span<const FindingLine> lines, bool coloured);

}  // namespace splitvote
