#include "src/hlo/lowering.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "src/hlo/attribute_text.h"

namespace splitvote {
namespace {

constexpr int kDepthMax = 64;                 // calls within calls; real ones nest ten deep
constexpr std::size_t kLoweredMax = 1 << 16;  // instructions after inlining; real ones thousands
constexpr std::size_t kAxesMax = 6;           // of the language's arrays

const std::unordered_map<std::string_view, LowerRule>& rules() {
  static const auto* table = [] {
    auto* made = new std::unordered_map<std::string_view, LowerRule>();
    for (const auto rows :
         {elementwise_rules(), moving_rules(), indexing_rules(), reducing_rules(), window_rules(),
          dot_rules(), sorting_rules(), control_rules(), collective_rules(), random_rules()}) {
      for (const LowerRow& row : rows) made->emplace(row.opcode, row.rule);
    }
    return made;
  }();
  return *table;
}

// `whole`: the sizes may be those of a whole array, of which the value is this rank's part.
bool has_shape(const Lowered& value, const HloShape& shape, bool whole) {
  if (value.tuple != shape.tuple) return false;
  if (!shape.tuple) {
    return value.array.type == shape.type && (whole || value.array.dimensions == shape.dimensions);
  }
  if (value.parts.size() != shape.parts.size()) return false;
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    if (!has_shape(value.parts[i], shape.parts[i], whole)) return false;
  }
  return true;
}

// Compilers fuse a convert between floats into the operation before it, which then declares another
// type than its operands': it computes in theirs, and its result is converted.
Lowered as_declared(Emitter& emit, Lowered made, const HloShape& shape) {
  if (made.tuple != shape.tuple) return made;
  if (shape.tuple) {
    for (std::size_t i = 0; i < made.parts.size() && i < shape.parts.size(); ++i) {
      made.parts[i] = as_declared(emit, std::move(made.parts[i]), shape.parts[i]);
    }
    return made;
  }
  const HloArray& array = made.array;
  const bool fused = array.type != shape.type && array.type->kind == HloKind::kFloat &&
                     shape.type->kind == HloKind::kFloat && array.dimensions == shape.dimensions;
  return fused ? lowered_array(emit.convert(array, *shape.type)) : made;
}

// Parts that take apart, join, or cross the border of shard_map: their operands may still be whole
// arrays of all ranks, of which this rank holds its own.
bool takes_whole_arrays(const HloInstruction& instruction) {
  static constexpr std::array<std::string_view, 5> kOpcodes = {"tuple", "get-tuple-element", "call",
                                                               "copy", "opt-barrier"};
  static constexpr std::array<std::string_view, 5> kTargets = {
      "\"Sharding\"", "\"SPMDFullToShardShape\"", "\"SPMDShardToFullShape\"",
      "\"xla.sdy.GlobalToLocalShape\"", "\"xla.sdy.LocalToGlobalShape\""};
  if (std::find(kOpcodes.begin(), kOpcodes.end(), instruction.opcode) != kOpcodes.end())
    return true;
  const std::string* target = instruction.attribute("custom_call_target");
  return target != nullptr &&
         std::find(kTargets.begin(), kTargets.end(), *target) != kTargets.end();
}

// Names that JAX gives its random functions: a hint for what a result is, never for what is
// computed.
bool makes_random_numbers(const std::string& name) {
  static constexpr std::array<std::string_view, 4> kHints = {"gumbel", "uniform", "threefry",
                                                             "random_bits"};
  return std::any_of(kHints.begin(), kHints.end(),
                     [&](std::string_view hint) { return name.find(hint) != std::string::npos; });
}

void want_readable(const LoweringCall& call, const HloShape& shape) {
  for (const HloShape& part : shape.parts) want_readable(call, part);
  if (shape.tuple) return;
  call.want(shape.dimensions.size() <= kAxesMax,
            "expected at most 6 axes, not " + to_string(shape));
}

}  // namespace

LowerRule rule_of(const HloInstruction& instruction) {
  if (instruction.opcode == "custom-call") {
    const std::string* target = instruction.attribute("custom_call_target");
    for (const LowerRow& row : custom_call_rules()) {
      if (target != nullptr && *target == "\"" + std::string(row.opcode) + "\"") return row.rule;
    }
    return nullptr;
  }
  const auto found = rules().find(instruction.opcode);
  return found == rules().end() ? async_rule(instruction.opcode) : found->second;
}

void flatten(const Lowered& value, std::vector<HloArray>& out) {
  if (!value.tuple) out.push_back(value.array);
  for (const Lowered& part : value.parts) flatten(part, out);
}

Lowered lowered_array(HloArray array) { return {std::move(array), false, {}}; }
Lowered lowered_tuple(std::vector<Lowered> parts) { return {{}, true, std::move(parts)}; }

void LoweringCall::refuse(const std::string& expectation) const {
  throw InputError("line " + std::to_string(instruction.line),
                   instruction.opcode + " \"" + instruction.name + "\": " + expectation);
}

void LoweringCall::want_operands(std::size_t count) const {
  if (operands.size() != count) refuse("expected " + std::to_string(count) + " operands");
}

const HloArray& LoweringCall::array(std::size_t operand) const {
  if (operand >= operands.size()) {
    refuse("expected at least " + std::to_string(operand + 1) + " operands");
  }
  if (operands[operand].tuple) refuse("expected an array as operand, not a tuple");
  const HloArray& array = operands[operand].array;
  if (array.type->language_name.empty()) {
    refuse("expected an element type that the sampler language has, not " +
           std::string(array.type->name));
  }
  return array;
}

const HloShape& LoweringCall::array_shape() const {
  if (shape().tuple) refuse("expected an array as result, not a tuple");
  if (shape().type->language_name.empty()) {
    refuse("expected an element type that the sampler language has, not " +
           std::string(shape().type->name));
  }
  return shape();
}

const HloShape& LoweringCall::part_shape(std::size_t part) const {
  if (!shape().tuple || part >= shape().parts.size() || shape().parts[part].tuple ||
      shape().parts[part].type->language_name.empty()) {
    refuse("expected a tuple of arrays as result");
  }
  return shape().parts[part];
}

const std::string& LoweringCall::text(std::string_view attribute) const {
  const std::string* found = instruction.attribute(attribute);
  if (found == nullptr) refuse("expected the attribute \"" + std::string(attribute) + "\"");
  return *found;
}

bool LoweringCall::flag(std::string_view attribute) const {
  const std::string* found = instruction.attribute(attribute);
  return found != nullptr && *found == "true";
}

std::vector<std::int64_t> LoweringCall::integers(std::string_view attribute) const {
  const std::string* found = instruction.attribute(attribute);
  if (found == nullptr) return {};
  return parse_integers(*found, instruction.line);
}

std::vector<std::size_t> LoweringCall::axes(std::string_view attribute, std::size_t rank) const {
  std::vector<std::size_t> axes;
  for (const std::int64_t axis : integers(attribute)) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(rank) ||
        std::find(axes.begin(), axes.end(), static_cast<std::size_t>(axis)) != axes.end()) {
      refuse("expected different axes below " + std::to_string(rank) + " in " +
             std::string(attribute));
    }
    axes.push_back(static_cast<std::size_t>(axis));
  }
  return axes;
}

std::string innermost_scope(const std::string& op_name) {
  static constexpr std::array<std::string_view, 8> kNotNamed = {
      "shard_map", "while", "body", "cond", "closed_call", "checkpoint", "pjit", "main"};
  const std::size_t primitive = op_name.rfind('/');
  if (primitive == std::string::npos) return {};
  std::string_view path = std::string_view(op_name).substr(0, primitive);
  while (!path.empty()) {
    const std::size_t cut = path.rfind('/');
    const std::string_view part = cut == std::string_view::npos ? path : path.substr(cut + 1);
    if (part.find('(') == std::string_view::npos && part.substr(0, 7) != "branch_" &&
        std::find(kNotNamed.begin(), kNotNamed.end(), part) == kNotNamed.end()) {
      return std::string(part);
    }
    path = cut == std::string_view::npos ? std::string_view() : path.substr(0, cut);
  }
  return {};
}

void HloLowering::note(const std::string& text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(text);
}

int HloLowering::callee(const LoweringCall& call, std::string_view attribute) const {
  const auto names = parse_names(call.text(attribute), call.instruction.line);
  const int index = names.size() == 1 ? module_.computation_named(names[0]) : -1;
  if (index < 0 || &module_.computations[static_cast<std::size_t>(index)] >= &call.computation) {
    call.refuse("expected " + std::string(attribute) +
                " to name one computation above this one (calls never form a cycle)");
  }
  return index;
}

Lowered HloLowering::computation(int index, const std::vector<Lowered>& arguments) {
  const int root = module_.computations[static_cast<std::size_t>(index)].root;
  return std::move(walk(index, arguments)[static_cast<std::size_t>(root)]);
}

std::vector<Lowered> HloLowering::walk(int index, const std::vector<Lowered>& arguments) {
  const HloComputation& body = module_.computations[static_cast<std::size_t>(index)];
  const std::string place = "line " + std::to_string(body.line);
  if (body.parameters.size() != arguments.size()) {
    throw InputError(place, "expected " + body.name + " to take " +
                                std::to_string(arguments.size()) + " parameters");
  }
  if (++depth_ > kDepthMax) {
    throw InputError(place, "expected calls at most " + std::to_string(kDepthMax) + " deep");
  }
  const bool draws = emit.draws();
  emit.set_draws(draws || makes_random_numbers(body.name));
  std::vector<Lowered> values;
  values.reserve(body.instructions.size());
  for (const HloInstruction& each : body.instructions) {
    if (++lowered_ > kLoweredMax || emit.graph().nodes.size() > kLoweredMax)
      throw InputError(place, "expected at most 2^16 instructions once calls are inlined");
    if (each.parameter >= 0) {
      values.push_back(arguments[static_cast<std::size_t>(each.parameter)]);
    } else {
      values.push_back(instruction(body, each, values));
    }
  }
  --depth_;
  emit.set_draws(draws);
  return values;
}

namespace {

void want_scalars(const HloComputation& body) {
  for (const HloInstruction& each : body.instructions) {
    const auto scalar = [](const HloShape& shape) {
      return !shape.tuple && shape.dimensions.empty();
    };
    if (scalar(each.shape) || (each.shape.tuple && std::all_of(each.shape.parts.begin(),
                                                               each.shape.parts.end(), scalar))) {
      continue;
    }
    throw InputError("line " + std::to_string(each.line),
                     each.opcode + " \"" + each.name + "\": expected a scalar in this region");
  }
}

}  // namespace

Lowered HloLowering::elementwise_computation(int index, const std::vector<HloArray>& arguments,
                                             const Sizes& sizes, std::vector<Lowered>* values) {
  const HloComputation& body = module_.computations[static_cast<std::size_t>(index)];
  want_scalars(body);
  // A scalar to the rules, held by an array: elementwise operations do not see the difference.
  std::vector<Lowered> scalars;
  for (HloArray array : arguments) {
    array.dimensions.clear();
    scalars.push_back(lowered_array(std::move(array)));
  }
  std::vector<Lowered> results = walk(index, scalars);
  const auto widen = [&](const auto& self, Lowered& value) -> void {
    if (!value.tuple) value.array.dimensions = sizes;
    for (Lowered& part : value.parts) self(self, part);
  };
  for (Lowered& each : results) widen(widen, each);
  Lowered root = results[static_cast<std::size_t>(body.root)];
  if (values != nullptr) *values = std::move(results);
  return root;
}

Graph HloLowering::scalar_region(int index, const std::vector<const HloType*>& parameters) {
  want_scalars(module_.computations[static_cast<std::size_t>(index)]);
  Graph region;
  Graph* outer = emit.enter(region);
  std::vector<Lowered> arguments;
  for (const HloType* type : parameters)
    arguments.push_back(lowered_array(emit.array(emit.node("parameter", {}, {}), *type, {})));
  region.parameter_count = static_cast<int>(parameters.size());
  std::vector<HloArray> yields;
  flatten(computation(index, arguments), yields);
  for (const HloArray& yield : yields) region.yields.push_back(yield.node);
  emit.leave(outer);
  return region;
}

Lowered HloLowering::instruction(const HloComputation& computation,
                                 const HloInstruction& instruction,
                                 const std::vector<Lowered>& values) {
  LoweringCall call{instruction, computation, {}};
  const LowerRule rule = rule_of(instruction);
  if (rule == nullptr) {
    const std::string* target = instruction.attribute("custom_call_target");
    call.refuse(target == nullptr
                    ? "expected an operation that this reader knows"
                    : "expected a custom call that this reader knows, not " + *target);
  }
  want_readable(call, instruction.shape);
  for (const int operand : instruction.operands) {
    const auto at = static_cast<std::size_t>(operand);
    call.operands.push_back(values[at]);
    const HloShape& declared = computation.instructions[at].shape;
    if (!has_shape(values[at], declared, takes_whole_arrays(instruction))) {
      call.refuse("expected operand " + computation.instructions[at].name + " to be " +
                  to_string(declared) +
                  " on each rank; whole arrays of all ranks are only read "
                  "inside shard_map, or after the compiler has partitioned them");
    }
  }
  const Provenance outer = emit.origin();
  Provenance origin{instruction.line, instruction.name, innermost_scope(instruction.op_name),
                    instruction.op_name};
  const bool draws = emit.draws();
  emit.set_origin(origin);
  emit.set_draws(draws || makes_random_numbers(instruction.op_name));
  Lowered made = as_declared(emit, rule(*this, call), instruction.shape);
  emit.set_origin(outer);
  emit.set_draws(draws);
  if (!has_shape(made, instruction.shape, takes_whole_arrays(instruction))) {
    call.refuse("expected the result to be what the operation gives, not " +
                to_string(instruction.shape));
  }
  return made;
}

}  // namespace splitvote
