// Where a finding is reached: a compiled program that shows it.
#pragma once

#include <string>
#include <vector>

#include "harness/identify/compiled_as.h"

namespace splitvote {

struct Reached {
  CompiledAs as;
  std::string plan;    // of the sampler, as identified; empty: none explains it
  std::string record;  // the file that holds its HLO, relative to the finding's; empty: not saved

  friend bool operator==(const Reached&, const Reached&) = default;
};

// Adds those that are not known by how they were compiled and by plan. Whether there were any.
bool merge_reached(const std::vector<Reached>& from, std::vector<Reached>& into);

}  // namespace splitvote
