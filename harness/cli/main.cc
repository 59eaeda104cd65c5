// `splitvote`: the command line. Parses, runs the named command, and turns bad input into one line
// and exit code 2.

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "harness/cli/bad_input_line.h"
#include "harness/cli/build_fingerprint.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/compilers/helper.h"
#include "harness/sweep/sweep.h"
#include "src/program/input_error.h"

namespace {

using namespace splitvote;

int refuse(const std::string& line) {
  std::fprintf(stderr, "%s\n", line.c_str());
  return kBadInput;
}

// Where a signal left nothing to report, that is said.
int run_to_its_end(const Action& action, const std::string& command) {
  const InputError stopped("", "expected to run to its end, stopped by a signal", command);
  try {
    const int code = action();
    flush_output();
    return code;
  } catch (const SweepStopped&) {
    throw InputError(stopped);
  } catch (const CompilingStopped&) {
    throw InputError(stopped);
  }
}

int run_command_line(int argument_count, char** arguments) {
  CLI::App app(
      "splitvote finds inputs on which a distributed LLM sampler disagrees with itself because "
      "some operations read a value rounded to bfloat16 and others read it unrounded.",
      "splitvote");
  app.set_version_flag("--version", build_fingerprint());
  app.require_subcommand(1);
  app.get_formatter()->column_width(28);
  app.footer("Example:\n  splitvote fuzz --time 60s");
  Action action;
  add_programs_command(app, action);
  add_run_command(app, action);
  add_sweep_command(app, action);
  add_fuzz_command(app, action);
  add_replay_command(app, action);
  add_recall_command(app, action);
  add_explain_command(app, action);
  add_minimize_command(app, action);
  add_emit_command(app, action);
  add_targets_command(app, action);
  add_compile_command(app, action);
  add_reach_command(app, action);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::Success& success) {
    const int code = app.exit(success);
    flush_output();
    return code;
  } catch (const CLI::ParseError& error) {
    return refuse(bad_input_line(std::string("command line: ") + error.what()));
  }
  return run_to_its_end(action, app.get_subcommands().front()->get_name());
}

}  // namespace

int main(int argument_count, char** arguments) {
  // A file beyond the shell's limit is a failed write like a full disk, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run_command_line(argument_count, arguments);
  } catch (const InputError& error) {
    return refuse(bad_input_line(error));
  } catch (const std::bad_alloc&) {
    return refuse(bad_input_line("memory: expected enough for this case, found none left"));
  }
}
