// The region of a reduce, as a function of the accumulators and the elements.
#include "harness/emit/cpp_file.h"

namespace splitvote {
namespace {

class RegionPrinter {
 public:
  RegionPrinter(const Line& line, CppFile& file)
      : line_(line), region_(line.value->regions[0]), file_(file) {}

  std::string print() {
    const auto parameters = static_cast<std::size_t>(region_.parameter_count);
    std::string text = "[](int rank_class";
    for (std::size_t i = 0; i < parameters; ++i) {
      text += ", " + cpp_type(dtype(i)) + " " + line_.region_names[i];
    }
    text += ") {\n      (void)rank_class;\n";
    const std::vector<bool> needed = needed_values();
    for (std::size_t i = parameters; i < region_.values.size(); ++i) {
      if (!needed[i]) continue;
      text += "      const " + cpp_type(dtype(i)) + " " + line_.region_names[i] + " = " +
              rounded(i, computed(region_.values[i])) + ";  // " + std::string(name(dtype(i))) +
              "\n";
    }
    text += "      return std::make_tuple(";
    for (std::size_t i = 0; i < region_.yields.size(); ++i) {
      text +=
          (i == 0 ? "" : ", ") + line_.region_names[static_cast<std::size_t>(region_.yields[i])];
    }
    return text + ");\n  }";
  }

 private:
  [[nodiscard]] Dtype dtype(std::size_t at) const { return region_.values[at].elements[0].dtype; }
  [[nodiscard]] std::string operand(const Value& value, std::size_t position) const {
    return line_.region_names[static_cast<std::size_t>(value.operands[position])];
  }
  [[nodiscard]] Dtype operand_dtype(const Value& value) const {
    return dtype(static_cast<std::size_t>(value.operands[0]));
  }

  // What is yielded, and what that depends on.
  [[nodiscard]] std::vector<bool> needed_values() const {
    std::vector<bool> needed(region_.values.size(), false);
    for (const int yield : region_.yields) needed[static_cast<std::size_t>(yield)] = true;
    for (std::size_t i = region_.values.size(); i-- > 0;) {
      if (!needed[i]) continue;
      for (const int operand : region_.values[i].operands) {
        needed[static_cast<std::size_t>(operand)] = true;
      }
    }
    return needed;
  }

  // Rounded after every operation, unless the accumulator is promoted for the rank's class.
  std::string rounded(std::size_t at, const std::string& computed) {
    const Value& value = region_.values[at];
    switch (value.opcode) {
      case Opcode::kConstant:
      case Opcode::kBitcastConvert:
      case Opcode::kReducePrecision:
      case Opcode::kOptimizationBarrier:
        return computed;
      default:
        break;
    }
    if (!is_narrow(dtype(at))) return computed;
    const Narrowing narrowing =
        value.opcode == Opcode::kConvert ? value.attributes.precision : Narrowing{dtype(at)};
    const PerClass unrounded = line_.accumulator_unrounded.value_or(PerClass{false});
    const std::string narrow = cpp_rounding(narrowing, file_) + "(" + computed + ")";
    if (unrounded.size() == 1) return unrounded[0] ? computed : narrow;
    return std::string("rank_class == ") + (unrounded[0] ? "0" : "1") + " ? " + computed + " : " +
           narrow;
  }

  std::string computed(const Value& value) {
    const Dtype result = value.elements[0].dtype;
    switch (value.opcode) {
      case Opcode::kConstant:
        if (is_float(result)) file_.prelude.need("bits");
        return cpp_number(result, held_constant(value));
      case Opcode::kReducePrecision: {
        std::string text =
            cpp_rounding(value.attributes.precision, file_) + "(" + operand(value, 0) + ")";
        if (is_narrow(result)) text = cpp_rounding(Narrowing{result}, file_) + "(" + text + ")";
        return text;
      }
      case Opcode::kOptimizationBarrier:
        return operand(value, 0);
      case Opcode::kBitcastConvert:
        return file_.op("bitcast", "bitcast.scalar") + "<" + cpp_type(result) + ">(" +
               operand(value, 0) + ")";
      case Opcode::kConvert: {
        const Dtype from = operand_dtype(value);
        if (is_float(from) && is_float(result)) return operand(value, 0);
        return file_.op("convert", is_float(from) ? "convert.from_float" : "convert.from_integer") +
               "<" + cpp_type(result) + ">(" + operand(value, 0) + ")";
      }
      case Opcode::kClamp:
        return call("minimum", value,
                    call("maximum", value, operand(value, 1) + ", " + operand(value, 0)) + ", " +
                        operand(value, 2));
      default:
        return call(std::string(operation(value.opcode).name), value, "");
    }
  }

  // `arguments` empty: the operands.
  std::string call(std::string function, const Value& value, std::string arguments) {
    if (arguments.empty()) {
      for (std::size_t i = 0; i < value.operands.size(); ++i) {
        arguments += (i == 0 ? "" : ", ") + operand(value, i);
      }
    }
    const bool floats = is_float(operand_dtype(value));
    if (value.opcode == Opcode::kCompare) {
      static constexpr const char* kNames[] = {"GE", "GT", "LE", "LT", "EQ", "NE"};
      if (value.attributes.compare_order == CompareOrder::kTotal) function = "compare_total";
      arguments += std::string(", op::Direction::") +
                   kNames[static_cast<std::size_t>(value.attributes.direction)];
    }
    std::string piece = function + (floats ? ".float" : ".integer");
    if (!file_.prelude.has(piece)) piece = function + ".scalar";
    if (function.rfind("shift", 0) == 0) piece = "shift.scalar";
    if (function == "and" || function == "or" || function == "xor" || function == "not") {
      function += "_";
    }
    return file_.op(function, piece) + "(" + arguments + ")";
  }

  const Line& line_;
  const Region& region_;
  CppFile& file_;
};

}  // namespace

std::string cpp_region(const Listing& listing, const Line& line, CppFile& file) {
  const std::size_t count = line.reads.size() / 2;
  const auto tuple = [&](std::size_t begin) {
    std::string text;
    for (std::size_t i = begin; i < begin + count; ++i) {
      text += (i == begin ? "" : ", ") + cpp_read(listing, line.reads[i], file);
    }
    return "std::make_tuple(" + text + ")";
  };
  const std::string call = file.op("reduce_region") + "(given, " + tuple(0) + ", " + tuple(count) +
                           ",\n                        " + RegionPrinter(line, file).print() + ")";
  return line.value->is_tuple ? call : "std::get<0>(" + call + ")";
}

}  // namespace splitvote
