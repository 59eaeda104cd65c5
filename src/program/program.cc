#include "src/program/program.h"

#include <algorithm>
#include <set>

#include "src/program/checker.h"

namespace splitvote {
namespace {

constexpr std::size_t kValueCountMax = 4096;  // real samplers have tens; unrolled ones hundreds
constexpr int kSiteMax = 64;                  // one plan word

using Block = CheckScope::Block;

Value check_value(const ValueDraft& draft, const CheckScope& scope);

// What a yield depends on is evaluated, nothing else.
void mark_needed(Region& region) {
  for (const int index : region.yields)
    region.values[static_cast<std::size_t>(index)].needed = true;
  for (std::size_t i = region.values.size(); i-- > 0;) {
    const Value& value = region.values[i];
    if (!value.needed || value.opcode == Opcode::kGetDimensionSize) continue;
    for (const int operand : value.operands)
      region.values[static_cast<std::size_t>(operand)].needed = true;
  }
}

bool holds_collective(const Value& value) {
  return operation(value.opcode).collective ||
         std::any_of(value.regions.begin(), value.regions.end(),
                     [](const Region& region) { return region.collective; });
}

// A region whose parameters have these types.
Region check_region(const RegionDraft& draft, const std::string& path, Block block,
                    const std::vector<Element>& parameters) {
  Region region;
  region.parameter_count = static_cast<int>(draft.parameters.size());
  if (draft.parameters.size() != parameters.size()) {
    throw InputError(path + "/parameters",
                     "expected " + std::to_string(parameters.size()) + " names");
  }
  if (draft.values.size() > kValueCountMax) {
    throw InputError(path + "/values",
                     "expected at most " + std::to_string(kValueCountMax) + " values");
  }
  for (std::size_t i = 0; i < draft.parameters.size(); ++i) {
    Value parameter;
    parameter.id = draft.parameters[i];
    parameter.opcode = Opcode::kParameter;
    parameter.elements = {parameters[i]};
    region.values.push_back(std::move(parameter));
  }
  for (std::size_t i = 0; i < draft.values.size(); ++i) {
    const CheckScope scope{&region.values, path + "/values/" + std::to_string(i), block};
    Value value = check_value(draft.values[i], scope);
    if (block == Block::kScalarRegion && (value.is_tuple || !value.elements[0].shape.empty()))
      scope.refuse("", "expected a scalar inside a region");
    region.values.push_back(std::move(value));
  }
  const CheckScope end{&region.values, path, block};
  for (std::size_t i = 0; i < draft.yields.size(); ++i) {
    const std::string place = "/yields/" + std::to_string(i);
    region.yields.push_back(end.find(draft.yields[i], place));
    if (end.value(region.yields.back()).is_tuple) end.refuse(place, "expected an array, no tuple");
  }
  mark_needed(region);
  region.collective =
      std::any_of(region.values.begin(), region.values.end(),
                  [](const Value& value) { return value.needed && holds_collective(value); });
  return region;
}

bool allowed_in(Block block, Opcode opcode) {
  if (block == Block::kProgram) return true;
  if (block == Block::kArrayRegion) return opcode != Opcode::kParameter;
  switch (opcode) {
    case Opcode::kConstant:
    case Opcode::kSelect:
    case Opcode::kBitcastConvert:
    case Opcode::kReducePrecision:
      return true;
    default:
      return opcode >= Opcode::kAdd && opcode <= Opcode::kConvert;
  }
}

// Checks the regions, whose parameters follow from the operands; refuses those that the operation
// does not take.
void check_regions(const ValueDraft& draft, const CheckScope& scope, Value& value) {
  const std::size_t given = draft.regions.size();
  const std::size_t n = value.operands.size();
  const auto operand = [&](std::size_t i) -> const Element& {
    return scope.value(value.operands[i]).elements[0];
  };
  const auto typed = [](const Element& like, std::vector<Dim> shape) {
    Element element{like.dtype, std::move(shape), {}, false};
    if (is_float(like.dtype)) element.narrowing.dtype = like.dtype;
    return element;
  };
  std::vector<Element> parameters;
  if (value.opcode == Opcode::kWhile) {
    if (given != 2) scope.refuse("", "while takes two regions, \"condition\" and \"body\"");
    for (std::size_t i = 0; i < n; ++i) parameters.push_back(typed(operand(i), operand(i).shape));
    for (const std::size_t i : {0U, 1U}) {
      const std::string path = scope.path + (i == 0 ? "/condition" : "/body");
      value.regions.push_back(
          check_region(draft.regions[i], path, Block::kArrayRegion, parameters));
    }
    return;
  }
  if (given == 0) return;
  if (given != 1 || (value.opcode != Opcode::kReduce && value.opcode != Opcode::kSort)) {
    scope.refuse("/region", draft.op + " takes no region");
  }
  if (value.opcode == Opcode::kReduce) {
    for (std::size_t i = 0; i < n / 2 * 2; ++i)
      parameters.push_back(typed(operand(i % (n / 2)), {}));
  } else {
    for (std::size_t i = 0; i < 2 * n; ++i) parameters.push_back(typed(operand(i / 2), {}));
  }
  value.regions.push_back(
      check_region(draft.regions[0], scope.path + "/region", Block::kScalarRegion, parameters));
}

Value check_value(const ValueDraft& draft, const CheckScope& scope) {
  if (draft.id.empty()) scope.refuse("/id", "expected a name");
  if (draft.id.find_first_of(":,=|# \t\n") != std::string::npos) {
    scope.refuse("/id", "expected a name without : , = | # or spaces, not \"" + draft.id + "\"");
  }
  for (const Value& before : *scope.values) {
    if (before.id == draft.id) scope.refuse("/id", "\"" + draft.id + "\" is defined twice");
  }
  const std::optional<Opcode> opcode = opcode_named(draft.op);
  if (!opcode) scope.refuse("/op", "no operation is called \"" + draft.op + "\"");
  const Operation& row = operation(*opcode);
  if (!allowed_in(scope.block, *opcode))
    scope.refuse("/op", draft.op + " cannot stand inside a region");

  Value value;
  value.id = draft.id;
  value.opcode = *opcode;
  const int given = static_cast<int>(draft.of.size());
  if (given < row.operands_min || (row.operands_max >= 0 && given > row.operands_max)) {
    const std::string most = row.operands_max < 0 ? " or more"
                             : row.operands_max == row.operands_min
                                 ? ""
                                 : " to " + std::to_string(row.operands_max);
    scope.refuse("/of", draft.op + " takes " + std::to_string(row.operands_min) + most +
                            " operands, found " + std::to_string(given));
  }
  for (std::size_t i = 0; i < draft.of.size(); ++i) {
    const std::string where = "/of/" + std::to_string(i);
    const int index = scope.find(draft.of[i], where);
    if (scope.value(index).is_tuple && *opcode != Opcode::kGetTupleElement) {
      scope.refuse(where, "expected an array; \"" + draft.of[i] +
                              "\" is a tuple (take it apart with get_tuple_element)");
    }
    value.operands.push_back(index);
  }
  check_attributes(draft, row, scope, value);
  if (*opcode == Opcode::kBitSearchThreshold) value.operands.push_back(value.attributes.target);
  for (const int like : {value.attributes.like, value.attributes.target}) {
    if (like >= 0 && scope.value(like).is_tuple)
      scope.refuse("", "\"like\" and \"target\" name arrays, not tuples");
  }
  check_regions(draft, scope, value);
  infer_elements(scope, value);
  return value;
}

void check_parameters(const Program& program) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < program.values.size(); ++i) {
    const Value& value = program.values[i];
    if (value.opcode != Opcode::kParameter) continue;
    const std::string& name = value.attributes.parameter_name;
    const std::string path = "/values/" + std::to_string(i);
    if (!names.insert(name).second)
      throw InputError(path + "/name", "parameter \"" + name + "\" is declared twice");
    const Dtype dtype = value.elements[0].dtype;
    const auto& shape = value.attributes.shape;
    const bool key_words = dtype == Dtype::kU32 && shape && *shape == std::vector<std::int64_t>{2};
    if (name == "seed" && !key_words && (dtype != Dtype::kU64 || shape))
      throw InputError(path + "/dtype", "expected u64, or u32 with shape [2], for seed");
    if (name == "top_k" && !is_integer(dtype))
      throw InputError(path + "/dtype", "expected an integer dtype for top_k");
    if (name != "logits" && dtype == Dtype::kPred)
      throw InputError(path + "/dtype", "expected a number, not pred");
  }
  if (names.count("logits") == 0) {
    throw InputError("/values", "expected a parameter named \"logits\"");
  }
}

// Backwards from what is observed. A shape is no data: operands of get_dimension_size and `like`
// are not needed by it.
void mark_needed(Program& program) {
  const Observe& o = program.observe;
  for (int index : {o.candidates_mask, o.candidates_ids, o.top_id, o.top_value, o.draw_id,
                    o.owner_mask, o.travels_id, o.travels_key, o.travels_source}) {
    if (index >= 0) program.values[static_cast<std::size_t>(index)].needed = true;
  }
  for (std::size_t i = program.values.size(); i-- > 0;) {
    const Value& value = program.values[i];
    if (!value.needed || value.opcode == Opcode::kGetDimensionSize) continue;
    for (int operand : value.operands)
      program.values[static_cast<std::size_t>(operand)].needed = true;
  }
}

}  // namespace

bool Program::promised(Promise promise) const {
  return std::find(promises.begin(), promises.end(), promise) != promises.end();
}

Program check_program(ProgramDraft draft) {
  Program program;
  program.draft = std::move(draft);
  if (program.draft.name.empty()) throw InputError("/name", "expected a name");
  const std::optional<Dtype> grade = dtype_named(program.draft.grade_dtype);
  if (!grade || !is_float(*grade))
    throw InputError("/grade_dtype", "expected a floating-point dtype");
  program.grade_dtype = *grade;
  if (program.draft.values.size() > kValueCountMax) {
    throw InputError("/values", "expected at most " + std::to_string(kValueCountMax) + " values");
  }
  for (std::size_t i = 0; i < program.draft.values.size(); ++i) {
    const std::string path = "/values/" + std::to_string(i);
    program.values.push_back(check_value(program.draft.values[i], {&program.values, path}));
    const Value& value = program.values.back();
    if (value.opcode == Opcode::kParameter && value.attributes.parameter_name == "logits") {
      program.logits = static_cast<int>(i);
    }
  }
  check_parameters(program);
  check_observe(program);
  mark_needed(program);
  for (std::size_t i = 0; i < program.values.size(); ++i) {
    derive_sites(program, static_cast<int>(i));
    if (program.site_count() > kSiteMax) {
      throw InputError("/values/" + std::to_string(i),
                       "expected at most " + std::to_string(kSiteMax) + " sites in a program");
    }
  }
  return program;
}

bool has_collectives(const Program& program) {
  return std::any_of(program.values.begin(), program.values.end(), holds_collective);
}

const std::string& signature_name(const Program& program) {
  return program.draft.reduced_from.empty() ? program.draft.name : program.draft.reduced_from;
}

}  // namespace splitvote
