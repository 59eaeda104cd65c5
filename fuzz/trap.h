// How a fuzz target says what it found: the two lines that ClusterFuzz and libFuzzer tell findings
// apart by, then abort.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

namespace splitvote {

// With SPLITVOTE_FUZZ_NO_TRAP set (smoke tests), prints once per signature and returns.
inline void trap(const std::string& signature) {
  static std::set<std::string> printed;
  const bool first_time = printed.insert(signature).second;
  if (first_time) {
    std::fprintf(stderr, "ASSERTION FAILED: FuzzerHash=%s\nDEDUP_TOKEN: %s\n", signature.c_str(),
                 signature.c_str());
  }
  if (std::getenv("SPLITVOTE_FUZZ_NO_TRAP") == nullptr) std::abort();
}

}  // namespace splitvote
