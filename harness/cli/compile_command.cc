// `splitvote compile`: a sampler compiled for real chips, its optimized HLO saved.

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "harness/cli/case_arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/compilers_arguments.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/identify_arguments.h"
#include "harness/cli/jobs_option.h"
#include "harness/cli/live_line.h"
#include "harness/cli/stop_signal.h"
#include "harness/cli/target_arguments.h"
#include "harness/compiled/from_records.h"
#include "harness/compiled/sampler_source.h"
#include "harness/compiled/subjects.h"
#include "harness/compiled/variant_plans.h"
#include "harness/reach/identify_subjects.h"
#include "harness/report/compiled_text.h"
#include "harness/report/site_table_text.h"
#include "harness/store/json_report.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr int kBatchMax = 1 << 12;
constexpr int kVocabSizeMax = 1 << 24;
constexpr int kRanksMax = 32;  // that any target offers

struct CompileArguments {
  std::string sampler;
  std::string targets;
  TargetArguments shapes;
  std::vector<std::string> settings;
  std::vector<std::string> options;
  std::string folder = "reports/compiled";
  std::string against, from;
  IdentifyArguments identify;
  CompilersArguments compilers;
  Output output;
};

// One sampler at one shape on one target.
struct Job {
  CompiledShape shape;
  CompilationPlan plan;
};

// A variant of a job, with what came of its requests.
struct VariantMade {
  std::size_t job;
  VariantPlan plan;
  std::vector<CompileResult> results;
};

std::map<std::string, std::string> xla_options(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> options;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || text.find(' ') != std::string::npos) {
      throw InputError("--xla", "expected OPTION=VALUE, found '" + text + "'");
    }
    options[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return options;
}

std::map<std::string, double> counts_of(const CompileArguments& arguments,
                                        const SamplerSource& source) {
  Parameters parameters;
  if (source.program != nullptr) apply_settings(arguments.settings, *source.program, parameters);
  return compiled_counts(parameters.numbers);
}

std::vector<Job> jobs_of(const CompileArguments& arguments, const SamplerSource& source,
                         Compilers& compilers) {
  const std::vector<const Target*> targets = parse_targets(arguments.targets, "--for");
  const std::map<std::string, std::string> options = xla_options(arguments.options);
  const std::map<std::string, double> counts = counts_of(arguments, source);
  std::vector<Job> jobs;
  std::vector<CompiledShape> shapes;
  for (const CompiledShape& shape :
       shapes_of(arguments.shapes, source, *targets.front(), compilers)) {
    shapes.push_back(shape);
    if (!arguments.shapes.variants) continue;
    const std::vector<CompiledShape> padded = padded_shapes(source, shape);
    shapes.insert(shapes.end(), padded.begin(), padded.end());
  }
  for (const CompiledShape& shape : shapes) {
    for (const Target* target : targets) {
      Job job = {shape, plan_compilation(source, *target, shape, counts, !arguments.shapes.exact)};
      job.plan.request.options = options;
      jobs.push_back(std::move(job));
    }
  }
  return jobs;
}

// A source that is wrong is wrong for every target: bad input, like any other.
void refuse_bad_source(const CompileResult& result, const CompileRequest& request) {
  const auto* failure = std::get_if<CompileFailure>(&result);
  if (failure == nullptr) return;
  if (failure->kind == CompileFailure::Kind::kArguments) {
    throw InputError("", failure->message, request.file);
  }
  if (failure->kind != CompileFailure::Kind::kSource) return;
  // The usual reason why a file's mesh cannot be made.
  const bool devices = failure->message.find("devices") != std::string::npos;
  const std::string hint =
      devices ? " (jax.devices() shows " + std::to_string(request.ranks) + ": --ranks)" : "";
  const std::string place = failure->line == 0 ? "" : "line " + std::to_string(failure->line);
  throw InputError(place, failure->message + hint, request.file);
}

// Saves a record and reads it back; what cannot be read is the line's failure.
void take(const SamplerSource& source, const CompiledRecord& record,
          const CompileArguments& arguments, CompiledLine& line, Subjects& subjects) {
  line.file = arguments.folder + "/" + record_file_name(record);
  save_file(line.file, write_record(record));
  try {
    add_record(source, record, line.file, subjects);
  } catch (const InputError& error) {
    line.failure = std::string("compiled, but not read back: ") + error.what();
  }
}

// What is not identified is its line's failure.
void identify(const IdentifySubjectsOptions& options, std::vector<CompiledLine>& lines,
              Subjects& subjects) {
  for (const NotIdentified& each : identify_subjects(options, subjects.subjects)) {
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const CompiledLine& candidate) {
      return candidate.file == each.record;
    });
    if (line == lines.end()) continue;
    line->failure = "compiled, but not identified: " +
                    (each.why.empty() ? std::string("stopped by a signal") : each.why);
  }
}

CompiledLine line_of(const SamplerSource& source, const Job& job, const CompileResult& result,
                     const CompileArguments& arguments, Subjects& subjects) {
  CompiledLine line;
  line.target = job.plan.request.target->name;
  line.shape = to_string(job.shape);
  if (const auto* failure = std::get_if<CompileFailure>(&result)) {
    line.failure = failure->message;
    line.saved = failure->saved;
    return line;
  }
  const CompiledText& text = std::get<CompiledText>(result);
  const auto spelled = [](const CompiledArray& array) { return array.name + " " + array.shape; };
  line.compiler = text.compiler;
  line.jax = text.jax;
  line.flags = text.flags;
  line.ranks = text.ranks;
  std::transform(text.arguments.begin(), text.arguments.end(), std::back_inserter(line.arguments),
                 spelled);
  std::transform(text.outputs.begin(), text.outputs.end(), std::back_inserter(line.outputs),
                 spelled);
  line.seconds = text.seconds;
  line.cached = text.cached;
  take(source, record_of(source, job.shape, job.plan, text), arguments, line, subjects);
  return line;
}

// `made` is what the job itself was compiled to.
CompiledLine line_of(const SamplerSource& source, const Job& job, const CompiledText& made,
                     const VariantMade& variant, const CompileArguments& arguments,
                     Subjects& subjects) {
  CompiledLine line;
  line.target = made.target;
  line.shape = to_string(job.shape) + ", " + variant.plan.variant;
  std::vector<CompiledText> texts;
  line.cached = true;
  for (const CompileResult& result : variant.results) {
    if (const auto* failure = std::get_if<CompileFailure>(&result)) {
      line.failure = failure->message;
      line.saved = failure->saved;
      return line;
    }
    texts.push_back(std::get<CompiledText>(result));
    line.seconds += texts.back().seconds;
    line.cached = line.cached && texts.back().cached;
  }
  line.compiler = texts.front().compiler;
  line.jax = texts.front().jax;
  line.flags = texts.front().flags;
  line.ranks = texts.front().ranks;
  take(source, variant_record(record_of(source, job.shape, job.plan, made), variant.plan, texts),
       arguments, line, subjects);
  return line;
}

std::vector<VariantMade> compile_variants(const std::vector<Job>& jobs,
                                          const std::vector<CompileResult>& results,
                                          Compilers& compilers) {
  std::vector<VariantMade> made;
  std::vector<CompileRequest> requests;
  for (std::size_t job = 0; job < jobs.size(); ++job) {
    const auto* text = std::get_if<CompiledText>(&results[job]);
    if (text == nullptr || jobs[job].shape.tokens_per_rank != jobs.front().shape.tokens_per_rank) {
      continue;
    }
    for (VariantPlan& plan : variant_plans(jobs[job].plan, *text)) {
      requests.insert(requests.end(), plan.requests.begin(), plan.requests.end());
      made.push_back({job, std::move(plan), {}});
    }
  }
  std::vector<CompileResult> variants = compilers.compile_all(requests, {});
  std::size_t at = 0;
  for (VariantMade& each : made) {
    for (std::size_t request = 0; request < each.plan.requests.size(); ++request) {
      each.results.push_back(std::move(variants[at++]));
    }
  }
  return made;
}

// What a record says of its compilation.
CompiledLine recorded_line(const CompiledSubject& on) {
  const CompiledAs& as = on.compiled.as;
  CompiledLine line;
  line.target = as.target;
  line.shape = to_string(as.shape);
  line.compiler = as.compiler;
  line.flags = as.flags;
  line.ranks = as.shape.ranks;
  line.cached = true;
  line.file = on.record;
  return line;
}

int show_records(const CompileArguments& arguments) {
  std::optional<SamplerSource> only;
  if (!arguments.sampler.empty()) {
    only = load_sampler(arguments.sampler, arguments.shapes.sampler);
  }
  const Subjects subjects =
      subjects_from_records(arguments.from, only ? &*only : nullptr,
                            identify_options(arguments.identify, arguments.shapes.jobs));
  print_notices(arguments.output, subjects.all_notices());
  std::vector<CompiledLine> lines;
  for (const Subject& subject : subjects.subjects) {
    for (const CompiledSubject& on : subject.on) lines.push_back(recorded_line(on));
  }
  print(arguments.output.json ? compiled_report(lines, subjects.subjects, nullptr)
                              : site_table_text(subjects.subjects, arguments.output.coloured()));
  return kNothingFound;
}

int compile(const CompileArguments& arguments) {
  if (!arguments.from.empty()) return show_records(arguments);
  const SamplerSource source = load_sampler(arguments.sampler, arguments.shapes.sampler);
  Compilers compilers(compilers_options(arguments.compilers));
  const std::vector<Job> jobs = jobs_of(arguments, source, compilers);
  std::vector<CompileRequest> requests;
  for (const Job& job : jobs) requests.push_back(job.plan.request);
  LiveLine live(arguments.output.quiet || arguments.output.json);
  const auto began = std::chrono::steady_clock::now();
  std::size_t done = 0;
  const std::vector<CompileResult> results = compilers.compile_all(
      requests, [&](const CompileRequest& request, const CompileResult& result) {
        refuse_bad_source(result, request);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
        ++done;
        live.show(seconds.count(), [&] {
          return std::to_string(done) + " of " + std::to_string(requests.size()) + " compiled";
        });
      });
  const std::vector<VariantMade> variants = arguments.shapes.variants
                                                ? compile_variants(jobs, results, compilers)
                                                : std::vector<VariantMade>();
  live.clear();
  make_folder(arguments.folder);
  std::optional<Subjects> before;
  if (!arguments.against.empty() && !stop_signal()) {
    before = subjects_from_records(arguments.against, &source,
                                   identify_options(arguments.identify, arguments.shapes.jobs));
  }
  Subjects subjects;
  std::vector<CompiledLine> lines;
  for (std::size_t at = 0; at < jobs.size(); ++at) {
    lines.push_back(line_of(source, jobs[at], results[at], arguments, subjects));
    for (const VariantMade& variant : variants) {
      if (variant.job != at) continue;
      lines.push_back(line_of(source, jobs[at], std::get<CompiledText>(results[at]), variant,
                              arguments, subjects));
    }
  }
  identify(identify_options(arguments.identify, arguments.shapes.jobs), lines, subjects);
  print_notices(arguments.output, subjects.all_notices());
  const std::vector<std::string> changes =
      before ? reading_changes(before->subjects, subjects.subjects) : std::vector<std::string>();
  const bool coloured = arguments.output.coloured();
  if (arguments.output.json) {
    print(compiled_report(lines, subjects.subjects, before ? &changes : nullptr));
  } else {
    std::string text = compiled_text(lines, coloured);
    if (!subjects.subjects.empty()) text += "\n" + site_table_text(subjects.subjects, coloured);
    if (before) {
      text +=
          "\n" + std::to_string(changes.size()) + " changes against " + arguments.against + "\n";
      for (const std::string& change : changes) text += "  " + change + "\n";
    }
    print(text);
  }
  const bool failed = std::any_of(lines.begin(), lines.end(),
                                  [](const CompiledLine& line) { return !line.failure.empty(); });
  return failed || !changes.empty() ? kFound : kNothingFound;
}

}  // namespace

void add_compile_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("compile", "Compile a sampler for real chips, none of which is needed");
  const auto arguments = std::make_shared<CompileArguments>();
  command
      ->add_option("SAMPLER", arguments->sampler,
                   "A program (a built-in's name or a file), or a JAX function: FILE.py:FUNCTION")
      ->type_name("");
  command
      ->add_option("--for", arguments->targets,
                   "Targets (`splitvote targets`); also tpu, cuda, all")
      ->type_name("TARGET,...");
  add_args_option(*command, arguments->shapes.sampler,
                  "Of a function: its arguments, as bf16[batch,vocab],f32[]; by default its "
                  "annotations");
  add_role_options(*command, arguments->shapes.sampler);
  command->add_option("--batch", arguments->shapes.batches, "Batch sizes, 1,8 by default")
      ->delimiter(',')
      ->type_name("N,...")
      ->check(whole_number(1, kBatchMax));
  command->add_option("--vocab", arguments->shapes.vocab_size, "Vocabulary over all ranks")
      ->type_name("N")
      ->check(whole_number(1, kVocabSizeMax));
  command
      ->add_option(
          "--ranks", arguments->shapes.ranks,
          "Ranks of a program; devices that jax.devices() shows to a file; 4 by default where "
          "the sampler is spread over them, else 1")
      ->type_name("N")
      ->check(whole_number(1, kRanksMax));
  command->add_option("--set", arguments->settings, "Counts that are compiled in: top_k=40")
      ->type_name("NAME=VALUE");
  command->add_flag("--no-excess-precision", arguments->shapes.exact,
                    "Compile with " + std::string(kNoExcessPrecision));
  command->add_flag("--variants", arguments->shapes.variants,
                    "Besides, with an extra output, with a bystander, as two jits, and for a "
                    "padded vocabulary");
  command->add_option("--xla", arguments->options, "A further option of XLA's")
      ->type_name("OPTION=VALUE");
  command->add_option("-o,--out", arguments->folder, "Where the optimized HLO goes")
      ->type_name("DIR");
  command
      ->add_option("--against", arguments->against,
                   "Records of an earlier compilation: exits 1 when a reading or a plan changed")
      ->type_name("DIR");
  command
      ->add_option("--from", arguments->from,
                   "Show what was compiled before, from its records; no compiler is needed, and "
                   "SAMPLER may be left out")
      ->type_name("DIR");
  add_identify_options(*command, arguments->identify);
  add_jobs_option(*command, arguments->shapes.jobs);
  add_compilers_options(*command, arguments->compilers);
  add_output_options(*command, arguments->output);
  command->footer(
      "Example:\n  splitvote compile sampling.py:sample --args \"bf16[batch,vocab],f32[]\" "
      "--for tpu-v5e,cpu");
  command->callback([arguments, &action] {
    if (arguments->from.empty() && arguments->sampler.empty()) throw CLI::RequiredError("SAMPLER");
    if (arguments->from.empty() && arguments->targets.empty()) throw CLI::RequiredError("--for");
    action = [arguments]() -> int { return compile(*arguments); };
  });
}

}  // namespace splitvote
