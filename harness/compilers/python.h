// Where the Python is that has the compilers: $SPLITVOTE_COMPILERS_PYTHON, or what
// scripts/compilers made beside the source tree that this binary was built from.
#pragma once

#include <string>

#include "harness/compilers/target.h"

namespace splitvote {

// Throws InputError that says what to run when it is missing.
std::string compilers_python();

// What to run for a target whose compiler is not installed.
std::string how_to_install(Platform platform);

}  // namespace splitvote
