// The flags of commands that ask real compilers.
#pragma once

#include <memory>
#include <string>

#include "harness/cli/commands.h"
#include "harness/compilers/compilers.h"

namespace splitvote {

struct CompilersArguments {
  std::string cache;    // --cache DIR
  std::string timeout;  // --compile-timeout 120s
  int processes = 1;    // --compile-jobs N
};

void add_compilers_options(CLI::App& command, CompilersArguments& arguments);

// With the Python that has them, and stopped by Ctrl-C. Throws InputError when there is none.
CompilersOptions compilers_options(const CompilersArguments& arguments);

}  // namespace splitvote
