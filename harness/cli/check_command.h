// A command of the user's that says which cases are interesting.
#pragma once

#include <string>

#include "harness/case/case.h"

namespace splitvote {

class CheckCommand {
 public:
  // Run by the shell with the case file's path as its last argument. Interesting is exit code 0, or
  // with `nonzero` every other one.
  CheckCommand(std::string command, bool nonzero);
  CheckCommand(const CheckCommand&) = delete;
  CheckCommand& operator=(const CheckCommand&) = delete;
  ~CheckCommand();

  // Throws InputError where the shell cannot be run, SweepStopped where a signal ended the command.
  [[nodiscard]] bool interesting(const Case& test_case) const;
  // How it ended last: "exit code 3".
  [[nodiscard]] std::string last_exit() const;

 private:
  std::string command_, file_;
  bool nonzero_;
  mutable int last_code_ = 0;
};

}  // namespace splitvote
