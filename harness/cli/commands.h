// The commands of `splitvote`: each adds its options to the app; the one that was named becomes the
// action.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "harness/cli/output.h"

namespace splitvote {

// Runs after the command line is parsed; gives the exit code. Throws InputError, SweepStopped
// or CompilingStopped where a signal left nothing to report.
using Action = std::function<int()>;

void add_programs_command(CLI::App& app, Action& action);
void add_run_command(CLI::App& app, Action& action);
void add_sweep_command(CLI::App& app, Action& action);
void add_fuzz_command(CLI::App& app, Action& action);
void add_replay_command(CLI::App& app, Action& action);
void add_recall_command(CLI::App& app, Action& action);
void add_reach_command(CLI::App& app, Action& action);
void add_explain_command(CLI::App& app, Action& action);
void add_minimize_command(CLI::App& app, Action& action);
void add_emit_command(CLI::App& app, Action& action);
void add_targets_command(CLI::App& app, Action& action);
void add_compile_command(CLI::App& app, Action& action);

// --json and --quiet, which every command has.
inline void add_output_options(CLI::App& command, Output& output) {
  command.add_flag("--json", output.json, "Print one JSON document and nothing else");
  command.add_flag("--quiet,-q", output.quiet, "No notices and no progress");
}

// Refuses numbers outside lowest..highest, in splitvote's words (CLI11's differ from version to
// version).
inline CLI::Validator whole_number(std::int64_t lowest, std::int64_t highest) {
  const std::string range = std::to_string(lowest) + ".." + std::to_string(highest);
  return {[lowest, highest, range](std::string& text) -> std::string {
            std::int64_t number = 0;
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, number);
            if (error == std::errc{} && rest == end && number >= lowest && number <= highest) {
              return "";
            }
            return "expected a whole number in " + range + ", found '" + text + "'";
          },
          ""};
}

}  // namespace splitvote
