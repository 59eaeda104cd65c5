// FINDING on a command line: a finding file, or a case of which one failing verdict is meant.
#pragma once

#include <CLI/CLI.hpp>
#include <atomic>
#include <string>
#include <vector>

#include "harness/cli/case_arguments.h"
#include "harness/finding/finding.h"
#include "harness/finding/swept_case.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct FindingArguments {
  CaseArguments test_case;
  std::string verdict;  // empty: the one that the file names, else the first that fails
  std::string fail_on;
};

struct FoundFinding {
  Finding finding;  // as a default sweep of the case, or the compiled programs that its file
                    // names, find it now
  FailRule rule;    // what fails, the verdicts that the file expects included
  std::vector<std::string> notices;
};

struct SweptFinding {
  FoundFinding found;
  SweptCase swept;
};

void add_finding_arguments(CLI::App& command, FindingArguments& arguments);

// Sweeps the case. Throws InputError where nothing fails, where the verdict asked for does not, and
// where a finding file no longer shows its own signature; SweepStopped.
FoundFinding load_finding_argument(const FindingArguments& arguments,
                                   const std::atomic<bool>* stop = nullptr);
// The same with the sweep that it was found in.
SweptFinding sweep_finding_argument(const FindingArguments& arguments,
                                    const std::atomic<bool>* stop = nullptr);

}  // namespace splitvote
