// `splitvote reach`: what of the samplers' findings compiled programs reach, as a table.

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "harness/campaign/reach_campaigns.h"
#include "harness/case/case_limits.h"
#include "harness/cli/commands.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/identify_arguments.h"
#include "harness/cli/jobs_option.h"
#include "harness/cli/live_line.h"
#include "harness/cli/sampler_arguments.h"
#include "harness/cli/stop_signal.h"
#include "harness/cli/target_arguments.h"
#include "harness/cli/today.h"
#include "harness/compiled/from_records.h"
#include "harness/report/reach_table.h"
#include "harness/report/table.h"
#include "harness/store/builtin.h"
#include "harness/store/json_report.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

struct ReachArguments {
  std::string folder, sampler, on;
  std::optional<std::int32_t> vocab_size;  // of what is compiled
  SamplerArguments of_sampler;             // roles
  IdentifyArguments identify = {12, 2};
  ReachOptions options;
  std::string file;
  CompilersArguments compilers;
  Output output;
};

std::string command_of(const ReachArguments& arguments) {
  const ReachOptions& options = arguments.options;
  std::string text = "splitvote reach " + arguments.folder;
  if (!arguments.sampler.empty()) text += " " + arguments.sampler;
  text += " --cases " + std::to_string(options.case_count) + " --fleet-cases " +
          std::to_string(options.fleet_case_count) + " --probes " +
          std::to_string(arguments.identify.probes) + " --fresh " +
          std::to_string(arguments.identify.fresh);
  if (!arguments.on.empty()) text += " --on " + arguments.on;
  if (arguments.vocab_size) text += " --vocab " + std::to_string(*arguments.vocab_size);
  if (options.seed != 1) text += " --seed " + std::to_string(options.seed);
  return arguments.file.empty() ? text : text + " -o " + arguments.file;
}

// "12 of 226, vllm_local_argmax, batch 8, 4 ranks of 32,768 tokens: 61 cases".
std::string progress_text(const ReachProgress& progress) {
  return std::to_string(progress.done + 1) + " of " + std::to_string(progress.count) + ", " +
         progress.what + ": " + grouped(progress.cases) + " cases";
}

// The built-in samplers that no record is of.
std::vector<SamplerSource> without_records(const std::vector<Subject>& subjects) {
  std::vector<SamplerSource> samplers;
  for (const auto& program : builtin_programs()) {
    const bool recorded = std::any_of(
        subjects.begin(), subjects.end(),
        [&](const Subject& subject) { return subject.sampler->name() == program->name(); });
    if (!recorded) samplers.emplace_back().program = program;
  }
  return samplers;
}

void compile_others(const ReachArguments& arguments, Subjects& subjects) {
  const std::vector<SamplerSource> others = without_records(subjects.subjects);
  if (others.empty()) return;
  TargetArguments targets;
  targets.on = arguments.on;
  targets.vocab_size = arguments.vocab_size;
  targets.jobs = arguments.options.jobs;
  targets.compilers = arguments.compilers;
  const IdentifySubjectsOptions identify =
      identify_options(arguments.identify, arguments.options.jobs);
  Subjects compiled = compile_subjects(targets, others, identify.own, "", arguments.output);
  print_notices(arguments.output, compiled.all_notices());
  std::move(compiled.subjects.begin(), compiled.subjects.end(),
            std::back_inserter(subjects.subjects));
}

Subjects identified(const ReachArguments& arguments) {
  std::optional<SamplerSource> only;
  if (!arguments.sampler.empty()) only = load_sampler(arguments.sampler, arguments.of_sampler);
  Subjects subjects =
      subjects_from_records(arguments.folder, only ? &*only : nullptr,
                            identify_options(arguments.identify, arguments.options.jobs));
  if (!arguments.on.empty()) compile_others(arguments, subjects);
  return subjects;
}

int reach(const ReachArguments& arguments) {
  LiveLine live(arguments.output.quiet || arguments.output.json);
  const auto began = std::chrono::steady_clock::now();
  const auto show = [&](const ReachProgress& progress) {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    live.show(seconds.count(), [&progress] { return progress_text(progress); });
  };
  live.show(0, [] { return std::string("identifying plans"); });
  const Subjects subjects = identified(arguments);
  ReachOptions options = arguments.options;
  options.stop = &stop_signal();
  options.on_progress = show;
  ReachTable table = run_reach_campaigns(subjects.subjects, options);
  table.date = today();
  table.command = command_of(arguments);
  live.clear();
  if (!arguments.file.empty()) save_file(arguments.file, reach_markdown(table));
  if (arguments.output.json) {
    print(reach_report(table));
  } else {
    print(arguments.file.empty() ? reach_markdown(table) : reach_summary(table));
  }
  const ReachCounts counts = counts_of(table);
  return counts.failing + counts.split == 0 ? kNothingFound : kFound;
}

}  // namespace

void add_reach_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "reach", "What compiled programs reach, sampler by target by batch, and which fleets agree");
  const auto arguments = std::make_shared<ReachArguments>();
  arguments->options.jobs = hardware_jobs();
  command
      ->add_option("DIR", arguments->folder,
                   "Records of compilations (`compile -o`); no compiler is needed")
      ->required()
      ->type_name("");
  command
      ->add_option("SAMPLER", arguments->sampler,
                   "Only this one: a program, or a JAX function FILE.py:FUNCTION")
      ->type_name("");
  add_role_options(*command, arguments->of_sampler);
  command
      ->add_option("--on", arguments->on,
                   "Besides, the built-in samplers that DIR has no record of, compiled for these")
      ->type_name("TARGET,...")
      ->excludes("SAMPLER");
  command
      ->add_option("--vocab", arguments->vocab_size,
                   "Of those: tokens over all ranks, 32,768 a rank by default")
      ->type_name("N")
      ->check(whole_number(1, kVocabSizeMax))
      ->needs("--on");
  command->add_option("--cases", arguments->options.case_count, "For each sampler and shape")
      ->type_name("N")
      ->check(whole_number(1, 1'000'000'000))
      ->capture_default_str();
  command
      ->add_option("--fleet-cases", arguments->options.fleet_case_count,
                   "For every two targets of a sampler with collectives; 0: no fleets")
      ->type_name("N")
      ->check(whole_number(0, 1'000'000'000))
      ->capture_default_str();
  command->add_option("--seed", arguments->options.seed, "Of every campaign")
      ->type_name("N")
      ->capture_default_str();
  add_identify_options(*command, arguments->identify);
  add_jobs_option(*command, arguments->options.jobs);
  command->add_option("-o,--output", arguments->file, "Where the table goes; stdout without it")
      ->type_name("FILE");
  add_compilers_options(*command, arguments->compilers);
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 0 when nothing is reached, 1 otherwise, 2 on bad input. Ctrl-C ends it with what it "
      "has.\n"
      "Example:\n  splitvote reach reports/compiled\n"
      "  splitvote reach corpus/compiled --on tpu-v5e,cuda-h100 -o reports/reach.md");
  command->callback(
      [arguments, &action] { action = [arguments]() -> int { return reach(*arguments); }; });
}

}  // namespace splitvote
