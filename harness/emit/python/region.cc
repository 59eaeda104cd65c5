#include "harness/emit/python/region.h"

namespace splitvote {

std::string print_region(const Case& test_case, const Line& line, const std::string& name,
                         bool unrounded, Operations& operations) {
  const Region& inner = line.value->regions[0];
  const auto name_of = [&](int value) {
    return line.region_names[static_cast<std::size_t>(value)];
  };
  std::string parameters, results, text;
  for (int i = 0; i < inner.parameter_count; ++i) {
    parameters += (i == 0 ? "" : ", ") + name_of(i);
  }
  text = "    def " + name + "(" + parameters + "):\n";
  for (std::size_t i = static_cast<std::size_t>(inner.parameter_count); i < inner.values.size();
       ++i) {
    const Value& step = inner.values[i];
    const Dtype dtype = step.elements[0].dtype;
    std::string computed;
    if (step.opcode == Opcode::kConstant) {
      computed = operations.dialect().scalar(held_number(test_case, step), dtype);
    } else {
      std::vector<Operand> reads;
      for (const int operand : step.operands) {
        reads.push_back(
            {name_of(operand), &inner.values[static_cast<std::size_t>(operand)].elements[0]});
      }
      computed = operations.expression(step, reads, Details{});
    }
    if (step.opcode == Opcode::kReducePrecision) {
      computed = operations.rounded(operations.rounded(computed, step.attributes.precision),
                                    Narrowing{dtype});
    } else if (is_float(dtype) && !unrounded && step.opcode != Opcode::kConstant) {
      const bool converts = step.opcode == Opcode::kConvert;
      computed =
          operations.rounded(computed, converts ? step.attributes.precision : Narrowing{dtype});
    }
    text += "        " + name_of(static_cast<int>(i)) + " = " + computed + "\n";
  }
  for (const int yielded : inner.yields) {
    results += (results.empty() ? "" : ", ") + name_of(yielded);
  }
  return text + "        return [" + results + "]\n\n";
}

}  // namespace splitvote
