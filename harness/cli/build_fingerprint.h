// Which build of splitvote this is: version, commit, compiler and flags. `--version` prints it and
// findings carry it.
#pragma once

#include <string>

namespace splitvote {

// "splitvote 0.1.0 (2293a4e, GNU 12.2.0, Release, -O3 -DNDEBUG -ffp-contract=off ...)".
std::string build_fingerprint();

}  // namespace splitvote
