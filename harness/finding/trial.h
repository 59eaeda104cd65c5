// What came of a remedy that was compiled into the sampler and tried.
#pragma once

#include <string>

#include "harness/identify/compiled_as.h"

namespace splitvote {

struct Trial {
  CompiledAs as;         // what the finding was reached on
  std::string remedy;    // "reduce_precision where keep reads y"; empty: as it was compiled
  std::string refusal;   // why it was not tried; empty: it was
  bool on_case = false;  // the finding's case still shows the verdict at a failing grade
  int fresh = 0;         // generated cases that were tried besides, the same for every remedy
  int fresh_shown = 0;   // those that show the verdict at a failing grade

  [[nodiscard]] bool tried() const { return refusal.empty(); }
  // Neither the case nor a fresh one shows it.
  [[nodiscard]] bool helps() const { return tried() && !on_case && fresh_shown == 0; }

  friend bool operator==(const Trial&, const Trial&) = default;
};

}  // namespace splitvote
