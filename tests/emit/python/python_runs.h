// Emitted Python files, run as a reader would run them, but many in one process: importing a
// framework takes longer than running a file.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/emit.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {

// The Pythons that have the framework, each installation of it once: the virtual environment of
// scripts/python-frameworks, and the system's.
std::vector<std::string> pythons_with(Language language);

struct PythonRun {
  std::string out;
  std::string exit_code;  // "0", "1", or what went wrong
};
// In the order of the sources.
std::vector<PythonRun> run_python(const std::string& python,
                                  const std::vector<std::string>& sources);
// A JAX file that meets subnormal numbers says so: it may miss the outcome.
bool says_it_may_miss(const std::string& source);
// Whether all are accepted by the compiler of some Python; for frameworks that are not here.
bool compiles(const std::vector<std::string>& sources);

}  // namespace splitvote
