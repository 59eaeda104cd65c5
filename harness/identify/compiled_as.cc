#include "harness/identify/compiled_as.h"

namespace splitvote {

std::string CompiledAs::evidence() const {
  std::string text = "optimized HLO of " + compiler + " for " + target + ", " + to_string(shape);
  if (!variant.empty()) text += ", " + variant;
  return flags.empty() ? text : text + ", " + flags;
}

}  // namespace splitvote
