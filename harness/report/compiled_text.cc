#include "harness/report/compiled_text.h"

#include <cstdio>

#include "harness/report/table.h"

namespace splitvote {
namespace {

std::string time_text(const CompiledLine& line) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", line.seconds);
  return line.cached ? "cached" : text;
}

}  // namespace

std::string compiled_text(std::span<const CompiledLine> lines, bool coloured) {
  Table table({{"target"},
               {"shape"},
               {"compiler"},
               {"compiled in", Table::Align::kRight},
               {"optimized HLO"}});
  std::string failures;
  for (const CompiledLine& line : lines) {
    if (line.failure.empty()) {
      table.add({{line.target}, {line.shape}, {line.compiler}, {time_text(line)}, {line.file}});
      continue;
    }
    table.add({{line.target},
               {line.shape},
               {line.compiler.empty() ? "-" : line.compiler},
               {"failed", Colour::kRed},
               {"-"}});
    failures += line.target + ", " + line.shape + ": " + line.failure +
                (line.saved.empty() ? "" : "\n  what it failed on: " + line.saved) + "\n";
  }
  return table.text(coloured) + (failures.empty() ? "" : "\n" + failures);
}

}  // namespace splitvote
