// The real compilers of this machine, as a table for people.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace splitvote {

struct TargetLine {
  std::string target;
  std::string compiler;  // "libtpu 0.0.52"; empty when it is not installed
  int ranks_max = 0;
  bool works = false;             // it is installed; where it was tried, it compiled
  std::optional<double> seconds;  // that a small program took, where it was tried
  std::string advice;             // what to do, where it does not work
};

std::string targets_text(std::span<const TargetLine> lines, bool coloured);

}  // namespace splitvote
