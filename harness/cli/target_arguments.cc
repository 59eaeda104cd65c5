#include "harness/cli/target_arguments.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/case/case_limits.h"
#include "harness/cli/live_line.h"
#include "harness/cli/stop_signal.h"
#include "harness/reach/seen.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::int32_t kTokensPerRank = 32'768;  // as real-compilers' measurements have it
constexpr int kRanksOfSpread = 4;
constexpr double kTopK = 40;               // a published default (llama.cpp)
const std::vector<int> kBatches = {1, 8};  // compilers choose other plans at 8 rows than at 1

std::vector<const Target*> targets_of(const TargetArguments& arguments) {
  if (arguments.fleet.empty()) return parse_targets(arguments.on, "--on");
  std::vector<const Target*> targets = parse_targets(arguments.fleet, "--fleet");
  if (targets.size() == 2) return targets;
  throw InputError("--fleet", "expected two targets, found " + std::to_string(targets.size()));
}

// Those asked for; but a user's function takes as many devices as its mesh has, or one.
int ranks_of(const TargetArguments& arguments, const SamplerSource& source, const Target& target,
             Compilers& compilers) {
  if (source.program != nullptr) {
    const bool spread = !arguments.fleet.empty() || has_collectives(*source.program);
    return arguments.ranks.value_or(spread ? kRanksOfSpread : 1);
  }
  const int offered = arguments.ranks.value_or(kRanksOfSpread);
  const std::int32_t vocab_size = arguments.vocab_size.value_or(offered * kTokensPerRank);
  if (vocab_size % offered != 0) return arguments.ranks.value_or(1);
  const CompiledShape shape = {kBatches.front(), vocab_size / offered, offered};
  const CompilationPlan plan = plan_compilation(source, target, shape, {}, true);
  return compilers.ranks_of(plan.request).value_or(arguments.ranks.value_or(1));
}

void make_fleet(Subject& subject) {
  subject.fleet = true;
  const std::string why = why_apart(subject);
  if (!why.empty()) throw InputError("--fleet", why);
}

// Those whose both classes were compiled.
void make_fleets(Subjects& subjects) {
  std::erase_if(subjects.subjects, [](const Subject& subject) { return subject.on.size() != 2; });
  for (Subject& subject : subjects.subjects) make_fleet(subject);
}

class Compiling {
 public:
  Compiling(const TargetArguments& arguments, const IdentifyOptions& identify, Compilers& compilers,
            const std::string& folder, const Output& output)
      : arguments_(arguments),
        compilers_(compilers),
        live_(output.quiet || output.json),
        began_(std::chrono::steady_clock::now()) {
    request_.targets = targets_of(arguments);
    request_.numbers = compiled_counts(arguments.numbers);
    request_.excess_precision = !arguments.exact;
    request_.variants = arguments.variants && arguments.fleet.empty();
    request_.identify = identify;
    request_.identify.stop = &stop_signal();
    request_.jobs = arguments.jobs;
    request_.folder = folder;
    request_.on_progress = [this](const std::string& what) {
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began_;
      live_.show(seconds.count(), [&what] { return what; });
    };
  }

  Subjects run(std::vector<SamplerAtShapes> samplers) {
    request_.samplers = std::move(samplers);
    Subjects made = make_subjects(request_, compilers_);
    live_.clear();
    const std::string flag = arguments_.fleet.empty() ? "--on" : "--fleet";
    if (!arguments_.fleet.empty()) make_fleets(made);
    if (!made.subjects.empty()) return made;
    throw InputError(flag,
                     "expected a sampler that compiles, found: " +
                         (made.notices.empty() ? "nothing to compile" : made.notices.front()));
  }

 private:
  const TargetArguments& arguments_;
  Compilers& compilers_;
  LiveLine live_;
  std::chrono::steady_clock::time_point began_;
  SubjectsRequest request_;
};

}  // namespace

void add_target_arguments(CLI::App& command, TargetArguments& arguments) {
  command
      .add_option("--on", arguments.on,
                  "Compile for these chips and judge what came out; `splitvote targets` lists them")
      ->type_name("TARGET,...");
  command
      .add_option("--fleet", arguments.fleet,
                  "Even ranks on the first chip, odd ones on the second, or as the case's classes "
                  "are; instead of --on")
      ->type_name("TARGET,TARGET")
      ->excludes("--on");
  add_args_option(command, arguments.sampler,
                  "Arguments of FILE.py:FUNCTION, as bf16[batch,vocab],f32[]; of several, once for "
                  "all or once for each");
  command.add_flag("--no-excess-precision", arguments.exact,
                   "Compile with " + std::string(kNoExcessPrecision));
  add_compilers_options(command, arguments.compilers);
}

std::map<std::string, double> compiled_counts(std::map<std::string, double> given) {
  given.insert({"top_k", kTopK});
  return given;
}

std::vector<CompiledShape> shapes_of(const TargetArguments& arguments, const SamplerSource& source,
                                     const Target& target, Compilers& compilers) {
  if (source.shape) return {*source.shape};
  const int ranks = ranks_of(arguments, source, target, compilers);
  if (!arguments.fleet.empty() && ranks < 2) {
    throw InputError("--fleet", "expected at least two ranks, found one");
  }
  const std::int32_t vocab_size =
      arguments.vocab_size.value_or(static_cast<std::int32_t>(ranks) * kTokensPerRank);
  if (vocab_size % ranks != 0) {
    throw InputError("--vocab", "expected a multiple of " + std::to_string(ranks) +
                                    " ranks, found " + std::to_string(vocab_size));
  }
  std::vector<CompiledShape> shapes;
  for (const int batch : arguments.batches.empty() ? kBatches : arguments.batches) {
    shapes.push_back({batch, vocab_size / ranks, ranks});
  }
  return shapes;
}

Subjects compile_subjects(const TargetArguments& arguments,
                          const std::vector<SamplerSource>& samplers,
                          const IdentifyOptions& identify, const std::string& folder,
                          const Output& output) {
  Compilers compilers(compilers_options(arguments.compilers));
  const Target& asked = *targets_of(arguments).front();
  std::vector<SamplerAtShapes> all;
  for (const SamplerSource& sampler : samplers) {
    all.push_back({sampler, shapes_of(arguments, sampler, asked, compilers)});
  }
  return Compiling(arguments, identify, compilers, folder, output).run(std::move(all));
}

Subjects compile_at(const TargetArguments& arguments, const SamplerSource& sampler,
                    const CompiledShape& shape, const IdentifyOptions& identify,
                    Compilers& compilers, const std::string& folder, const Output& output) {
  return Compiling(arguments, identify, compilers, folder, output).run({{sampler, {shape}}});
}

}  // namespace splitvote
