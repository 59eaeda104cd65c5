#include "src/jax/module.h"

#include <algorithm>

#include "src/jax/writing.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct Output {
  std::string role;
  int value;
};

std::vector<Output> outputs_of(const Observe& observe) {
  std::vector<Output> outputs;
  for (const auto& [role, value] :
       {std::pair<const char*, int>{"candidates.mask", observe.candidates_mask},
        {"candidates.ids", observe.candidates_ids},
        {"top.id", observe.top_id},
        {"top.value", observe.top_value},
        {"draw.id", observe.draw_id},
        {"owner.mask", observe.owner_mask},
        {"travels.id", observe.travels_id},
        {"travels.key", observe.travels_key},
        {"travels.source", observe.travels_source}}) {
    if (value >= 0) outputs.push_back({role, value});
  }
  return outputs;
}

// Key data will do where a seed does nothing but draw.
bool seed_only_draws(const Program& program) {
  for (const Value& value : program.values) {
    if (!value.needed) continue;
    for (std::size_t p = 0; p < value.operands.size(); ++p) {
      const Value& operand = program.values[static_cast<std::size_t>(value.operands[p])];
      const bool seed =
          operand.opcode == Opcode::kParameter && operand.attributes.parameter_name == "seed";
      if (seed && !(value.opcode == Opcode::kThreefryUniform && p == 0)) return false;
    }
  }
  return true;
}

class ModuleWriter {
 public:
  ModuleWriter(const Program& program, const JaxSizes& sizes)
      : module_{program, sizes, {}, {}}, program_(program), outputs_(outputs_of(program.observe)) {
    module_.raw_seed = seed_only_draws(program);
    for (const auto& [parameter, number] : sizes.counts()) {
      module_.names.take(constant_name(parameter));
    }
    for (std::size_t i = 0; i < program.values.size(); ++i) inspect(i);
    for (std::size_t i = 0; i < program.values.size(); ++i) {
      const Value& value = program.values[i];
      const bool named = value.opcode == Opcode::kParameter;
      names_.push_back(module_.names.take(named ? value.attributes.parameter_name : value.id));
    }
  }

  JaxCode write() {
    const std::string body = sampler();
    const JaxShapes& shapes = module_.sizes.shapes();
    JaxCode code;
    code.constants = "BATCH = " + std::to_string(shapes.batch) +
                     "\nTOKENS_PER_RANK = " + std::to_string(shapes.tokens_per_rank) +
                     "\nRANKS = " + std::to_string(shapes.ranks) + "\n";
    for (const auto& [parameter, number] : module_.sizes.counts()) {
      code.constants += constant_name(parameter) + " = " + std::to_string(number) + "\n";
    }
    code.functions = text_of(module_.helpers) + body + "\n\n" + jitted() + "\n\n" + arguments();
    code.wide_integers = module_.wide_integers;
    for (const int index : arguments_) {
      code.parameters.push_back(value(index).attributes.parameter_name);
    }
    for (const Output& output : outputs_) code.outputs.push_back(output.role);
    return code;
  }

 private:
  [[nodiscard]] const Value& value(int index) const {
    return program_.values[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const std::string& name(int index) const {
    return names_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] bool is_raw_seed(const Value& value) const {
    return value.opcode == Opcode::kParameter && value.attributes.parameter_name == "seed" &&
           module_.raw_seed;
  }

  // Whether a rank can tell from what the operation does, on equal operands, which rank it is.
  static bool knows_its_rank(const Value& value) {
    return value.opcode == Opcode::kPartitionId || value.opcode == Opcode::kShardOffset ||
           value.attributes.group_size != 0 ||
           std::any_of(value.regions.begin(), value.regions.end(), [](const Region& region) {
             return std::any_of(region.values.begin(), region.values.end(), knows_its_rank);
           });
  }
  static bool has_wide_integers(const Value& value) {
    const auto wide = [](const Element& element) {
      return is_integer(element.dtype) && info(element.dtype).storage_bits == 64;
    };
    return std::any_of(value.elements.begin(), value.elements.end(), wide) ||
           std::any_of(value.regions.begin(), value.regions.end(), [](const Region& region) {
             return std::any_of(region.values.begin(), region.values.end(), has_wide_integers);
           });
  }

  void inspect(std::size_t index) {
    const Value& value = program_.values[index];
    const bool counts = value.opcode == Opcode::kParameter &&
                        module_.sizes.counts().count(value.attributes.parameter_name) != 0;
    replicated_.push_back(!knows_its_rank(value) && static_cast<int>(index) != program_.logits);
    const bool given = value.needed || static_cast<int>(index) == program_.logits;
    if (given && value.opcode == Opcode::kParameter && !counts) {
      arguments_.push_back(static_cast<int>(index));
    }
    const bool collective = value.opcode == Opcode::kAllGather ||
                            value.opcode == Opcode::kAllReduce ||
                            value.opcode == Opcode::kCollectiveBroadcast;
    const bool meets = collective && value.operands.size() == 1;
    for (const int operand : value.operands) {
      if (!meets && value.opcode != Opcode::kGetDimensionSize &&
          !replicated_[static_cast<std::size_t>(operand)]) {
        replicated_.back() = false;
      }
    }
    if (!value.needed) return;
    if (has_wide_integers(value) && !is_raw_seed(value)) module_.wide_integers = true;
    for (const Element& element : value.elements) {
      for (const Dim& dim : element.shape) {
        if (module_.sizes.size(dim) > 0) continue;
        throw InputError(place(index), "\"" + value.id + "\" has no elements at this shape");
      }
    }
  }

  static std::string place(std::size_t index) { return "/values/" + std::to_string(index); }

  std::string sampler() {
    std::string text = "def sampler(";
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      text += (i == 0 ? "" : ", ") + name(arguments_[i]);
    }
    text += "):\n";
    for (std::size_t i = 0; i < program_.values.size(); ++i) {
      const Value& value = program_.values[i];
      if (value.needed) text += statement(i, value);
    }
    std::string results;
    for (const Output& output : outputs_) {
      results += (results.empty() ? "" : ", ") + name(output.value);
    }
    return text + "    return " + results + "\n";
  }

  std::string statement(std::size_t index, const Value& value) {
    JaxScope scope(module_, program_.values, place(index), false);
    for (std::size_t i = 0; i < program_.values.size(); ++i) {
      scope.set_name(static_cast<int>(i), names_[i]);
    }
    const std::string& name = names_[index];
    if (value.opcode == Opcode::kParameter) {
      const std::string& parameter = value.attributes.parameter_name;
      if (module_.sizes.counts().count(parameter) == 0) return "";
      return "    " + name + " = " + scope.dtype(value, value.elements[0].dtype) + "(" +
             constant_name(parameter) + ")\n";
    }
    for (const Element& element : value.elements) (void)scope.dtype(value, element.dtype);
    const JaxStatement written = write_value(scope, value);
    std::string text;
    if (!written.before.empty()) text += "\n";
    for (const std::string& line : written.before) text += "    " + line + "\n";
    if (!written.before.empty()) text += "\n";
    const std::string assignment = name + " = " + written.expression + "\n";
    if (!written.computes) return text + "    " + assignment;
    return text + "    with jax.named_scope(\"" + scope_name(value.id) + "\"):\n        " +
           assignment;
  }

  [[nodiscard]] bool is_slice(int index) const {
    const Observe& observe = program_.observe;
    return index == observe.travels_source ||
           (observe.candidates_own_slice && index == observe.candidates_mask);
  }

  [[nodiscard]] std::string jitted() const {
    if (module_.one_rank()) {
      return "def jitted(mesh):\n    return jax.jit(sampler, keep_unused=True)\n";
    }
    std::string text = "def jitted(mesh):\n    in_specs = (\n";
    for (const int index : arguments_) {
      text += index == program_.logits ? "        P(None, \"ranks\"),\n" : "        P(),\n";
    }
    text += "    )\n    out_specs = ";
    const bool one = outputs_.size() == 1;
    if (!one) text += "(\n";
    for (const Output& output : outputs_) {
      const bool everywhere = replicated_[static_cast<std::size_t>(output.value)];
      text += one ? "" : "        ";
      text += is_slice(output.value) ? "P(None, \"ranks\")" : everywhere ? "P()" : "P(\"ranks\")";
      text += one ? "\n" : ",  # " + output.role + "\n";
    }
    return text + (one ? "" : "    )\n") +
           "    ranks = jax.shard_map(\n        sampler, mesh=mesh, in_specs=in_specs, "
           "out_specs=out_specs, check_vma=False)\n"
           "    return jax.jit(ranks, keep_unused=True)\n";
  }

  [[nodiscard]] std::string arguments() const {
    std::string list;
    for (const int index : arguments_) {
      const Value& value = this->value(index);
      const JaxScope scope(module_, program_.values, place(static_cast<std::size_t>(index)), false);
      const std::string dtype = scope.dtype(value, value.elements[0].dtype);
      list += "        ";
      if (index == program_.logits) {
        list += module_.one_rank()
                    ? "argument((BATCH, TOKENS_PER_RANK), " + dtype + ")"
                    : "argument((BATCH, RANKS * TOKENS_PER_RANK), " + dtype + ", None, \"ranks\")";
      } else if (is_raw_seed(value)) {
        list += "argument((2,), jnp.uint32)";
      } else {
        list += "argument(" + module_.sizes.text(value.elements[0].shape) + ", " + dtype + ")";
      }
      list += ",  # " + value.attributes.parameter_name + "\n";
    }
    return "def arguments(mesh):\n    def argument(shape, dtype, *axes):\n"
           "        return jax.ShapeDtypeStruct(shape, dtype, sharding=NamedSharding(mesh, "
           "P(*axes)))"
           "\n\n    return (\n" +
           list + "    )\n";
  }

  mutable JaxModule module_;
  const Program& program_;
  std::vector<Output> outputs_;
  std::vector<std::string> names_;  // [value]
  std::vector<bool> replicated_;    // [value] the same on every rank, by what made it
  std::vector<int> arguments_;      // values
};

}  // namespace

JaxCode write_code(const Program& program, const JaxShapes& shapes) {
  const JaxSizes sizes(program, shapes);
  const auto logits = static_cast<std::size_t>(program.logits);
  const auto& shape = program.values[logits].elements[0].shape;
  if (sizes.size(shape[0]) != shapes.batch || sizes.size(shape[1]) != shapes.tokens_per_rank) {
    throw InputError("/values/" + std::to_string(logits) + "/shape",
                     "expected a program for " + std::to_string(shapes.batch) + " rows of " +
                         std::to_string(shapes.tokens_per_rank) + " tokens a rank");
  }
  return ModuleWriter(program, sizes).write();
}

}  // namespace splitvote
