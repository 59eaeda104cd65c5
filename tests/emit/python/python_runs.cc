#include "tests/emit/python/python_runs.h"

#include <cstdio>
#include <cstdlib>
#include <set>

#include "tests/pythons.h"

namespace splitvote {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string file_name(std::size_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "emitted_%06zu", number);
  return name;
}

int in_shell(const std::string& command) { return std::system(command.c_str()); }

}  // namespace

std::vector<std::string> pythons_with(Language language) {
  const std::string module(name(language));
  const ScratchFolder folder;
  std::vector<std::string> found;
  std::set<std::string> installations;
  for (const std::string& python : pythons()) {
    const std::string ask = "'" + python + "' -c 'import " + module + "; print(" + module +
                            ".__file__)' > '" + folder / "where" + "' 2> /dev/null";
    if (in_shell(ask) != 0) continue;
    if (installations.insert(content_of(folder / "where")).second) found.push_back(python);
  }
  return found;
}

std::vector<PythonRun> run_python(const std::string& python,
                                  const std::vector<std::string>& sources) {
  const ScratchFolder folder;
  for (std::size_t at = 0; at < sources.size(); ++at) {
    folder.write(file_name(at) + ".py", sources[at]);
  }
  // One thread: the arrays are small, and the machine may be shared. No other backend: with libtpu
  // beside it, JAX would look for a TPU.
  const int status = in_shell(
      "JAX_PLATFORMS=cpu JAX_DISABLE_MOST_OPTIMIZATIONS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "
      "'" +
      python + "' " SPLITVOTE_ROOT "/tests/emit/python/run_files.py '" + folder / "" + "' 2> '" +
      folder / "errors" + "'");
  std::vector<PythonRun> runs;
  for (std::size_t at = 0; at < sources.size(); ++at) {
    std::string text = content_of(folder / (file_name(at) + ".out"));
    const std::size_t last = text.rfind("exit ");
    if (last == std::string::npos) {
      runs.push_back(
          {text, "status " + std::to_string(status) + ": " + content_of(folder / "errors")});
      continue;
    }
    runs.push_back({text.substr(0, last), text.substr(last + 5, text.size() - last - 6)});
  }
  return runs;
}

bool says_it_may_miss(const std::string& source) {
  return source.find("# Note: float32 numbers below 2^-126") != std::string::npos;
}

bool compiles(const std::vector<std::string>& sources) {
  const ScratchFolder folder;
  for (std::size_t at = 0; at < sources.size(); ++at) {
    folder.write(file_name(at) + ".py", sources[at]);
  }
  return in_shell("python3 -m py_compile '" + folder / "" + "'*.py") == 0;
}

}  // namespace splitvote
