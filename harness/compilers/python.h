// Where the Python is that has the compilers: $SPLITVOTE_COMPILERS_PYTHON, or what
// scripts/compilers made beside the source tree that this binary was built from.
#pragma once

#include <string>
#include <string_view>

namespace splitvote {

// Throws InputError that says what to run when it is missing.
std::string compilers_python();

// What to do about a target whose compiler package is missing.
std::string how_to_install(std::string_view compiler_package);

}  // namespace splitvote
