// --on TARGET,... and --fleet A,B: samplers compiled for real chips before the command's own work.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/compilers_arguments.h"
#include "harness/cli/jobs_option.h"
#include "harness/cli/output.h"
#include "harness/cli/sampler_arguments.h"
#include "harness/compiled/subjects.h"

namespace splitvote {

struct TargetArguments {
  std::string on;                       // empty: nothing is compiled
  SamplerArguments sampler;             // of FILE.py:FUNCTION and of HLO text
  std::optional<SamplerSource> loaded;  // the one sampler that is meant, where it was read before
  std::vector<int> batches;             // empty: 1 and 8
  std::optional<int> ranks;             // default: 4 where the sampler is spread over them, else 1
  std::optional<std::int32_t> vocab_size;  // default: 32,768 tokens a rank
  std::map<std::string, double> numbers;   // counts that are compiled in
  bool exact = false;                      // excess precision off
  bool variants = false;                   // compile variants besides (variant_plans.h)
  int jobs = hardware_jobs();              // identified at once
  CompilersArguments compilers;

  std::string fleet;  // two targets, one for each class of ranks; instead of `on`

  [[nodiscard]] bool given() const { return !on.empty() || !fleet.empty(); }
};

// --on, --fleet, --args, --no-excess-precision and the compilers' own; the shapes and the roles
// (sampler_arguments.h) are the command's own options.
void add_target_arguments(CLI::App& command, TargetArguments& arguments);

// The counts that are compiled in: those given, and a top_k where none is.
std::map<std::string, double> compiled_counts(std::map<std::string, double> given);

// At which shapes it is compiled. Whether a user's function is spread over devices is asked of JAX.
// Throws InputError for sizes that no compiled program has.
std::vector<CompiledShape> shapes_of(const TargetArguments& arguments, const SamplerSource& source,
                                     const Target& target, Compilers& compilers);

// Every sampler on every target, or on the fleet, with a live line; `folder` keeps the records.
// Throws InputError where nothing could be compiled, and where the fleet's compilers left different
// collectives.
Subjects compile_subjects(const TargetArguments& arguments,
                          const std::vector<SamplerSource>& samplers,
                          const IdentifyOptions& identify, const std::string& folder,
                          const Output& output);

// The same of one sampler at a shape of the caller's.
Subjects compile_at(const TargetArguments& arguments, const SamplerSource& sampler,
                    const CompiledShape& shape, const IdentifyOptions& identify,
                    Compilers& compilers, const std::string& folder, const Output& output);

}  // namespace splitvote
