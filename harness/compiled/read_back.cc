#include "harness/compiled/read_back.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/compiled/two_jits.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"
#include "src/jax/names.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::vector<std::string> parameters_of(const ProgramDraft& draft) {
  std::vector<std::string> names;
  for (const ValueDraft& value : draft.values) {
    if (value.op != "parameter") continue;
    names.push_back(std::get<std::string>(value.attributes.at("name")));
  }
  return names;
}

HloInterface interface_of(const CompiledRecord& record, bool optimized) {
  HloInterface interface;
  interface.parameters = record.parameters;
  interface.outputs = record.outputs;
  interface.infer_besides = record.of_function;
  interface.name = record.sampler;
  interface.pinned = optimized;
  interface.wide_accumulators = optimized;
  return interface;
}

HloProgram read_optimized(const CompiledRecord& record) {
  HloInterface interface = interface_of(record, true);
  interface.extra_results = record.extra_results;
  if (record.optimized_second.empty()) return read_hlo(parse_hlo(record.optimized), interface);
  HloInterface first = interface;
  first.outputs = {"keep"};
  HloProgram given = read_hlo(parse_hlo(record.optimized), first);
  interface.parameters = parameters_of(given.draft);
  interface.parameters.emplace_back(kGivenByFirst);
  return two_jits(std::move(given), read_hlo(parse_hlo(record.optimized_second), interface));
}

// What an operation is called wherever it stands: before optimization, JAX names the body of a
// shard_map from itself on; afterwards, from the whole program on.
std::string own_path(const std::string& op_name) {
  constexpr std::string_view kBorder = "shard_map/";
  const std::size_t border = op_name.rfind(kBorder);
  if (border != std::string::npos) return op_name.substr(border + kBorder.size());
  const std::size_t slash = op_name.rfind("jit(", 0) == 0 ? op_name.find(")/") : std::string::npos;
  return slash == std::string::npos ? op_name : op_name.substr(slash + 2);
}

void note(const std::vector<std::string>& notes, const std::string& about,
          std::vector<ReadNote>& all) {
  for (const std::string& each : notes) all.push_back({about, each});
}

}  // namespace

ReadBack read_back(const CompiledRecord& record, const std::string& file) {
  try {
    ReadBack result;
    HloProgram made = read_optimized(record);
    CompiledProgram& compiled = result.compiled;
    std::vector<std::string> inferred;
    const bool users_function = !record.unoptimized.empty();
    for (const Provenance& origin : made.provenance) {
      compiled.scopes.push_back(users_function ? own_path(origin.op_name)
                                               : id_of_scope(origin.scope).value_or(origin.scope));
      compiled.instructions.push_back("%" + origin.instruction + " (line " +
                                      std::to_string(origin.line) + ")");
    }
    compiled.program = std::make_shared<const Program>(check_program(std::move(made.draft)));
    compiled.as = {record.target, record.compiler, "", record.shape, record.variant};
    if (keeps_every_cast(record.flags)) compiled.as.flags = kNoExcessPrecision;
    compiled.numbers = record.numbers;
    if (users_function) {
      HloProgram given = read_hlo(parse_hlo(record.unoptimized), interface_of(record, false));
      note(given.notes, "the sampler", result.notes);
      inferred = given.notes;
      for (const Provenance& origin : given.provenance) {
        compiled.sampler_scopes.push_back(own_path(origin.op_name));
        result.sampler_instructions.push_back(origin.instruction);
      }
      result.sampler = std::make_shared<const Program>(check_program(std::move(given.draft)));
    }
    // What was inferred of the sampler already is said once.
    std::erase_if(made.notes, [&](const std::string& each) {
      return std::find(inferred.begin(), inferred.end(), each) != inferred.end();
    });
    note(made.notes, compiled.as.target, result.notes);
    return result;
  } catch (const InputError& error) {
    throw error.in_file(file);
  }
}

}  // namespace splitvote
