#include "harness/cli/target_arguments.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/case/case_limits.h"
#include "harness/cli/live_line.h"
#include "harness/cli/stop_signal.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::int32_t kTokensPerRank = 32'768;  // as real-compilers' measurements have it
constexpr int kRanksOfCollectives = 4;
const std::vector<int> kBatches = {1, 8};  // compilers choose other plans at 8 rows than at 1

bool has_collectives(const SamplerSource& source) {
  return source.program != nullptr &&
         std::any_of(source.program->values.begin(), source.program->values.end(),
                     [](const Value& value) { return operation(value.opcode).collective; });
}

}  // namespace

void add_target_arguments(CLI::App& command, TargetArguments& arguments) {
  command
      .add_option("--on", arguments.on,
                  "Compile for these chips and judge what came out; `splitvote targets` lists them")
      ->type_name("TARGET,...");
  command
      .add_option("--args", arguments.array_arguments,
                  "Arguments of FILE.py:FUNCTION, as bf16[batch,vocab],f32[]")
      ->type_name("SHAPES");
  command.add_flag("--no-excess-precision", arguments.exact,
                   "Compile with xla_allow_excess_precision=false");
  add_compilers_options(command, arguments.compilers);
}

std::vector<CompiledShape> shapes_of(const TargetArguments& arguments,
                                     const SamplerSource& source) {
  const int ranks = arguments.ranks.value_or(has_collectives(source) ? kRanksOfCollectives : 1);
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
  LiveLine live(output.quiet || output.json);
  const auto began = std::chrono::steady_clock::now();
  Subjects all;
  for (const SamplerSource& sampler : samplers) {
    SubjectsRequest request;
    request.samplers = {sampler};
    request.targets = parse_targets(arguments.on, "--on");
    request.shapes = shapes_of(arguments, sampler);
    request.numbers = arguments.numbers;
    request.numbers.insert({"top_k", kCompiledTopK});
    request.excess_precision = !arguments.exact;
    request.identify = identify;
    request.identify.stop = &stop_signal();
    request.folder = folder;
    request.on_progress = [&](const std::string& what) {
      const double seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
      live.show(seconds, [&what] { return what; });
    };
    Subjects made = make_subjects(request, compilers);
    std::move(made.subjects.begin(), made.subjects.end(), std::back_inserter(all.subjects));
    std::move(made.notices.begin(), made.notices.end(), std::back_inserter(all.notices));
  }
  live.clear();
  if (!all.subjects.empty()) return all;
  throw InputError("--on", "expected a sampler that compiles, found: " +
                               (all.notices.empty() ? "nothing to compile" : all.notices.front()));
}

}  // namespace splitvote
