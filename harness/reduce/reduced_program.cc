#include "harness/reduce/reduced_program.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

// What an observed value refers to, shapes and counts included; the logits always.
std::vector<bool> referred_to(const Program& program) {
  const std::size_t count = program.values.size();
  std::vector<bool> referred(count, false);
  const auto mark = [&](int index) {
    if (index >= 0) referred[static_cast<std::size_t>(index)] = true;
  };
  mark(program.logits);
  for (std::size_t at = count; at-- > 0;) {
    const Value& value = program.values[at];
    if (!value.needed && !referred[at]) continue;
    referred[at] = true;
    for (const int operand : value.operands) mark(operand);
    mark(value.attributes.like);
    mark(value.attributes.target);
    if (value.attributes.count.parameter.empty()) continue;
    for (std::size_t other = 0; other < at; ++other) {
      const Value& parameter = program.values[other];
      if (parameter.opcode == Opcode::kParameter &&
          parameter.attributes.parameter_name == value.attributes.count.parameter) {
        referred[other] = true;
      }
    }
  }
  return referred;
}

bool has_parameter(const Program& program, const std::string& name) {
  for (const Value& value : program.values) {
    if (value.opcode == Opcode::kParameter && value.attributes.parameter_name == name) return true;
  }
  return false;
}

}  // namespace

void set_program(Candidate& candidate, ProgramDraft draft) {
  const Program& before = *candidate.test_case.program;
  draft.reduced_from = signature_name(before);
  try {
    const Program whole = check_program(draft);
    const std::vector<bool> referred = referred_to(whole);
    std::vector<ValueDraft> values;
    for (std::size_t at = 0; at < referred.size(); ++at) {
      if (referred[at]) values.push_back(std::move(draft.values[at]));
    }
    draft.values = std::move(values);
    if (draft.values == before.draft.values && draft.observe == before.draft.observe &&
        draft.promises == before.draft.promises) {
      return;
    }
    candidate.test_case.program = std::make_shared<const Program>(check_program(std::move(draft)));
  } catch (const InputError&) {
    return;
  }
  const Program& after = *candidate.test_case.program;
  Parameters& parameters = candidate.test_case.parameters;
  std::erase_if(parameters.numbers,
                [&](const auto& entry) { return !has_parameter(after, entry.first); });
  if (!has_parameter(after, "seed")) parameters.seed = 0;
}

}  // namespace splitvote
