// `splitvote fuzz`: a campaign over one, several or all samplers.

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "harness/campaign/campaign.h"
#include "harness/campaign/identify_again.h"
#include "harness/campaign/on_targets.h"
#include "harness/case/case_limits.h"
#include "harness/cli/build_fingerprint.h"
#include "harness/cli/case_arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/duration.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/follow_up.h"
#include "harness/cli/fuzz_seeds.h"
#include "harness/cli/fuzz_text.h"
#include "harness/cli/jobs_option.h"
#include "harness/cli/live_line.h"
#include "harness/cli/stop_signal.h"
#include "harness/cli/target_arguments.h"
#include "harness/compiled/program_file.h"
#include "harness/reach/variants.h"
#include "harness/report/findings_text.h"
#include "harness/store/builtin.h"
#include "harness/store/json_report.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr double kSecondsByDefault = 60;
// Enough to name a plan: every case of the campaign is one more, and is held against all plans that
// these leave.
constexpr int kProbes = 8, kQuietProbes = 3, kFreshCases = 2;
constexpr int kSeedRanks = 8;  // of --logits, unless --ranks says otherwise

struct FuzzArguments {
  std::vector<std::string> programs;
  std::string time;
  std::optional<std::uint64_t> runs;
  std::uint64_t seed = 1;
  int jobs = hardware_jobs();
  std::vector<std::string> corpus;
  std::vector<std::string> logits;
  std::string out = "reports/latest";
  std::string fail_on;
  std::string follow_up;
  std::optional<std::int32_t> vocab_size;
  std::optional<int> ranks;
  std::vector<int> batches;
  TargetArguments targets;
  bool no_variants = false;
  std::vector<std::string> settings;
  LayoutArguments layout;
  Output output;
};

// Every parameter is one of at least one program; those that lack it go without.
std::map<std::string, double> numbers_of(
    const std::vector<std::string>& settings,
    const std::vector<std::shared_ptr<const Program>>& programs) {
  std::map<std::string, double> numbers;
  for (const std::string& setting : settings) {
    std::optional<InputError> refusal;
    bool taken = false;
    for (const std::shared_ptr<const Program>& program : programs) {
      Parameters parameters;
      try {
        apply_settings({setting}, *program, parameters);
        numbers.insert(parameters.numbers.begin(), parameters.numbers.end());
        taken = true;
      } catch (const InputError& error) {
        refusal = error;
      }
    }
    if (!taken) throw InputError(*refusal);
  }
  return numbers;
}

GeneratorOptions generator_of(const FuzzArguments& arguments,
                              const std::vector<std::shared_ptr<const Program>>& programs) {
  GeneratorOptions options;
  if (arguments.vocab_size) {
    options.vocab_size_min = options.vocab_size_max = *arguments.vocab_size;
  }
  if (arguments.ranks) options.rank_count_min = options.rank_count_max = *arguments.ranks;
  if (arguments.batches.size() == 1) {
    options.row_count_min = options.row_count_max = arguments.batches.front();
  }
  options.numbers = numbers_of(arguments.settings, programs);
  return options;
}

CampaignOptions campaign_of(const FuzzArguments& arguments, const std::vector<Subject>* subjects) {
  CampaignOptions options;
  std::vector<std::string> notices;
  std::vector<std::optional<CompiledShape>> shapes;
  if (subjects != nullptr) {
    for (const Subject& subject : *subjects) options.programs.push_back(subject.sampler);
  } else if (arguments.batches.size() > 1) {
    throw InputError("--batch", "expected one number where nothing is compiled (--on, --fleet)");
  } else {
    const std::vector<HloRoles> roles = roles_of(arguments.programs, arguments.targets.sampler);
    for (std::size_t at = 0; at < arguments.programs.size(); ++at) {
      const std::string& name = arguments.programs[at];
      NamedProgram named = load_named_program(name, roles[at]);
      options.programs.push_back(std::move(named.program));
      shapes.push_back(named.shape);
      for (const std::string& note : named.notes) notices.push_back(name + ": " + note);
    }
  }
  if (options.programs.empty()) {
    options.programs.assign(builtin_programs().begin(), builtin_programs().end());
  }
  options.seed = arguments.seed;
  options.runs = arguments.runs;
  if (!arguments.time.empty()) options.seconds = parse_duration(arguments.time, "--time");
  if (!options.runs && !options.seconds) options.seconds = kSecondsByDefault;
  options.jobs = arguments.jobs;
  options.generator = generator_of(arguments, options.programs);
  for (std::size_t at = 0; at < shapes.size(); ++at) {
    options.generators.push_back(
        shapes[at] ? generator_at(*shapes[at], *options.programs[at], options.generator)
                   : options.generator);
  }
  if (!arguments.fail_on.empty()) options.rule = parse_fail_rule(arguments.fail_on);
  options.findings_folder = arguments.out + "/findings";
  options.build = build_fingerprint();
  options.stop = &stop_signal();

  options.seeds = corpus_seeds(arguments.corpus, options.programs, notices);
  LayoutArguments layout = arguments.layout;
  layout.ranks = arguments.ranks.value_or(kSeedRanks);
  for (const std::string& place : arguments.logits) {
    std::vector<SeedCase> rows =
        logits_seeds(place, options.programs, layout, options.generator, options.seed, notices);
    std::move(rows.begin(), rows.end(), std::back_inserter(options.seeds));
  }
  print_notices(arguments.output, notices);
  return options;
}

// What the campaign is about, to be compiled.
std::vector<SamplerSource> samplers_of(const FuzzArguments& arguments) {
  std::vector<SamplerSource> samplers =
      load_samplers(arguments.programs, arguments.targets.sampler);
  if (samplers.empty()) {
    for (const auto& program : builtin_programs()) samplers.emplace_back().program = program;
  }
  return samplers;
}

// With the shapes, and the counts among the settings, which are compiled in.
TargetArguments targets_of(const FuzzArguments& arguments,
                           const std::vector<SamplerSource>& samplers) {
  TargetArguments targets = arguments.targets;
  targets.batches = arguments.batches;
  targets.jobs = arguments.jobs;
  targets.ranks = arguments.ranks;
  targets.vocab_size = arguments.vocab_size;
  targets.variants = !arguments.no_variants;
  std::vector<std::shared_ptr<const Program>> programs;
  for (const SamplerSource& sampler : samplers) {
    if (sampler.program != nullptr) programs.push_back(sampler.program);
  }
  if (!programs.empty()) targets.numbers = numbers_of(arguments.settings, programs);
  return targets;
}

Subjects subjects_of(const FuzzArguments& arguments, const std::vector<SamplerSource>& samplers,
                     const TargetArguments& targets) {
  const std::string folder = arguments.out + "/compiled";
  IdentifyOptions identify;
  identify.probes_max = kProbes;
  identify.probes_quiet = kQuietProbes;
  identify.fresh = kFreshCases;
  try {
    Subjects made = compile_subjects(targets, samplers, identify, folder, arguments.output);
    const int equal = drop_equal_variants(made.subjects);
    if (equal > 0) {
      made.notices.push_back(std::to_string(equal) +
                             " variants and padded vocabularies choose as the sampler as it is; "
                             "they are not compared");
    }
    print_notices(arguments.output, made.all_notices());
    return made;
  } catch (const SweepStopped&) {
    throw InputError("",
                     "expected to run to its end, stopped by a signal before its first case" +
                         (folder_exists(folder) ? "; what was compiled is in " + folder : ""),
                     "fuzz");
  }
}

// Nothing: as long as the campaign runs.
std::optional<double> follow_up_seconds(const FuzzArguments& arguments) {
  if (arguments.follow_up.empty()) return std::nullopt;
  if (arguments.follow_up == "0") return 0;
  return parse_duration(arguments.follow_up, "--follow-up");
}

// What the campaign's cases contradicted, so that its findings name what compiled programs do.
std::function<void(Collection&)> revision(const FuzzArguments& arguments,
                                          const CampaignOptions& campaign,
                                          std::vector<Subject>& subjects, LiveLine& live) {
  IdentifySubjectsOptions options = identify_again_options(arguments.jobs, &stop_signal());
  options.on_progress = [&campaign, &live](const Subject& subject) {
    live.show(campaign.clock(), [&] {
      return "identifying again " + subject.sampler->name() + ", " + to_string(subject.shape);
    });
  };
  return [&campaign, &subjects, options](Collection& collection) {
    identify_again(options, campaign.rule, subjects, collection);
  };
}

int fuzz(const FuzzArguments& arguments) {
  const std::optional<double> follow_up_limit = follow_up_seconds(arguments);
  Subjects compiled;
  std::vector<SamplerSource> samplers;
  TargetArguments targets;
  if (arguments.targets.given()) {
    samplers = samplers_of(arguments);
    targets = targets_of(arguments, samplers);
    compiled = subjects_of(arguments, samplers, targets);
  }
  CampaignOptions options =
      campaign_of(arguments, arguments.targets.given() ? &compiled.subjects : nullptr);
  const OnTargets on_targets(compiled.subjects, options.rule);
  LiveLine live(arguments.output.quiet || arguments.output.json);
  if (arguments.targets.given()) {
    on_targets.direct(options);
    options.revise = revision(arguments, options, compiled.subjects, live);
  }
  make_folder(options.findings_folder);
  const auto began = std::chrono::steady_clock::now();
  options.clock = [began] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  options.on_progress = [&live](const CampaignProgress& progress) {
    live.show(progress.seconds, [&progress] { return progress_text(progress); });
  };
  CampaignResult result = run_campaign(options);
  live.clear();
  FollowedUp followed;
  if (arguments.targets.given() && !result.interrupted) {
    followed =
        follow_up(result.collection, samplers, targets, options.rule, arguments.out + "/compiled",
                  follow_up_limit ? follow_up_limit : options.seconds, arguments.output);
    print_notices(arguments.output, followed.notices);
  }

  std::vector<FindingLine> lines;
  for (const auto& [signature, collected] : result.collection.findings()) {
    lines.push_back({&collected.finding, collected.file});
  }
  FuzzReport report;
  for (const auto& program : options.programs) report.programs.push_back(program->name());
  report.seed = options.seed;
  report.seconds = result.progress.seconds;
  report.cases = result.progress.cases;
  report.plans = result.progress.plans;
  report.corpus_size = result.progress.corpus_size;
  report.interrupted = result.interrupted;
  report.findings = lines;
  const std::string document = fuzz_report(report);
  save_file(arguments.out + "/report.json", document);
  print(arguments.output.json ? document
                              : end_text(options, result, lines, arguments.output.coloured()) +
                                    (follow_up_limit == 0 ? "" : followed_text(followed)));
  return lines.empty() ? kNothingFound : kFound;
}

void add_shape_options(CLI::App& command, FuzzArguments& arguments) {
  command.add_option("--vocab", arguments.vocab_size, "Every case has this many tokens")
      ->type_name("N")
      ->check(whole_number(1, kVocabSizeMax));
  command
      .add_option("--ranks", arguments.ranks,
                  "Every case has this many ranks; with --on 4 by default for a sampler that is "
                  "spread over them, else 1")
      ->type_name("N")
      ->check(whole_number(1, kRankCountMax));
  command
      .add_option("--batch", arguments.batches,
                  "Every case has this many rows; with --on, the batch sizes to compile for")
      ->type_name("N[,N]")
      ->delimiter(',')
      ->check(whole_number(1, kRowCountMax));
  command
      .add_option("--set", arguments.settings,
                  "Parameters that every case is given, as temperature=0.7,top_k=40")
      ->type_name("NAME=VALUE,...")
      ->delimiter(',');
  add_layout_arguments(command, arguments.layout);
}

}  // namespace

void add_fuzz_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("fuzz", "Generate cases, sweep them, collect findings");
  const auto arguments = std::make_shared<FuzzArguments>();
  command
      ->add_option(
          "PROGRAM", arguments->programs,
          "Built-in names or program files, with --on also FILE.py:FUNCTION; all built-ins "
          "when none is named")
      ->type_name("");
  command->add_option("--time", arguments->time, "How long; 60s unless --runs is given")
      ->type_name("60s|5m|1h");
  command
      ->add_option("--runs", arguments->runs,
                   "How many cases after the seeds; with --seed the same findings for any --jobs")
      ->type_name("N");
  command->add_option("--seed", arguments->seed, "Which cases")
      ->type_name("N")
      ->capture_default_str();
  add_jobs_option(*command, arguments->jobs);
  command
      ->add_option("--corpus", arguments->corpus,
                   "Cases, findings or libFuzzer artifacts to begin with; may be repeated")
      ->type_name("DIR");
  command
      ->add_option("--logits", arguments->logits,
                   "Rows of your own to begin with, .safetensors or .npy; may be repeated")
      ->type_name("FILE[:TENSOR][:ROW]");
  command->add_option("--out", arguments->out, "Where findings and the report go")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--fail-on", arguments->fail_on, "Which verdicts are findings")
      ->type_name("VERDICT[:GRADE],...");
  command
      ->add_option("--follow-up", arguments->follow_up,
                   "With --on: at most so long to minimize what was reached and to try what rules "
                   "it out; as long as the campaign by default, 0 for not at all")
      ->type_name("60s|5m|0");
  add_shape_options(*command, *arguments);
  add_target_arguments(*command, arguments->targets);
  add_role_options(*command, arguments->targets.sampler);
  command->add_flag("--no-variants", arguments->no_variants,
                    "With --on: compile no variants (an extra output, a bystander, two jits, a "
                    "padded vocabulary), whose tokens would be compared");
  add_output_options(*command, arguments->output);
  command->footer(
      "Exits 1 when findings were made, 2 on bad input. Ctrl-C ends it with what it has.\n"
      "Example:\n  splitvote fuzz gather_topk_topp --time 5m --ranks 8 --out reports/tonight\n"
      "  splitvote fuzz sampling.py:sample --args 'bf16[batch,vocab],f32[]' --on tpu-v5e,tpu-v6e");
  command->callback(
      [arguments, &action] { action = [arguments]() -> int { return fuzz(*arguments); }; });
}

}  // namespace splitvote
