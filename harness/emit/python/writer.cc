#include "harness/emit/python/writer.h"

#include <algorithm>
#include <array>

#include "harness/emit/python/combiner.h"

namespace splitvote {
namespace {

class Writer {
 public:
  Writer(const Dialect& dialect, bool with_nan, const Value& value,
         const std::vector<Operand>& operands, const Details& details)
      : dialect_(dialect),
        with_nan_(with_nan),
        value_(value),
        a_(value.attributes),
        operands_(operands),
        details_(details) {
    for (const Operand& operand : operands) {
      axes_ = std::max(axes_, operand.element->shape.size());
    }
  }

  std::string write() const;

 private:
  [[nodiscard]] std::string x(std::size_t position = 0) const { return operands_[position].text; }
  // The operand with as many axes as the widest has.
  [[nodiscard]] std::string wide(std::size_t position) const {
    return stretched(operands_[position], axes_);
  }
  [[nodiscard]] const Element& element(std::size_t position = 0) const {
    return *operands_[position].element;
  }
  [[nodiscard]] bool floats() const { return is_float(element().dtype); }
  [[nodiscard]] std::string xp(const std::string& name) const {
    return std::string(dialect_.xp) + "." + name;
  }
  // A function of the prelude.
  [[nodiscard]] std::string own(const std::string& name) const {
    return std::string(dialect_.scope.prefix) + name;
  }
  [[nodiscard]] std::string call(const std::string& function) const {
    std::string text = function + "(";
    for (std::size_t i = 0; i < operands_.size(); ++i) text += (i == 0 ? "" : ", ") + wide(i);
    return text + ")";
  }
  [[nodiscard]] std::string infix(const std::string& symbol) const {
    return wide(0) + " " + symbol + " " + wide(1);
  }
  [[nodiscard]] std::string arithmetic(const std::string& text) const {
    return with_nan_ && floats() ? own("arithmetic") + "(" + text + ")" : text;
  }
  [[nodiscard]] std::string function_of(const std::string& name, bool in_xp) const {
    return arithmetic((in_xp ? xp(name) : own(name)) + "(" + x() + ")");
  }
  [[nodiscard]] std::string key(KeyOrder order) const {
    if (!floats()) return own("integer_key");
    return own(order == KeyOrder::kTotal ? "total_key" : "numeric_key");
  }

  [[nodiscard]] std::string elementwise() const;
  [[nodiscard]] std::string divide() const;
  [[nodiscard]] std::string compare() const;
  [[nodiscard]] std::string convert() const;
  [[nodiscard]] std::string bitcast() const;
  [[nodiscard]] std::string moving() const;
  [[nodiscard]] std::string slice() const;
  [[nodiscard]] std::string gather() const;
  [[nodiscard]] std::string scatter() const;
  [[nodiscard]] std::string reduce() const;
  [[nodiscard]] std::string argmax() const;
  [[nodiscard]] std::string choosing() const;
  [[nodiscard]] std::string threefry() const;

  const Dialect& dialect_;
  bool with_nan_;
  const Value& value_;
  const Attributes& a_;
  const std::vector<Operand>& operands_;
  const Details& details_;
  std::size_t axes_ = 0;
};

std::string Writer::compare() const {
  const std::string relation(symbol(a_.direction));
  if (!floats() || a_.compare_order == CompareOrder::kPartial) return infix(relation);
  const std::string total = own("total_key") + "(";
  return total + wide(0) + ") " + relation + " " + total + wide(1) + ")";
}

// XLA makes a division by what it has to repeat first a multiplication by the reciprocal.
std::string Writer::divide() const {
  if (!floats()) return call(own("divide_integers"));
  const bool repeats = element(0).shape.size() != element(1).shape.size();
  return arithmetic(repeats && dialect_.language == Language::kJax ? call(own("divide"))
                                                                   : infix("/"));
}

std::string Writer::elementwise() const {
  switch (value_.opcode) {
    case Opcode::kAdd:
      return arithmetic(infix("+"));
    case Opcode::kSubtract:
      return arithmetic(infix("-"));
    case Opcode::kMultiply:
      return arithmetic(infix("*"));
    case Opcode::kDivide:
      return divide();
    case Opcode::kMaximum:
      return call(floats() ? own("maximum") : xp("maximum"));
    case Opcode::kMinimum:
      return call(floats() ? own("minimum") : xp("minimum"));
    case Opcode::kAnd:
      return infix("&");
    case Opcode::kOr:
      return infix("|");
    case Opcode::kXor:
      return infix("^");
    case Opcode::kNot:
      return "~" + x();
    case Opcode::kShiftLeft:
      return call(own("shift_left"));
    case Opcode::kShiftRightLogical:
      return call(own("shift_right_logical"));
    case Opcode::kShiftRightArithmetic:
      return call(own("shift_right_arithmetic"));
    case Opcode::kNegate:
      return arithmetic("-" + x());
    case Opcode::kAbs:
      return function_of("abs", true);
    case Opcode::kExponential:
      return function_of("exponential", false);
    case Opcode::kLog:
      return function_of("log", false);
    case Opcode::kTanh:
      return function_of("tanh", false);
    case Opcode::kSqrt:
      return function_of("sqrt", true);
    case Opcode::kFloor:
      return function_of("floor", true);
    case Opcode::kIsFinite:
      return xp("isfinite") + "(" + x() + ")";
    case Opcode::kCompare:
      return compare();
    case Opcode::kSelect:
      return call(xp("where"));
    default: {  // clamp
      const auto function = [&](const char* name) { return floats() ? own(name) : xp(name); };
      return function("minimum") + "(" + function("maximum") + "(" + wide(1) + ", " + wide(0) +
             "), " + wide(2) + ")";
    }
  }
}

std::string Writer::convert() const {
  const Dtype from = element().dtype, to = a_.precision.dtype;
  if (is_float(from) && is_float(to)) return x();
  if (to == Dtype::kPred) return from == Dtype::kPred ? x() : x() + " != 0";
  if (is_float(from)) return own("to_integer") + "(" + x() + ", " + dialect_.dtype(to) + ")";
  return from == to ? x() : dialect_.cast(x(), to);
}

std::string Writer::bitcast() const {
  const Dtype from = element().dtype, to = value_.elements[0].dtype;
  if (from == to || (is_float(from) && is_float(to))) return x();
  return x() + ".view(" + dialect_.dtype(to) + ")";
}

std::string Writer::slice() const {
  std::string text = x() + "[..., ";
  if (a_.start > 0) text += std::to_string(a_.start);
  text += ":";
  if (a_.limit >= 0) text += std::to_string(a_.limit);
  if (a_.stride > 1) text += ":" + std::to_string(a_.stride);
  return text + "]";
}

std::string Writer::gather() const {
  const bool one = element(1).shape.size() < element(0).shape.size();
  return own(one ? "gather_one" : "gather") + "(" + x(0) + ", " + x(1) + ")";
}

std::string Writer::scatter() const {
  std::string combine = own("second");
  if (a_.combine == Combine::kMaximum) combine = floats() ? own("maximum") : xp("maximum");
  if (a_.combine == Combine::kSum) combine = xp("add");
  if (a_.combine == Combine::kOr) combine = xp("logical_or");
  return own("scatter") + "(" + combine + ", " + x(0) + ", " + x(1) + ", " +
         stretched(operands_[2], element(1).shape.size()) + ")";
}

std::string Writer::moving() const {
  switch (value_.opcode) {
    case Opcode::kIota:
      return own("iota") + "(" + details_.shape + ", " + dialect_.dtype(value_.elements[0].dtype) +
             ")";
    case Opcode::kBroadcast:
      return own("broadcast_to") + "(" + stretched(operands_[0], value_.elements[0].shape.size()) +
             ", " + details_.shape + ")";
    case Opcode::kReshape:
      return x() + (element().shape.size() == 1 ? "[:, None]" : "[:, 0]");
    case Opcode::kSlice:
      return slice();
    case Opcode::kConcatenate: {
      std::string parts;
      for (const Operand& operand : operands_) {
        parts += (parts.empty() ? "" : ", ") + stretched(operand, 2);
      }
      return own("concatenate") + "([" + parts + "])";
    }
    case Opcode::kReverse:
      return xp("flip") + "(" + x() + ", (-1,))";
    case Opcode::kGather:
      return gather();
    case Opcode::kScatter:
      return scatter();
    case Opcode::kGetTupleElement:
      return x() + "[" + std::to_string(a_.index) + "]";
    default:
      return x();
  }
}

std::string Writer::reduce() const {
  const Dtype dtype = element().dtype;
  if (a_.combine == Combine::kRegion) {
    std::string starts, sources;
    const std::size_t half = operands_.size() / 2;
    for (std::size_t i = 0; i < half; ++i) {
      sources += ", " + x(i);
      starts += (i == 0 ? "" : ", ") + x(half + i);
    }
    return own("reduce_region") + "(" + details_.region + ", [" + starts + "]" + sources + ")" +
           (value_.is_tuple ? "" : "[0]");
  }
  if (dtype == Dtype::kPred) {
    const bool all = a_.combine == Combine::kAnd || a_.combine == Combine::kMinimum;
    return x() + (all ? ".all(-1)" : ".any(-1)");
  }
  if (floats() && a_.combine == Combine::kSum && a_.sum_order != SumOrder::kSequential) {
    if (a_.sum_order == SumOrder::kPairwise) {
      return own("pairwise_sum") + "(" + details_.adder + ", " + x() + ")";
    }
    return own("blocked_sum") + "(" + details_.adder + ", " + x() + ", " +
           std::to_string(a_.width) + ")";
  }
  return own("reduce") + "(" +
         write_combiner(dialect_, with_nan_, a_.combine, dtype, details_.adder) + ", " + x() +
         ", start=" + start_of(a_.combine, dtype, dialect_.xp) + ")";
}

std::string Writer::argmax() const {
  const bool last = a_.tie == Tie::kHighestIndex;
  if (floats() && with_nan_ && !a_.nan_wins) {
    return own(last ? "argmax_last_skipping_nan" : "argmax_skipping_nan") + "(" + x() + ")";
  }
  if (!last) return own("argmax") + "(" + x() + ")";
  return own("argmax_last") + "(" + x() + ", " + key(KeyOrder::kNumeric) + ")";
}

std::string Writer::threefry() const {
  std::string counter = dialect_.cast(x(1), Dtype::kU32);
  if (a_.counter_is_token) counter = own("token_counter") + "(" + x(1) + ", TOKENS)";
  return own("threefry_uniform") + "(" + x(0) + ", " + counter + ")";
}

std::string Writer::choosing() const {
  const std::string k = std::to_string(details_.count);
  switch (value_.opcode) {
    case Opcode::kSort: {
      std::string text = own(a_.descending ? "sort_descending" : "sort") + "(" + key(a_.key_order);
      for (std::size_t i = 0; i < operands_.size(); ++i) text += ", " + x(i);
      return text + ")" + (value_.is_tuple ? "" : "[0]");
    }
    case Opcode::kTopK:
      return own(a_.tie == Tie::kLowestIndex ? "top_k" : "top_k_highest_first") + "(" + x() + ", " +
             k + ", " + key(a_.key_order) + ")";
    case Opcode::kKthValue:
      return own("kth_value") + "(" + x() + ", " + k + ", " + key(a_.key_order) + ", " +
             start_of(Combine::kMaximum, element().dtype, dialect_.xp) + ")";
    case Opcode::kApproxTopK:
      return own("approx_top_k") + "(" + x() + ", k=" + k + ", bins=" + details_.bins +
             ", aggregate=" + (a_.aggregate_to_topk ? "True" : "False") +
             ", newcomer_wins_ties=" + (a_.tie_takes_newcomer ? "True" : "False") + ")";
    default:
      if (operands_.size() == 2) {
        return own("bit_search_threshold") + "(" + x(0) + ", " + x(1) + ")";
      }
      return own("bit_search_threshold_weighted") + "(" + details_.adder + ", " + x(0) + ", " +
             x(1) + ", " + x(2) + ")";
  }
}

std::string Writer::write() const {
  switch (value_.opcode) {
    case Opcode::kGetDimensionSize:
      return dialect_.language == Language::kTorch
                 ? "torch.tensor(" + details_.shape + ", dtype=torch.int32)"
                 : xp("int32") + "(" + details_.shape + ")";
    case Opcode::kConvert:
      return convert();
    case Opcode::kBitcastConvert:
      return bitcast();
    case Opcode::kIota:
    case Opcode::kReducePrecision:
    case Opcode::kOptimizationBarrier:
    case Opcode::kBroadcast:
    case Opcode::kReshape:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGather:
    case Opcode::kScatter:
    case Opcode::kGetTupleElement:
      return moving();
    case Opcode::kReduce:
      return reduce();
    case Opcode::kArgmax:
      return argmax();
    case Opcode::kCumsum: {
      const std::string plus = floats() ? details_.adder : xp("add");
      if (floats() && a_.sum_order == SumOrder::kBlocked) {
        return own("blocked_cumsum") + "(" + plus + ", " + x() + ", " + std::to_string(a_.width) +
               ")";
      }
      return own("cumsum") + "(" + plus + ", " + x() + ")";
    }
    case Opcode::kSort:
    case Opcode::kTopK:
    case Opcode::kApproxTopK:
    case Opcode::kKthValue:
    case Opcode::kBitSearchThreshold:
      return choosing();
    case Opcode::kThreefryUniform:
      return threefry();
    default:
      return elementwise();
  }
}

}  // namespace

std::string write_operation(const Dialect& dialect, bool with_nan, const Value& value,
                            const std::vector<Operand>& operands, const Details& details) {
  return Writer(dialect, with_nan, value, operands, details).write();
}

}  // namespace splitvote
