#include "tests/compilers/real_compilers.h"

#include <cstdlib>

#include "harness/compilers/python.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

bool has_jax(const std::string& python) {
  return std::system(("'" + python + "' -c 'import jax' > /dev/null 2>&1").c_str()) == 0;
}

}  // namespace

std::string python_with_jax() {
  static const std::string found = [] {
    std::string python;
    try {
      python = compilers_python();
    } catch (const InputError&) {
      python = SPLITVOTE_ROOT "/build/venv/bin/python";
    }
    return has_jax(python) ? python : "";
  }();
  return found;
}

void RealCompilers::SetUp() {
  if (python_with_jax().empty()) GTEST_SKIP() << "no JAX here: scripts/compilers installs it";
}

CompilersOptions RealCompilers::options() const {
  CompilersOptions options;
  options.python = python_with_jax();
  options.folder = folder_ / "cache";
  return options;
}

bool RealCompilers::here(Compilers& compilers, const char* target) {
  return compilers.missing(*find_target(target)).empty();
}

CompiledText compiled(const CompileResult& result) {
  if (const CompileFailure* failure = std::get_if<CompileFailure>(&result)) {
    ADD_FAILURE() << failure->target << ": " << failure->message << "\n" << failure->log;
    return {};
  }
  return std::get<CompiledText>(result);
}

CompileFailure failed(const CompileResult& result) {
  if (const CompileFailure* failure = std::get_if<CompileFailure>(&result)) return *failure;
  ADD_FAILURE() << "expected a failure, found " << std::get<CompiledText>(result).evidence();
  return {};
}

}  // namespace splitvote
