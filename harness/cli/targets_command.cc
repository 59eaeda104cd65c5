// `splitvote targets`: the real compilers of this machine.

#include <utility>

#include "harness/cli/commands.h"
#include "harness/cli/compilers_arguments.h"
#include "harness/cli/exit_code.h"
#include "harness/compilers/python.h"
#include "harness/report/targets_text.h"
#include "harness/store/json_report.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr const char* kTrial = R"(import jax.numpy as jnp

def top(logits, temperature):
    return jnp.argmax(logits / temperature, axis=-1)
)";

struct TargetsArguments {
  bool try_all = false;
  CompilersArguments compilers;
  Output output;
};

void try_it(Compilers& compilers, const Target& target, TargetLine& line) {
  CompileRequest request;
  request.target = &target;
  request.source = kTrial;
  request.file = "trial.py";
  request.function = "top";
  request.arguments = "bf16[8,1024],bf16[]";
  const CompileResult result = compilers.compile(request);
  if (const CompiledText* compiled = std::get_if<CompiledText>(&result)) {
    line.seconds = compiled->seconds;
    return;
  }
  line.works = false;
  line.advice = std::get<CompileFailure>(result).message;
}

// Without a Python for them, for the same reason all.
std::vector<TargetLine> all_missing() {
  std::vector<TargetLine> lines;
  for (const Target& target : targets()) {
    lines.push_back({std::string(target.name),
                     "",
                     target.ranks_max(),
                     false,
                     {},
                     how_to_install(target.platform)});
  }
  return lines;
}

std::vector<TargetLine> lines_of(const TargetsArguments& arguments) {
  CompilersOptions options;
  try {
    options = compilers_options(arguments.compilers);
  } catch (const InputError& error) {
    print_notices(arguments.output, {error.what()});
    return all_missing();
  }
  options.reuse = false;
  Compilers compilers(options);
  std::vector<TargetLine> lines;
  for (const Target& target : targets()) {
    TargetLine line;
    line.target = target.name;
    line.compiler = compilers.compiler_of(target);
    line.ranks_max = target.ranks_max();
    const std::string missing = compilers.missing(target);
    line.works = missing.empty();
    if (!line.works) {
      line.advice = missing + " is not installed: " + how_to_install(target.platform);
    } else if (arguments.try_all) {
      try_it(compilers, target, line);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

void add_targets_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "targets", "List the chips that samplers can be compiled for, and what works here");
  const auto arguments = std::make_shared<TargetsArguments>();
  command->add_flag("--try", arguments->try_all, "Compile a small program for each");
  add_compilers_options(*command, arguments->compilers);
  add_output_options(*command, arguments->output);
  command->footer("Example:\n  splitvote targets --try");
  command->callback([arguments, &action] {
    action = [arguments]() -> int {
      const std::vector<TargetLine> lines = lines_of(*arguments);
      print(arguments->output.json ? targets_report(lines)
                                   : targets_text(lines, arguments->output.coloured()));
      return kNothingFound;
    };
  });
}

}  // namespace splitvote
