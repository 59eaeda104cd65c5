// `splitvote compile`: a sampler compiled for real chips, its optimized HLO saved.

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "harness/cli/bad_input_line.h"
#include "harness/cli/case_arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/compilers_arguments.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/live_line.h"
#include "harness/compilers/sampler_source.h"
#include "harness/report/compiled_text.h"
#include "harness/store/json_report.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr int kTokensPerRankByDefault = 32'768;
constexpr int kVocabSizeMax = 1 << 24;
constexpr int kBatchMax = 1 << 12;
constexpr int kRanksMax = 32;       // that any target offers
constexpr int kRanksByDefault = 4;  // of programs whose ranks meet, and offered to a file's mesh

struct CompileArguments {
  std::string sampler;
  std::string targets;
  std::string arguments;
  std::vector<int> batches = {8};
  std::optional<int> vocab_size, ranks;
  std::vector<std::string> settings;
  std::string excess_precision = "on";
  std::vector<std::string> options;
  std::string folder = "reports/compiled";
  CompilersArguments compilers;
  Output output;
};

bool ranks_meet(const Program& program) {
  return std::any_of(program.draft.values.begin(), program.draft.values.end(),
                     [](const Value& value) { return info(value.op).collective; });
}

// Integer parameters that were set: a compiled program has them built in.
std::map<std::string, std::int64_t> counts_of(const CompileArguments& arguments,
                                              const Program& program) {
  Parameters parameters;
  apply_settings(arguments.settings, program, parameters);
  std::map<std::string, std::int64_t> counts;
  for (const auto& [name, number] : parameters.numbers) {
    counts[name] = static_cast<std::int64_t>(number);
  }
  return counts;
}

std::vector<SamplerSource> program_sources(const CompileArguments& arguments) {
  if (!arguments.arguments.empty()) {
    throw InputError("--args",
                     "expected FILE.py:FUNCTION with it; a program takes --batch, "
                     "--vocab and --ranks");
  }
  const std::shared_ptr<const Program> program = load_program(arguments.sampler);
  JaxShapes shapes;
  shapes.ranks = arguments.ranks.value_or(ranks_meet(*program) ? kRanksByDefault : 1);
  const int vocab_size = arguments.vocab_size.value_or(kTokensPerRankByDefault * shapes.ranks);
  if (vocab_size % shapes.ranks != 0) {
    throw InputError("--vocab", "expected a multiple of " + std::to_string(shapes.ranks) +
                                    " ranks, found " + std::to_string(vocab_size));
  }
  shapes.tokens_per_rank = vocab_size / shapes.ranks;
  shapes.counts = counts_of(arguments, *program);
  std::vector<SamplerSource> sources;
  for (const int batch : arguments.batches) {
    shapes.batch = batch;
    sources.push_back(source_of(*program, shapes));
  }
  return sources;
}

// One for each batch size where the arguments have a B, otherwise one.
std::vector<SamplerSource> function_sources(const CompileArguments& arguments,
                                            const FileFunction& function) {
  std::vector<SamplerSource> sources;
  const int vocab_size = arguments.vocab_size.value_or(kTokensPerRankByDefault);
  for (const int batch : arguments.batches) {
    SamplerSource source = source_of(function, with_sizes(arguments.arguments, batch, vocab_size),
                                     arguments.ranks.value_or(kRanksByDefault));
    if (!sources.empty() && source.shape == sources.back().shape) continue;
    sources.push_back(std::move(source));
  }
  return sources;
}

std::vector<SamplerSource> sources_of(const CompileArguments& arguments) {
  const std::optional<FileFunction> function = parse_file_function(arguments.sampler);
  std::vector<SamplerSource> sources =
      function ? function_sources(arguments, *function) : program_sources(arguments);
  for (SamplerSource& source : sources) {
    source.request.excess_precision = arguments.excess_precision == "on";
    for (const std::string& option : arguments.options) {
      const std::size_t equals = option.find('=');
      if (equals == std::string::npos || option.find(' ') != std::string::npos) {
        throw InputError("--xla", "expected OPTION=VALUE, found '" + option + "'");
      }
      source.request.options[option.substr(0, equals)] = option.substr(equals + 1);
    }
  }
  return sources;
}

// "greedy, batch 8" as part of a file's name.
std::string file_part(const std::string& text) {
  std::string part;
  for (const char letter : text) {
    const bool kept = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
    if (kept) {
      part += letter;
    } else if (!part.empty() && part.back() != '-') {
      part += '-';
    }
  }
  while (!part.empty() && part.back() == '-') part.pop_back();
  return part;
}

CompiledLine line_of(const Compilation& compilation, const std::string& folder) {
  CompiledLine line;
  line.target = compilation.target->name;
  line.shape = compilation.source->shape;
  if (const auto* failure = std::get_if<CompileFailure>(&compilation.result)) {
    line.failure = failure->message;
    line.saved = failure->saved;
    return line;
  }
  const CompiledText& text = std::get<CompiledText>(compilation.result);
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
  line.file = folder + "/" +
              file_part(compilation.source->name + "-" + line.target + "-" + line.shape) + ".hlo";
  save_file(line.file, "/* " + text.evidence() + ": " + compilation.source->name + ", " +
                           line.shape + ". " + text.jax + ", " + text.flags + " */\n" +
                           text.optimized);
  return line;
}

// A source that is wrong is wrong for every target: bad input, like any other.
void refuse_bad_source(const std::vector<Compilation>& compilations) {
  for (const Compilation& compilation : compilations) {
    const auto* failure = std::get_if<CompileFailure>(&compilation.result);
    if (failure == nullptr) continue;
    if (failure->kind == CompileFailure::Kind::kArguments) {
      throw InputError("", failure->message, compilation.source->request.file);
    }
    if (failure->kind != CompileFailure::Kind::kSource) continue;
    const std::string place = failure->line == 0 ? "" : "line " + std::to_string(failure->line);
    throw InputError(place, failure->message, compilation.source->request.file);
  }
}

int compile(const CompileArguments& arguments) {
  const std::vector<const Target*> targets = parse_targets(arguments.targets, "--for");
  const std::vector<SamplerSource> sources = sources_of(arguments);
  Compilers compilers(compilers_options(arguments.compilers));
  LiveLine live(arguments.output.quiet || arguments.output.json);
  const auto began = std::chrono::steady_clock::now();
  std::size_t done = 0;
  const std::vector<Compilation> compilations = compile_all(compilers, sources, targets, [&] {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    ++done;
    live.show(seconds.count(), [&] {
      return std::to_string(done) + " of " + std::to_string(sources.size() * targets.size()) +
             " compiled";
    });
  });
  live.clear();
  refuse_bad_source(compilations);
  make_folder(arguments.folder);
  std::vector<CompiledLine> lines;
  for (const Compilation& compilation : compilations) {
    lines.push_back(line_of(compilation, arguments.folder));
  }
  print(arguments.output.json ? compiled_report(lines)
                              : compiled_text(lines, arguments.output.coloured()));
  const bool failed = std::any_of(lines.begin(), lines.end(),
                                  [](const CompiledLine& line) { return !line.failure.empty(); });
  return failed ? kFound : kNothingFound;
}

}  // namespace

void add_compile_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("compile", "Compile a sampler for real chips, none of which is needed");
  const auto arguments = std::make_shared<CompileArguments>();
  command
      ->add_option("SAMPLER", arguments->sampler,
                   "A program (a built-in's name or a file), or a JAX function: FILE.py:FUNCTION")
      ->required()
      ->type_name("");
  command
      ->add_option("--for", arguments->targets,
                   "Targets (`splitvote targets`); also tpu, cuda, all")
      ->required()
      ->type_name("TARGET,...");
  command
      ->add_option("--args", arguments->arguments,
                   "Of a function: its arguments, B for the batch size and V for the vocabulary; "
                   "its annotations by default")
      ->type_name("\"bf16[B,V],f32[]\"");
  command->add_option("--batch", arguments->batches, "Batch sizes, 8 by default")
      ->delimiter(',')
      ->type_name("N,...")
      ->check(whole_number(1, kBatchMax));
  command->add_option("--vocab", arguments->vocab_size, "Vocabulary over all ranks")
      ->type_name("N")
      ->check(whole_number(1, kVocabSizeMax));
  command
      ->add_option("--ranks", arguments->ranks,
                   "Ranks of a program; devices that a file's mesh is made of")
      ->type_name("N")
      ->check(whole_number(1, kRanksMax));
  command->add_option("--set", arguments->settings, "Counts that are compiled in: top_k=40")
      ->type_name("NAME=VALUE");
  command
      ->add_option("--excess-precision", arguments->excess_precision,
                   "xla_allow_excess_precision, on by default")
      ->type_name("on|off")
      ->check(CLI::IsMember({"on", "off"}));
  command->add_option("--xla", arguments->options, "A further option of XLA's")
      ->type_name("OPTION=VALUE");
  command->add_option("-o,--out", arguments->folder, "Where the optimized HLO goes")
      ->type_name("DIR");
  add_compilers_options(*command, arguments->compilers);
  add_output_options(*command, arguments->output);
  command->footer(
      "Example:\n  splitvote compile sampling.py:sample --args \"bf16[B,V],f32[]\" --for "
      "tpu-v5e,cpu --batch 1,8");
  command->callback(
      [arguments, &action] { action = [arguments]() -> int { return compile(*arguments); }; });
}

}  // namespace splitvote
