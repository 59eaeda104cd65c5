// Random programs with a plan and a verdict to check, and what the reference evaluator says that
// their files must print.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "tests/emit/expected_output.h"

namespace splitvote {

struct RandomFinding {
  std::uint64_t seed = 0;
  Finding finding;  // its verdict is judged, whether it holds or not
  Plan plan;
  ExpectedOutput expected;
};

struct RandomFindings {
  std::vector<RandomFinding> all;
  std::set<std::string> operations;  // those that some needed value or region uses

  // Says which operations are missing, and that there are fleets; prints how often each verdict
  // fails.
  void expect_all_kinds() const;
};

// The last `for_the_rest` each use an operation that none before did; they are fewer where none
// is left. SPLITVOTE_EMIT_PROGRAMS, SPLITVOTE_EMIT_SEED: more of them, or others.
RandomFindings random_findings(int wanted, std::int32_t vocabulary_max, std::size_t for_the_rest);

}  // namespace splitvote
