#include "harness/cli/build_fingerprint.h"

#include "build_constants.h"

namespace splitvote {

std::string build_fingerprint() {
  std::string text = std::string("splitvote ") + kVersion + " (";
  if (*kGitDescription != '\0') text += std::string(kGitDescription) + ", ";
  return text + kCompiler + ", " + kBuildType + ", " + kBuildFlags + ")";
}

}  // namespace splitvote
