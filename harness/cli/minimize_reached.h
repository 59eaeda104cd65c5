// `minimize` of a finding that compiled programs reach.
//
// 1. Its logits are made simpler at the shape that was compiled: the programs must still reach it.
//    Read from their records, so that no compiler is needed.
// 2. With --on or --fleet, fewer rows, tokens a rank and ranks: the sampler is compiled anew, at
//    most kCompilationsMax times, and the finding must be reached at the smaller shape.
#pragma once

#include <cstdint>
#include <string>

#include "harness/campaign/witness.h"
#include "harness/cli/output.h"
#include "harness/cli/target_arguments.h"
#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

inline constexpr int kCompilationsMax = 40;

struct MinimizedReached {
  Finding before, after;
  std::int64_t tests = 0;
  int compilations = 0;
  std::vector<std::string> notices;
  bool interrupted = false;  // by Ctrl-C: the best so far
};

// `signature`: the finding's; empty: the first one that is reached. `folder`: where new records go.
// Throws InputError where no program reaches it.
MinimizedReached minimize_reached(const Witness& witness, const TargetArguments& targets,
                                  const FailRule& rule, Compilers& compilers,
                                  const std::string& folder, const Output& output);

}  // namespace splitvote
