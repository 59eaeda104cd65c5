#include "src/hlo/pin_hlo.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "src/hlo/edit_hlo.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct NarrowType {
  std::string_view name;
  int exponent_bits, mantissa_bits;
};
constexpr std::array<NarrowType, 2> kNarrowTypes = {{{"bf16", 8, 7}, {"f16", 5, 10}}};

const NarrowType* narrow_type(const HloShape& shape) {
  if (shape.tuple || shape.type == nullptr) return nullptr;
  const auto* const found =
      std::find_if(kNarrowTypes.begin(), kNarrowTypes.end(),
                   [&](const NarrowType& type) { return type.name == shape.type->name; });
  return found == kNarrowTypes.end() ? nullptr : found;
}

bool only_moves(const std::string& opcode) {
  static const std::set<std::string> kMoving = {
      "broadcast", "reshape",       "transpose", "slice", "copy", "get-tuple-element",
      "bitcast",   "dynamic-slice", "pad",       "tuple", "call"};
  return kMoving.count(opcode) > 0;
}

// The text of a shape as it is declared: "bf16[8,32768]{1,0}".
std::string declared_shape(const HloEdit& edit, const HloInstruction& instruction) {
  const std::string& line = edit.line(instruction.line);
  const std::size_t begin = line.find(" = ") + 3;
  return line.substr(begin, line.find(" " + instruction.opcode + "(", begin) - begin);
}

class Ways {
 public:
  Ways(const HloModule& module, const HloMatch& operand) : module_(module), operand_(operand) {
    for (std::size_t at = 0; at < module.computations.size(); ++at) {
      for (const HloInstruction& instruction : module.computations[at].instructions) {
        if (instruction.opcode != "call") continue;
        callers_[called(instruction)].push_back({static_cast<int>(at), &instruction});
      }
    }
  }

  // Whether the instruction is the operand's, or moves what one of those makes.
  bool lead(int computation, const HloInstruction& from) {
    if (operand_(from)) return true;
    if (!seen_.insert(&from).second) return false;
    const HloComputation& own = module_.computations[static_cast<std::size_t>(computation)];
    if (from.parameter >= 0) {
      const std::vector<Caller>& callers = callers_[computation];
      return std::any_of(callers.begin(), callers.end(), [&](const Caller& caller) {
        const HloComputation& there =
            module_.computations[static_cast<std::size_t>(caller.computation)];
        const int operand = caller.call->operands[static_cast<std::size_t>(from.parameter)];
        return lead(caller.computation, there.instructions[static_cast<std::size_t>(operand)]);
      });
    }
    if (from.opcode == "call") {
      const int callee = called(from);
      if (callee < 0) return false;
      const HloComputation& inside = module_.computations[static_cast<std::size_t>(callee)];
      return lead(callee, inside.instructions[static_cast<std::size_t>(inside.root)]);
    }
    if (!only_moves(from.opcode)) return false;
    return std::any_of(from.operands.begin(), from.operands.end(), [&](int operand) {
      return lead(computation, own.instructions[static_cast<std::size_t>(operand)]);
    });
  }

  void begin() { seen_.clear(); }

 private:
  struct Caller {
    int computation;
    const HloInstruction* call;
  };

  [[nodiscard]] int called(const HloInstruction& call) const {
    const std::string* name = call.attribute("to_apply");
    if (name == nullptr) return -1;
    return module_.computation_named(std::string_view(*name).substr(name->front() == '%' ? 1 : 0));
  }

  const HloModule& module_;
  const HloMatch& operand_;
  std::map<int, std::vector<Caller>> callers_;
  std::set<const HloInstruction*> seen_;
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

// "bf16[" as "f32[": types stand before their dimensions and nowhere else, but in strings.
std::string widened(const std::string& line) {
  const std::size_t metadata = std::min(line.find(", metadata="), line.size());
  std::string text = line.substr(0, metadata);
  for (const NarrowType& type : kNarrowTypes)
    replace_all(text, std::string(type.name) + "[", "f32[");
  return text + line.substr(metadata);
}

class Widening {
 public:
  explicit Widening(std::string_view text) : edit_(text) {}

  std::string run() {
    const HloModule& module = edit_.module();
    for (std::size_t at = 0; at < module.computations.size(); ++at) {
      const HloComputation& computation = module.computations[at];
      const bool entry = static_cast<int>(at) == module.entry;
      if (!entry) edit_.replace_line(computation.line, widened(edit_.line(computation.line)));
      for (std::size_t index = 0; index < computation.instructions.size(); ++index) {
        const HloInstruction& instruction = computation.instructions[index];
        if (instruction.opcode == "bitcast-convert") {
          refuse(instruction, "expected that no bits of a narrow type are looked at");
        }
        if (entry) read_converted(instruction);
        if (entry && instruction.parameter >= 0) {
          convert(instruction);
        } else if (entry && static_cast<int>(index) == computation.root) {
          cast_results_back(instruction, computation);
        } else {
          edit_.replace_line(instruction.line, widened(edit_.line(instruction.line)));
        }
      }
    }
    return edit_.text();
  }

 private:
  [[noreturn]] static void refuse(const HloInstruction& instruction, const std::string& expected) {
    throw InputError("line " + std::to_string(instruction.line),
                     expected + ", found \"" + instruction.name + "\"");
  }

  void read_converted(const HloInstruction& instruction) {
    for (const auto& [from, to] : converted_) edit_.replace_operand(instruction, from, to);
  }

  void convert(const HloInstruction& parameter) {
    if (narrow_type(parameter.shape) == nullptr) return;
    const std::string name = parameter.name + ".float32";
    edit_.put_below(parameter, "  %" + name + " = " + widened(declared_shape(edit_, parameter)) +
                                   " convert(%" + parameter.name + ")");
    converted_[parameter.name] = name;
  }

  void cast_results_back(const HloInstruction& root, const HloComputation& computation) {
    const std::string& line = edit_.line(root.line);
    if (narrow_type(root.shape) != nullptr) {
      const std::string declared = declared_shape(edit_, root);
      std::string inner = widened(line);
      inner.erase(inner.find("ROOT "), std::string_view("ROOT ").size());
      edit_.put_below(
          root, "  ROOT %" + root.name + ".narrow = " + declared + " convert(%" + root.name + ")");
      edit_.replace_line(root.line, inner);
      return;
    }
    if (!root.shape.tuple) {
      edit_.replace_line(root.line, widened(line));
      return;
    }
    if (root.opcode != "tuple") refuse(root, "expected the results of the entry as one tuple");
    for (const int index : root.operands) {
      const HloInstruction& result = computation.instructions[static_cast<std::size_t>(index)];
      if (narrow_type(result.shape) == nullptr) continue;
      if (result.parameter >= 0) {
        edit_.replace_operand(root, converted_[result.name], result.name);
        continue;
      }
      const std::string name = result.name + ".narrow";
      edit_.put_above(
          root, "  %" + name + " = " + to_string(result.shape) + " convert(%" + result.name + ")");
      edit_.replace_operand(root, result.name, name);
    }
  }

  HloEdit edit_;
  std::map<std::string, std::string> converted_;  // parameters of the entry
};

}  // namespace

std::vector<HloUse> uses_between(const HloModule& module, const HloMatch& consumer,
                                 const HloMatch& operand) {
  std::vector<HloUse> uses;
  Ways ways(module, operand);
  for (std::size_t at = 0; at < module.computations.size(); ++at) {
    const HloComputation& computation = module.computations[at];
    for (const HloInstruction& instruction : computation.instructions) {
      if (!consumer(instruction)) continue;
      for (const int index : instruction.operands) {
        const HloInstruction& read = computation.instructions[static_cast<std::size_t>(index)];
        if (narrow_type(read.shape) == nullptr) continue;
        ways.begin();
        const HloUse use = {instruction.line, read.name};
        const bool known = std::find(uses.begin(), uses.end(), use) != uses.end();
        if (!known && ways.lead(static_cast<int>(at), read)) uses.push_back(use);
      }
    }
  }
  return uses;
}

std::string pin_uses(std::string_view text, const std::vector<HloUse>& uses, HloPin pin) {
  HloEdit edit(text);
  int pins = 0;
  for (const HloUse& use : uses) {
    for (const HloComputation& computation : edit.module().computations) {
      for (const HloInstruction& consumer : computation.instructions) {
        if (consumer.line != use.line) continue;
        const auto read = std::find_if(
            computation.instructions.begin(), computation.instructions.end(),
            [&](const HloInstruction& instruction) { return instruction.name == use.operand; });
        const NarrowType* type =
            read == computation.instructions.end() ? nullptr : narrow_type(read->shape);
        if (type == nullptr) {
          throw InputError("line " + std::to_string(use.line),
                           "expected a narrow operand \"" + use.operand + "\"");
        }
        const std::string name = "splitvote_pin." + std::to_string(++pins);
        const bool rounds = pin == HloPin::kReducePrecision;
        edit.put_above(consumer,
                       "  %" + name + " = " + declared_shape(edit, *read) +
                           (rounds ? " reduce-precision(%" : " opt-barrier(%") + read->name + ")" +
                           (rounds ? ", exponent_bits=" + std::to_string(type->exponent_bits) +
                                         ", mantissa_bits=" + std::to_string(type->mantissa_bits)
                                   : ""));
        edit.replace_operand(consumer, read->name, name);
      }
    }
  }
  return edit.text();
}

std::string in_float32(std::string_view text) { return Widening(text).run(); }

}  // namespace splitvote
