// Exit codes as `diff` has them.
#pragma once

namespace splitvote {

enum ExitCode : int {
  kNothingFound = 0,
  kFound = 1,     // run, sweep, fuzz: a failing verdict; replay: not what a file says it shows;
                  // compile: a target that it did not compile for; recall: what a seed did not find
  kBadInput = 2,  // bad usage, unreadable input, output that cannot be written
};

}  // namespace splitvote
