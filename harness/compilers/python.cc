#include "harness/compilers/python.h"

#include <unistd.h>

#include <cstdlib>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr const char* kVariable = "SPLITVOTE_COMPILERS_PYTHON";
constexpr const char* kInstalled = SPLITVOTE_ROOT "/build/compilers/bin/python";

bool runs(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

}  // namespace

std::string compilers_python() {
  if (const char* named = std::getenv(kVariable); named != nullptr && *named != '\0') {
    if (runs(named)) return named;
    throw InputError(kVariable,
                     "expected a Python that can be run, found '" + std::string(named) + "'");
  }
  if (runs(kInstalled)) return kInstalled;
  throw InputError("compilers",
                   "expected them in " SPLITVOTE_ROOT
                   "/build/compilers: run scripts/compilers there, or name a Python that has "
                   "JAX in $" +
                       std::string(kVariable));
}

std::string how_to_install(Platform platform) {
  return platform == Platform::kCuda ? "run scripts/compilers --cuda" : "run scripts/compilers";
}

}  // namespace splitvote
