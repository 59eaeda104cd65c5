#include "harness/identify/compiled_as.h"

namespace splitvote {

bool keeps_every_cast(std::string_view flags) {
  return flags.find(kNoExcessPrecision) != std::string_view::npos;
}

std::vector<std::string> parts_by_class(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos) return {text};
  return {text.substr(0, comma), text.substr(comma + 1)};
}

std::string CompiledAs::evidence() const {
  std::string text = "optimized HLO of " + compiler + " for " + target + ", " + to_string(shape);
  if (!variant.empty()) text += ", " + variant;
  return flags.empty() ? text : text + ", " + flags;
}

}  // namespace splitvote
