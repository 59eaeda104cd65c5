// Where a finding is reached: a compiled program that shows it.
#pragma once

#include <string>
#include <vector>

#include "harness/identify/compiled_as.h"

namespace splitvote {

struct Reached {
  CompiledAs as;
  std::string plan;    // of the sampler, as identified; empty: none explains it
  std::string record;  // the file that holds its HLO; in a finding's file relative to that file's
                       // folder; a fleet's two are separated by a comma; empty: not saved
  std::string contradicts;    // a plan that was identified, and names other tokens on this case
  bool elsewhere = false;     // it shows the finding on another case than this one
  std::string lowering = {};  // whose plan it is, where that is not the finding's own program:
                              // variant_split compares two that may differ in it

  friend bool operator==(const Reached&, const Reached&) = default;
};

// How it was compiled, and what plan that is.
bool same_program(const Reached& a, const Reached& b);

// Adds those that are not known by how they were compiled and by plan. Whether there were any.
bool merge_reached(const std::vector<Reached>& from, std::vector<Reached>& into);
// The same for what was seen on another case: what is added shows the finding elsewhere.
bool merge_reached_elsewhere(const std::vector<Reached>& from, std::vector<Reached>& into);

}  // namespace splitvote
