// `splitvote emit`: a finding as one file that shows it without splitvote.

#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/finding_argument.h"
#include "harness/emit/emit.h"
#include "harness/emit/reached_check.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kCompileCheck = "jax-compile";

struct EmitArguments {
  FindingArguments finding;
  std::string language;
  std::string file;
  std::string plan;
  std::string target;
  Output output;
};

Plan plan_of(const EmitArguments& arguments, const Finding& finding) {
  if (arguments.plan.empty()) return finding.witness;
  try {
    return parse_plan(*finding.test_case.program, arguments.plan);
  } catch (const InputError& error) {
    throw error.place().empty() ? InputError("--plan", error.expectation()) : error;
  }
}

std::string known_languages() {
  std::string text;
  for (const std::string_view each : kLanguageNames) {
    text += std::string(each) + ", ";
  }
  return text + std::string(kCompileCheck);
}

std::string text_of(const EmitArguments& arguments, const Finding& finding) {
  if (arguments.language == kCompileCheck) return emit_reached_check(finding, arguments.target);
  return emit(finding, plan_of(arguments, finding), *language_named(arguments.language));
}

// Before anything is swept.
void refuse_bad_arguments(const EmitArguments& arguments) {
  const bool check = arguments.language == kCompileCheck;
  if (!check && !language_named(arguments.language)) {
    throw InputError("--as",
                     "expected " + known_languages() + ", found '" + arguments.language + "'");
  }
  if (check && !arguments.plan.empty()) {
    throw InputError("--plan", "expected none with --as jax-compile: the compiler chooses it");
  }
  if (!check && !arguments.target.empty()) {
    throw InputError("--target", "expected --as jax-compile with it");
  }
}

int emit_finding(const EmitArguments& arguments) {
  refuse_bad_arguments(arguments);
  const FoundFinding found = load_finding_argument(arguments.finding);
  print_notices(arguments.output, found.notices);
  const std::string text = text_of(arguments, found.finding);
  if (arguments.file.empty()) {
    print(text);
  } else {
    save_file(arguments.file, text);
  }
  return kNothingFound;
}

}  // namespace

void add_emit_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("emit", "A finding as one file that shows it without splitvote");
  const auto arguments = std::make_shared<EmitArguments>();
  add_finding_arguments(*command, arguments->finding);
  command->add_option("--as", arguments->language, "cpp, numpy, jax, torch or jax-compile")
      ->type_name("LANGUAGE")
      ->required();
  command->add_option("-o,--output", arguments->file, "Where to write it; stdout when absent")
      ->type_name("FILE");
  command
      ->add_option("--plan", arguments->plan,
                   "Another plan than the finding's: rounded, promoted, SITE=promoted,...")
      ->type_name("PLAN");
  command
      ->add_option("--target", arguments->target,
                   "Of a finding that several targets reach: which one (jax-compile)")
      ->type_name("TARGET");
  command->add_flag("--quiet,-q", arguments->output.quiet, "No notices");
  command->footer(
      "The file exits 1 while the failure is there, 0 once it is gone. Of a finding that compiled\n"
      "programs reach, jax-compile gives a file that compiles the sampler for the target and "
      "names\n"
      "the instructions that read numbers unrounded.\n"
      "Exits 0 when the file is written, 2 on bad input.\n"
      "Example:\n  splitvote emit finding.json --as cpp -o finding.cc");
  command->callback(
      [arguments, &action] { action = [arguments]() -> int { return emit_finding(*arguments); }; });
}

}  // namespace splitvote
