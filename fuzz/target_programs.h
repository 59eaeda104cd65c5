// Which programs the bytes of a target may name: the built-in ones by hash, or the one that
// SPLITVOTE_PROGRAM names (a built-in's name or a program file). Read once; neither arguments nor
// the working folder matter otherwise.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "harness/case/codec.h"
#include "harness/store/builtin.h"
#include "harness/store/load.h"
#include "src/program/input_error.h"

namespace splitvote {

inline ProgramRegistry target_programs() {
  static const std::vector<std::shared_ptr<const Program>> programs = [] {
    const char* bound = std::getenv("SPLITVOTE_PROGRAM");
    try {
      if (bound != nullptr) return std::vector{load_program(bound)};
    } catch (const InputError& error) {
      std::fprintf(stderr, "SPLITVOTE_PROGRAM: %s\n", error.what());
      std::exit(2);
    }
    const ProgramRegistry all = builtin_programs();
    return std::vector(all.begin(), all.end());
  }();
  return programs;
}

}  // namespace splitvote
