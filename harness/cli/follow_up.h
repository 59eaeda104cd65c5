// What `fuzz --on` does with the findings it made: remedies are tried, and cases minimized.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/collection.h"
#include "harness/cli/output.h"
#include "harness/cli/target_arguments.h"
#include "harness/compiled/sampler_source.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct FollowedUp {
  std::size_t done = 0, all = 0;  // findings that compiled programs reach
  bool interrupted = false;       // by Ctrl-C
  std::vector<std::string> notices;
};

// First one of every sampler and verdict, then the second of each, and so on; several at once,
// until `seconds` are over (nothing: all of them). Every finding stays as good as it was when its
// turn does not come, or what is asked of it cannot be done. `samplers`: what was compiled;
// `folder`: where new records go.
FollowedUp follow_up(Collection& collection, const std::vector<SamplerSource>& samplers,
                     const TargetArguments& targets, const FailRule& rule,
                     const std::string& folder, std::optional<double> seconds,
                     const Output& output);

}  // namespace splitvote
