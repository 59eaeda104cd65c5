// Source text compiled and run, as a reader of an emitted file would do it.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/cpp_file.h"

namespace splitvote {

struct Compiler {
  std::string path;
  std::string flags;
};

// g++ -O0, or what SPLITVOTE_EMIT_COMPILER and SPLITVOTE_EMIT_FLAGS say.
Compiler usual_compiler();

struct Ran {
  bool compiled = false;
  int exit_code = -1;
  std::string out;
  std::string errors;  // what the compiler said
};
// A C++17 source file, warnings being errors. `argument` goes to the program.
Ran compile_and_run(const Compiler& compiler, const std::string& source,
                    const std::string& argument = "");

// What the compiler says against each source on its own, in order; empty where it takes it. The
// standard library is compiled once for all.
std::vector<std::string> complaints(const Compiler& compiler,
                                    const std::vector<std::string>& sources);

// Several emitted files as one, because most of a compiler's time is the standard library: each
// body in a namespace of its own, the operations once. Its main runs all, one after another:
// a line "== N", then what file N prints, then "exit CODE".
std::string joined_source(const std::vector<CppFile>& files);
// What each file of a joined source printed, and its exit code.
std::vector<Ran> separated(const std::string& out);

}  // namespace splitvote
