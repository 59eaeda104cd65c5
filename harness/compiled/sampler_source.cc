#include "harness/compiled/sampler_source.h"

#include <utility>

#include "harness/compiled/program_file.h"
#include "harness/compiled/readable_hlo.h"
#include "harness/store/save.h"
#include "src/jax/write_jax.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kPython = ".py";

void replace_word(std::string& text, const std::string& word, std::int64_t number) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    text.replace(at, word.size(), std::to_string(number));
  }
}

// `what`: "arguments". jit drops arguments that nothing reads: those that are left are named.
void want_as_many(const std::vector<std::string>& roles, const std::vector<CompiledArray>& arrays,
                  const std::string& function, const std::string& what, const std::string& flag) {
  if (roles.empty() || arrays.empty() || roles.size() == arrays.size()) return;
  std::string list;
  for (const CompiledArray& array : arrays) {
    list += (list.empty() ? "" : ", ") + array.name + " " + array.shape;
  }
  throw InputError(flag, "expected a role for each of the " + std::to_string(arrays.size()) + " " +
                             what + " of " + function + " (" + list + "), found " +
                             std::to_string(roles.size()));
}

}  // namespace

bool names_function(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  return colon != std::string::npos && colon >= kPython.size() &&
         text.compare(colon - kPython.size(), kPython.size(), kPython) == 0;
}

std::string SamplerSource::name() const {
  return program != nullptr ? program->name() : file + ":" + function;
}

SamplerSource load_sampler_source(const std::string& text, const std::string& arguments,
                                  const HloRoles& roles) {
  SamplerSource source;
  if (!names_function(text)) {
    if (text.size() > kPython.size() &&
        text.compare(text.size() - kPython.size(), kPython.size(), kPython) == 0) {
      throw InputError("", "expected the function after a colon (" + text + ":sample)", text);
    }
    NamedProgram named = load_named_program(text, roles);
    source.program = std::move(named.program);
    source.shape = named.shape;
    return source;
  }
  const std::size_t colon = text.rfind(':');
  source.file = text.substr(0, colon);
  source.function = text.substr(colon + 1);
  source.arguments = arguments;
  source.roles = roles;
  source.text = read_file(source.file);
  return source;
}

void complete_from(const CompiledRecord& record, SamplerSource& source) {
  if (source.program != nullptr || record.sampler != source.name()) return;
  if (source.arguments.empty()) source.arguments = record.arguments;
  if (source.roles.parameters.empty()) source.roles.parameters = record.parameters;
  if (source.roles.outputs.empty()) source.roles.outputs = record.outputs;
}

CompilationPlan plan_compilation(const SamplerSource& source, const Target& target,
                                 const CompiledShape& shape,
                                 const std::map<std::string, double>& numbers,
                                 bool excess_precision) {
  CompilationPlan plan;
  plan.request.target = &target;
  plan.request.ranks = shape.ranks;
  plan.request.excess_precision = excess_precision;
  if (source.program == nullptr) {
    plan.request.source = source.text;
    plan.request.file = source.file;
    plan.request.function = source.function;
    plan.request.arguments = source.arguments;
    plan.parameters = source.roles.parameters;
    plan.outputs = source.roles.outputs;
    replace_word(plan.request.arguments, "batch", shape.rows);
    replace_word(plan.request.arguments, "vocab",
                 std::int64_t{shape.tokens_per_rank} * shape.ranks);
    return plan;
  }
  JaxShapes sizes;
  sizes.batch = shape.rows;
  sizes.tokens_per_rank = shape.tokens_per_rank;
  sizes.ranks = shape.ranks;
  for (const auto& [name, number] : numbers) {
    sizes.counts[name] = static_cast<std::int64_t>(number);
  }
  const JaxSource written = write_jax(*source.program, sizes);
  const JaxSizes bound(*source.program, sizes);
  for (const auto& [name, count] : bound.counts()) {
    plan.numbers[name] = static_cast<double>(count);
  }
  plan.request.source = written.text;
  plan.request.file = source.program->name() + ".py";
  plan.parameters = written.parameters;
  plan.outputs = written.outputs;
  return plan;
}

CompiledRecord record_of(const SamplerSource& source, const CompiledShape& shape,
                         const CompilationPlan& plan, const CompiledText& text) {
  if (source.program == nullptr) {
    want_as_many(plan.parameters, text.arguments, source.name(), "arguments", "--parameters");
    want_as_many(plan.outputs, text.outputs, source.name(), "results", "--outputs");
  }
  CompiledRecord record;
  record.sampler = source.name();
  record.arguments = source.arguments;
  record.target = text.target;
  record.compiler = text.compiler;
  record.jax = text.jax;
  record.flags = text.flags;
  record.shape = shape;
  record.parameters = plan.parameters;
  record.outputs = plan.outputs;
  record.numbers = plan.numbers;
  record.of_function = source.program == nullptr;
  if (record.of_function) record.unoptimized = readable_hlo(text.unoptimized);
  record.optimized = readable_hlo(text.optimized);
  return record;
}

}  // namespace splitvote
