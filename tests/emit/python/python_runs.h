// Emitted Python files, run as a reader would run them, but many in one process: importing a
// framework takes longer than running a file.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/emit.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {

// A Python that has the framework: the virtual environment of scripts/python-frameworks first, then
// the system's. Empty where there is none.
std::string python_with(Language language);

struct PythonRun {
  std::string out;
  std::string exit_code;  // "0", "1", or what went wrong
};
// In the order of the sources.
std::vector<PythonRun> run_python(const std::string& python,
                                  const std::vector<std::string>& sources);
// Whether all are accepted by the compiler of some Python; for frameworks that are not here.
bool compiles(const std::vector<std::string>& sources);

}  // namespace splitvote
