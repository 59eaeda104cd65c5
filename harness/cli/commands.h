// The commands of `splitvote`: each adds its options to the app; the one that was named becomes the
// action.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "harness/cli/output.h"

namespace splitvote {

// Runs after the command line is parsed; gives the exit code. Throws InputError.
using Action = std::function<int()>;

void add_programs_command(CLI::App& app, Action& action);
void add_run_command(CLI::App& app, Action& action);
void add_sweep_command(CLI::App& app, Action& action);
void add_fuzz_command(CLI::App& app, Action& action);
void add_replay_command(CLI::App& app, Action& action);

// --json and --quiet, which every command has.
inline void add_output_options(CLI::App& command, Output& output) {
  command.add_flag("--json", output.json, "Print one JSON document and nothing else");
  command.add_flag("--quiet,-q", output.quiet, "No notices and no progress");
}

}  // namespace splitvote
