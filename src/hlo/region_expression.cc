#include "src/hlo/region_expression.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace splitvote {
namespace {

bool is_float(const HloType* type) { return type != nullptr && type->kind == HloKind::kFloat; }

// Every number of `narrow` is a number of `wide`.
bool widens(const HloType* narrow, const HloType* wide) {
  return narrow == wide || wide->name == "f32" || narrow->bits < wide->bits;
}

std::string constant_text(const HloInstruction& instruction) {
  if (instruction.literal.size() != 1) return "constant#" + std::to_string(instruction.line);
  const HloElement& element = instruction.literal[0];
  if (!is_float(instruction.shape.type)) return "constant " + std::to_string(element.whole);
  if (element.nan_bits) return "constant nan" + std::to_string(*element.nan_bits);
  if (std::isnan(element.number)) return "constant nan";
  std::uint64_t bits = 0;
  std::memcpy(&bits, &element.number, sizeof bits);
  return "constant f" + std::to_string(bits);
}

}  // namespace

std::vector<const HloType*> narrowed_parameters(const HloComputation& body) {
  std::vector<const HloType*> narrowed(body.parameters.size(), nullptr);
  std::vector<bool> other(body.parameters.size());
  for (const HloInstruction& user : body.instructions) {
    for (const int operand : user.operands) {
      const HloInstruction& used = body.instructions[static_cast<std::size_t>(operand)];
      if (used.parameter < 0) continue;
      const auto number = static_cast<std::size_t>(used.parameter);
      const HloType* to = user.shape.type;
      const bool narrowing = user.opcode == "convert" && is_float(used.shape.type) &&
                             is_float(to) && to != used.shape.type && widens(to, used.shape.type) &&
                             (narrowed[number] == nullptr || narrowed[number] == to);
      if (narrowing) narrowed[number] = to;
      other[number] = other[number] || !narrowing;
    }
  }
  for (std::size_t i = 0; i < narrowed.size(); ++i) {
    if (other[i]) narrowed[i] = nullptr;
  }
  return narrowed;
}

ReductionKind reduction_kind(const HloComputation& body) {
  ReductionKind found;
  if (!RegionExpression::worth_looking(body) || body.parameters.size() != 2) return found;
  const HloType* type = body.instructions[static_cast<std::size_t>(body.root)].shape.type;
  if (type == nullptr) return found;
  std::vector<const HloType*> holds = narrowed_parameters(body);
  if (holds[0] != holds[1]) holds.assign(2, nullptr);
  RegionExpression region(body, holds);
  const int a = region.parameter(0), b = region.parameter(1);
  const bool pred = type->kind == HloKind::kPredicate;
  for (const std::string kind : {"maximum", "minimum", "and", "or"}) {
    const int plain = region.make(kind, {a, b});
    const bool bitwise = kind == "and" || kind == "or";
    if (region.root() == plain && (pred || !bitwise)) {
      found.kind = !pred ? kind : kind == "maximum" ? "or" : kind == "minimum" ? "and" : kind;
      found.reads = holds[0];
      return found;
    }
    // A maximum that is rounded is the maximum of what is rounded.
    for (const char* narrow : {"bf16", "f16"}) {
      if (!is_float(type) || bitwise) continue;
      if (region.root() == region.make(std::string("convert:") + narrow, {plain})) {
        found.kind = kind;
        found.reads = hlo_type_named(narrow);
        return found;
      }
    }
  }
  if (pred) return found;
  for (const std::string kind : {"add", "multiply"}) {
    if (holds[0] != nullptr) {
      if (region.root() == region.make(kind + ":" + std::string(holds[0]->name), {a, b}))
        found = {kind, holds[0], holds[0]};
      continue;
    }
    const int plain = region.make(kind + ":" + std::string(type->name), {a, b});
    if (region.root() == plain) found.kind = kind;
    for (const char* narrow : {"bf16", "f16"}) {
      if (is_float(type) && region.root() == region.make(std::string("convert:") + narrow, {plain}))
        found = {kind, nullptr, hlo_type_named(narrow)};
    }
  }
  return found;
}

RegionExpression::RegionExpression(const HloComputation& body,
                                   const std::vector<const HloType*>& holds)
    : body_(body), parameter_holds_(holds) {
  for (const HloInstruction& each : body.instructions) {
    of_.push_back(instruction_expression(each));
    holds_.push_back(narrowest(each));
  }
}

int RegionExpression::parameter(int number) {
  return make("parameter " + std::to_string(number), {});
}

int RegionExpression::make(const std::string& op, std::vector<int> arguments) {
  const std::string word = op.substr(0, op.find(':'));
  if (word == "GT" || word == "GE") {
    std::reverse(arguments.begin(), arguments.end());
    return make((word == "GT" ? "LT" : "LE") + op.substr(2), std::move(arguments));
  }
  if (word == "and" || word == "or") {
    std::vector<int> flat;
    for (const int argument : arguments) {
      const Node& node = nodes_[static_cast<std::size_t>(argument)];
      if (node.op == op) {
        flat.insert(flat.end(), node.arguments.begin(), node.arguments.end());
      } else {
        flat.push_back(argument);
      }
    }
    arguments = std::move(flat);
  }
  if (word == "and" || word == "or" || word == "xor" || word == "EQ" || word == "NE" ||
      word == "add" || word == "multiply" || word == "maximum" || word == "minimum") {
    std::sort(arguments.begin(), arguments.end());
  }
  std::string key = op;
  for (const int argument : arguments) key += "," + std::to_string(argument);
  const auto [found, added] = known_.emplace(key, static_cast<int>(nodes_.size()));
  if (added) nodes_.push_back({op, std::move(arguments)});
  return found->second;
}

const HloType* RegionExpression::narrowest(const HloInstruction& instruction) const {
  const HloType* type = instruction.shape.type;
  const auto operand = [&](std::size_t i) {
    return holds_[static_cast<std::size_t>(instruction.operands[i])];
  };
  if (instruction.parameter >= 0) {
    const auto number = static_cast<std::size_t>(instruction.parameter);
    const bool said = number < parameter_holds_.size() && parameter_holds_[number] != nullptr;
    return said ? parameter_holds_[number] : type;
  }
  if (!is_float(type)) return type;
  if (instruction.opcode == "convert" && instruction.operands.size() == 1) {
    return is_float(operand(0)) && widens(operand(0), type) ? operand(0) : type;
  }
  if (instruction.opcode == "select" && instruction.operands.size() == 3 && is_float(operand(1)) &&
      is_float(operand(2))) {
    return widens(operand(1), operand(2))   ? operand(2)
           : widens(operand(2), operand(1)) ? operand(1)
                                            : type;
  }
  return type;
}

int RegionExpression::instruction_expression(const HloInstruction& instruction) {
  if (instruction.parameter >= 0) return parameter(instruction.parameter);
  std::vector<int> arguments;
  for (const int operand : instruction.operands) arguments.push_back(of(operand));
  const HloType* type = instruction.shape.type;
  const std::string type_name(type == nullptr ? "tuple" : type->name);
  if (instruction.opcode == "constant") return make(constant_text(instruction), {});
  if (instruction.opcode == "convert" && arguments.size() == 1) {
    const HloType* before = holds_[static_cast<std::size_t>(instruction.operands[0])];
    if (is_float(before) && is_float(type) && widens(before, type)) return arguments[0];
    return make("convert:" + type_name, std::move(arguments));
  }
  if (instruction.opcode == "compare" && arguments.size() == 2) {
    const std::string* direction = instruction.attribute("direction");
    const std::string* order = instruction.attribute("type");
    const bool total =
        order != nullptr && *order == "TOTALORDER" &&
        is_float(body_.instructions[static_cast<std::size_t>(instruction.operands[0])].shape.type);
    return make((direction == nullptr ? "?" : *direction) + (total ? ":total" : ""),
                std::move(arguments));
  }
  if ((instruction.opcode == "bitcast" || instruction.opcode == "bitcast-convert") &&
      arguments.size() == 1) {
    const HloInstruction& of =
        body_.instructions[static_cast<std::size_t>(instruction.operands[0])];
    if (type != nullptr && of.shape.type == type) return arguments[0];
    return make("bits:" + type_name, std::move(arguments));
  }
  static constexpr const char* kPlain[] = {
      "select",  "and",     "or",    "xor",        "not",
      "maximum", "minimum", "tuple", "shift-left", "shift-right-logical"};
  for (const char* each : kPlain) {
    if (instruction.opcode == each) return make(instruction.opcode, std::move(arguments));
  }
  if (instruction.opcode == "add" || instruction.opcode == "multiply") {
    return make(instruction.opcode + ":" + type_name, std::move(arguments));
  }
  return make(instruction.opcode + "#" + std::to_string(instruction.line), std::move(arguments));
}

int RegionExpression::swapped(int expression) {
  std::map<int, int> done;
  const auto swap = [&](const auto& self, int at) -> int {
    if (const auto found = done.find(at); found != done.end()) return found->second;
    const Node node = nodes_[static_cast<std::size_t>(at)];
    int result = 0;
    if (node.op.rfind("parameter ", 0) == 0) {
      result = parameter(std::stoi(node.op.substr(10)) ^ 1);
    } else {
      std::vector<int> arguments;
      for (const int argument : node.arguments) arguments.push_back(self(self, argument));
      result = make(node.op, std::move(arguments));
    }
    return done[at] = result;
  };
  return swap(swap, expression);
}

bool RegionExpression::only_parameters(int expression, int remainder) const {
  std::vector<bool> seen(nodes_.size());
  std::vector<int> open{expression};
  while (!open.empty()) {
    const auto at = static_cast<std::size_t>(open.back());
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const Node& node = nodes_[at];
    if (node.op.rfind("parameter ", 0) == 0 && std::stoi(node.op.substr(10)) % 2 != remainder)
      return false;
    open.insert(open.end(), node.arguments.begin(), node.arguments.end());
  }
  return true;
}

}  // namespace splitvote
