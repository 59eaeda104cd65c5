#include "harness/report/targets_text.h"

#include <cstdio>

#include "harness/report/table.h"

namespace splitvote {
namespace {

std::string works_text(const TargetLine& line) {
  if (!line.works) return "no";
  if (!line.seconds) return "installed";
  char text[32];
  std::snprintf(text, sizeof text, "yes, %.1f s", *line.seconds);
  return text;
}

}  // namespace

std::string targets_text(std::span<const TargetLine> lines, bool coloured) {
  Table table({{"target"}, {"compiler"}, {"ranks"}, {"works here"}, {"what to do"}});
  for (const TargetLine& line : lines) {
    table.add({{line.target},
               {line.compiler.empty() ? "-" : line.compiler},
               {"1-" + std::to_string(line.ranks_max)},
               {works_text(line), line.works ? Colour::kGreen : Colour::kYellow},
               {line.advice}});
  }
  return table.text(coloured);
}

}  // namespace splitvote
