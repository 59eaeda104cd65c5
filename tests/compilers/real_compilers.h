// The compilers of this machine, for tests that really compile. Without them such a test says that
// it skips.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/compilers/compilers.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {

// A Python with JAX: the one that splitvote would take, or what scripts/python-frameworks made;
// empty where there is none.
std::string python_with_jax();

// With a cache of its own.
class RealCompilers : public testing::Test {
 protected:
  void SetUp() override;
  [[nodiscard]] CompilersOptions options() const;
  // Whether `target` can be compiled for.
  static bool here(Compilers& compilers, const char* target);

  ScratchFolder folder_;
};

// Fails the test, with what went wrong, when it is a failure.
CompiledText compiled(const CompileResult& result);
// ... when it is none.
CompileFailure failed(const CompileResult& result);

}  // namespace splitvote
