#include "harness/emit/held.h"

#include <limits>
#include <optional>
#include <string>

#include "src/evaluate/kernels.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// What a parameter is when neither the case nor the program says (OPERATIONS.md, Sources).
std::optional<double> standard_default(const std::string& name) {
  if (name == "temperature" || name == "top_p") return 1.0;
  if (name == "min_p") return 0.0;
  if (name == "top_k") return static_cast<double>(std::numeric_limits<std::int32_t>::max());
  return std::nullopt;
}

double stated_number(const Case& test_case, const Value& value) {
  const std::string& name = value.attributes.parameter_name;
  const auto given = test_case.parameters.numbers.find(name);
  if (given != test_case.parameters.numbers.end()) return given->second;
  if (value.attributes.default_number) return *value.attributes.default_number;
  if (const std::optional<double> standard = standard_default(name)) return *standard;
  throw InputError("/params/" + name,
                   test_case.program->name() + " needs a number for this parameter");
}

Held held_as(Dtype dtype, double number) {
  const ArrayRef held = constant_scalar(dtype, number);
  switch (held->dtype()) {
    case Dtype::kPred:
      return {0, *held->as<std::uint8_t>()};
    case Dtype::kS32:
      return {0, *held->as<std::int32_t>()};
    case Dtype::kU32:
      return {0, *held->as<std::uint32_t>()};
    case Dtype::kS64:
      return {0, *held->as<std::int64_t>()};
    case Dtype::kU64:
      return {0, static_cast<std::int64_t>(*held->as<std::uint64_t>())};
    default:
      return {*held->floats(), 0};
  }
}

}  // namespace

Held held_number(const Case& test_case, const Value& value) {
  if (value.opcode == Opcode::kParameter && value.attributes.parameter_name == "seed") {
    return {0, static_cast<std::int64_t>(test_case.parameters.seed)};
  }
  if (value.opcode == Opcode::kConstant) return held_constant(value);
  return held_as(value.elements[0].dtype, stated_number(test_case, value));
}

Held held_constant(const Value& value) {
  return held_as(value.elements[0].dtype, value.attributes.number);
}

}  // namespace splitvote
