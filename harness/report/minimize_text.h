// What minimizing made of a case, for people.
#pragma once

#include <cstdint>
#include <string>

#include "harness/case/case.h"
#include "harness/reduce/reducer.h"

namespace splitvote {

struct MinimizeReport {
  const Case* before = nullptr;
  const Case* after = nullptr;
  std::string signature;  // kept; empty where a command said what is interesting
  std::int64_t tests = 0;
  double seconds = 0;
  bool interrupted = false;
  std::string file;  // that the case was saved to; may be empty
};

// Two or three lines, and the case at a glance where it is small: what each rank holds.
std::string minimize_text(const MinimizeReport& report);

// "tokens: 1,234 candidates, at 128 tokens on 2 ranks, 14 operations".
std::string reduce_progress_text(const ReduceProgress& progress);

}  // namespace splitvote
