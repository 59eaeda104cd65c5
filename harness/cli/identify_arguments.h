// The flags of commands that identify which plan a compiler chose: --probes, --fresh.
#pragma once

#include "harness/cli/commands.h"
#include "harness/reach/identify_subjects.h"

namespace splitvote {

struct IdentifyArguments {
  int probes = IdentifyOptions{}.probes_max;
  int fresh = IdentifyOptions{}.fresh;
};

void add_identify_options(CLI::App& command, IdentifyArguments& arguments);

// Stopped by Ctrl-C.
IdentifySubjectsOptions identify_options(const IdentifyArguments& arguments, int jobs);

}  // namespace splitvote
