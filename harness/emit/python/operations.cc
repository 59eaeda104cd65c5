#include "harness/emit/python/operations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "harness/emit/python/combiner.h"
#include "harness/emit/python/writer.h"

namespace splitvote {
namespace {

// Operations that move integers without computing on them, or whose operator is the same in any
// width that holds them.
bool moves_integers(Opcode opcode) {
  switch (opcode) {
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kXor:
    case Opcode::kSelect:
    case Opcode::kOptimizationBarrier:
    case Opcode::kBroadcast:
    case Opcode::kReshape:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGetTupleElement:
      return true;
    default:
      return false;
  }
}

// The operands whose integers the operation computes with.
bool computes_with(Opcode opcode, std::size_t position) {
  if (opcode == Opcode::kGather) return position == 1;
  if (opcode == Opcode::kSort) return position == 0;
  return true;
}

std::string largest_of(Dtype dtype) {
  const DtypeInfo& format = info(dtype);
  const int last = dtype == Dtype::kFloat8E4m3fn ? 2 : format.mantissa_bits;  // 1.75 * 2^8
  const double largest = std::ldexp(2.0 - std::ldexp(1.0, -last), format.exponent_max);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.17g", largest);
  return text.data();
}

}  // namespace

std::string stretched(const Operand& operand, std::size_t axes) {
  const std::size_t own = operand.element->shape.size();
  if (own == 0 || own >= axes) return operand.text;
  if (axes - own == 1 && own == 1) return operand.text + "[:, None]";
  std::string text = operand.text + "[...";
  for (std::size_t i = own; i < axes; ++i) text += ", None";
  return text + "]";
}

std::string Operations::expression(const Value& value, const std::vector<Operand>& operands,
                                   const Details& details) {
  bool foreign = false;
  if (!moves_integers(value.opcode) && value.regions.empty()) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      foreign = foreign || (computes_with(value.opcode, i) &&
                            native_.holds_otherwise(operands[i].element->dtype));
    }
    const bool computed = value.opcode != Opcode::kGather && value.opcode != Opcode::kSort;
    foreign = foreign || (computed && native_.holds_otherwise(value.elements[0].dtype));
  }
  std::string text;
  if (!foreign) {
    text = write_operation(native_, with_nan_, value, operands, details);
    for (const std::string& word : identifiers_in(text)) {
      foreign = foreign || (!native_.scope.has(word) && numpy_.scope.has(word));
    }
  }
  if (foreign) text = by_numpy(value, operands, details);
  use(text);
  return text;
}

std::string Operations::by_numpy(const Value& value, const std::vector<Operand>& operands,
                                 const Details& details) const {
  std::vector<Operand> inner;
  std::string names, arguments;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const std::string name =
        i < 26 ? std::string(1, static_cast<char>('a' + i)) : "a" + std::to_string(i);
    inner.push_back({name, operands[i].element});
    names += (names.empty() ? "" : ", ") + name;
    const Dtype dtype = operands[i].element->dtype;
    std::string argument = operands[i].text;
    if (native_.holds_otherwise(dtype)) {
      argument = (dtype == Dtype::kU32 ? "uint32(" : "uint64(") + argument + ")";
    }
    arguments += ", " + argument;
  }
  Details numpy_details = details;
  if (with_nan_ && details.adder == "add") {
    numpy_details.adder = "numpy_add";
  } else if (!details.adder.empty()) {
    numpy_details.adder = "np.add";
  }
  const std::string text = write_operation(numpy_, with_nan_, value, inner, numpy_details);
  const std::string call = "(" + names + ")";
  const bool plain_call = text.size() > call.size() &&
                          text.substr(text.size() - call.size()) == call &&
                          text.find_first_of("( ") == text.size() - call.size();
  const std::string function =
      plain_call ? text.substr(0, text.size() - call.size()) : "lambda " + names + ": " + text;
  return "by_numpy(" + function + arguments + ")";
}

std::string Operations::combiner(Combine combine, Dtype dtype, const std::string& adder) {
  std::string function = write_combiner(native_, with_nan_, combine, dtype, adder);
  if (native_.holds_otherwise(dtype)) {
    const std::string held = dtype == Dtype::kU32 ? "uint32" : "uint64";
    function = "lambda a, b: by_numpy(" +
               write_combiner(numpy_, with_nan_, combine, dtype, "np.add") + ", " + held + "(a), " +
               held + "(b))";
  }
  use(function);
  return function;
}

std::string Operations::rounder(const Narrowing& narrowing) {
  const bool plain = narrowing.mode == RoundingMode::kNearestEven || !is_narrow(narrowing.dtype);
  const bool flushed = narrowing.subnormals == Subnormals::kFlushed;
  if (!is_narrow(narrowing.dtype) && !flushed) return "";
  std::string function(name(narrowing.dtype));
  if (!plain) {
    function += narrowing.mode == RoundingMode::kTowardZero ? "_toward_zero" : "_ties_away";
  }
  if (flushed) function += "_flushed";
  if (native_.scope.has(function)) return function;

  const bool within = native_.language != Language::kNumpy;
  const std::string prefix = within ? "numpy_" : "";
  const DtypeInfo& format = info(narrowing.dtype);
  std::string whole = "np.rint";
  if (!plain) {
    whole = narrowing.mode == RoundingMode::kTowardZero ? "np.trunc" : prefix + "ties_away";
  }
  const std::string arguments =
      "fraction_bits=" + std::to_string(format.mantissa_bits) +
      ", exponent_min=" + std::to_string(format.exponent_min) +
      ", largest=" + largest_of(narrowing.dtype) +
      ",\n        infinity=" + (narrowing.dtype == Dtype::kFloat8E4m3fn ? "False" : "True") +
      ", whole=" + whole + ", flushed=" + (flushed ? "True" : "False") + ",\n    )";
  const std::string call = prefix + "round_to(\n        x, " + arguments;
  prelude_.define(function, "def " + function + "(x):\n    return " +
                                (within ? "by_numpy(lambda x: " + call + ", x)" : call));
  return function;
}

std::string Operations::rounded(const std::string& text, const Narrowing& narrowing) {
  const std::string function = rounder(narrowing);
  if (function.empty()) return text;
  use(function);
  return function + "(" + text + ")";
}

std::string Operations::adder(const Narrowing* narrowing) {
  const std::string function = narrowing != nullptr ? rounder(*narrowing) : "";
  if (function.empty()) return with_nan_ ? "add" : std::string(native_.xp) + ".add";
  const std::string sum = function + "(a + b)";
  prelude_.define("add_" + function, "def add_" + function + "(a, b):\n    return " +
                                         (with_nan_ ? "arithmetic(" + sum + ")" : sum));
  return "add_" + function;
}

}  // namespace splitvote
