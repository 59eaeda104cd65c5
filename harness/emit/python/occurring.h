// Which numbers occur when the emitted sampler runs, where the text of the file depends on it.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/reproducer.h"

namespace splitvote {

struct Occurring {
  // A NaN: then its bits matter, and arithmetic has to make it the canonical one.
  bool nan = false;
  // Names of values with subnormal float32 numbers, or sums that may have such partial results:
  // XLA takes these for zero on a CPU.
  std::vector<std::string> subnormal;
};

Occurring occurring_in(const Reproducer& reproducer);

}  // namespace splitvote
