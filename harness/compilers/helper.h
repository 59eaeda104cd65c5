// The helper process: Python with JAX, which compiles for every target that it has the packages of.
//
// Its files are part of this binary; they are written beside the cache and run from there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/compilers/fields.h"
#include "harness/compilers/process.h"

namespace splitvote {

struct HelperFile {
  std::string_view name, text;
};
std::span<const HelperFile> helper_files();

// A hash of those files: what they make of a request may change with them.
std::string helper_version();

class CompilingStopped {};  // by the stop flag, before there was a helper to ask

class Helper {
 public:
  // Starts it and waits for its greeting, a few hundredths of a second. `folder` holds its files.
  // Throws InputError when `python` is none that runs it, CompilingStopped.
  Helper(const std::string& python, const std::string& folder, const Patience& patience);

  // Versions of packages by their names; "machine", what XLA:CPU compiles for.
  [[nodiscard]] const Fields& greeting() const { return greeting_; }

  Exchange ask(const Fields& request, const Patience& patience);
  std::string take_log() { return process_->take_log(); }

 private:
  std::optional<Process> process_;
  Fields greeting_;
};

}  // namespace splitvote
