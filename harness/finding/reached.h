// Where a finding is reached: a compiled program that shows it.
#pragma once

#include <string>

#include "harness/identify/compiled_as.h"

namespace splitvote {

struct Reached {
  CompiledAs as;
  std::string plan;    // of the sampler, as identified; empty: none explains it
  std::string record;  // the file that holds its HLO, relative to the finding's; empty: not saved

  friend bool operator==(const Reached&, const Reached&) = default;
};

}  // namespace splitvote
