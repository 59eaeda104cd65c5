#include "harness/emit/cpp_file.h"

namespace splitvote {
namespace {

// Names that C++ keeps for itself end in an underscore.
std::string function_name(Opcode opcode) {
  const std::string name(operation(opcode).name);
  const bool taken = name == "and" || name == "or" || name == "xor" || name == "not";
  return taken ? name + "_" : name;
}

class Printer {
 public:
  Printer(const Reproducer& reproducer, const Listing& listing, const Line& line, CppFile& file)
      : reproducer_(reproducer),
        listing_(listing),
        line_(line),
        value_(*line.value),
        a_(line.value->attributes),
        file_(file) {}

  std::string print() {
    const std::string direct = source_or_move();
    if (!direct.empty()) return direct;
    const std::string selected = reduction_or_selection();
    if (!selected.empty()) return selected;
    const std::string met = collective();
    return met.empty() ? elementwise() : met;
  }

 private:
  std::string read(std::size_t position) {
    return cpp_read(listing_, line_.reads[position], file_);
  }
  std::string reads() {
    std::string text;
    for (std::size_t i = 0; i < line_.reads.size(); ++i) text += (i == 0 ? "" : ", ") + read(i);
    return text;
  }
  [[nodiscard]] Dtype operand_dtype() const {
    const int operand = value_.operands[0];
    return reproducer_.program().values[static_cast<std::size_t>(operand)].elements[0].dtype;
  }
  [[nodiscard]] Dtype dtype() const { return value_.elements[0].dtype; }
  std::string scalar_piece(const std::string& name, Dtype of) {
    file_.prelude.need(name + (is_float(of) ? ".float" : ".integer"));
    return name;
  }
  std::string call(const std::string& name, const std::string& arguments) {
    return file_.op(name) + "(" + arguments + ")";
  }
  // A scalar operation as a function of two numbers.
  std::string combining(const std::string& name) {
    return "[](auto a, auto b) { return op::" + name + "(a, b); }";
  }

  std::string shapes_of(int value) {
    const int line = listing_.line_of[static_cast<std::size_t>(value)];
    if (line < 0) {
      const std::string& id = reproducer_.program().values[static_cast<std::size_t>(value)].id;
      return "given.shapes.at(" + cpp_string(id) + ")";
    }
    const Line& like = listing_.lines[static_cast<std::size_t>(line)];
    return call("shapes", like.name_used ? like.name : like.unrounded_name);
  }

  std::string source_or_move() {
    switch (value_.opcode) {
      case Opcode::kParameter:
      case Opcode::kConstant:
        if (line_.held) {
          if (is_float(dtype())) file_.prelude.need("bits");
          return call("scalar", "given, " + cpp_number(dtype(), *line_.held));
        }
        if (!is_narrow(dtype())) return call("logits", "given");
        return call("round",
                    call("logits", "given") + ", " + cpp_rounding(Narrowing{dtype()}, file_));
      case Opcode::kIota:
        return file_.op("iota") + "<" + cpp_type(dtype()) + ">(" + shapes_of(a_.like) + ")";
      case Opcode::kPartitionId:
      case Opcode::kShardOffset:
        return call(function_name(value_.opcode), "given");
      case Opcode::kGetDimensionSize:
        return call("get_dimension_size", shapes_of(value_.operands[0]));
      case Opcode::kBroadcast:
        return call("broadcast", read(0) + ", " + shapes_of(a_.like));
      case Opcode::kSlice:
        return call("slice", read(0) + ", " + std::to_string(a_.start) + ", " +
                                 std::to_string(a_.limit) + ", " + std::to_string(a_.stride));
      case Opcode::kConcatenate:
        return file_.op("concatenate") + "<" + cpp_type(dtype()) + ">({" + reads() + "})";
      case Opcode::kReshape:
      case Opcode::kReverse:
      case Opcode::kGather:
        return call(function_name(value_.opcode), reads());
      case Opcode::kScatter:
        return call("scatter", reads() + ", " + scatter_combine());
      case Opcode::kGetTupleElement:
        return "std::get<" + std::to_string(a_.index) + ">(" + read(0) + ")";
      case Opcode::kOptimizationBarrier:
        return read(0);
      case Opcode::kReducePrecision:
        return reduced_precision();
      case Opcode::kConvert:
        return converted();
      case Opcode::kBitcastConvert:
        return file_.op("bitcast") + "<" + cpp_type(dtype()) + ">(" + read(0) + ")";
      default:
        return "";
    }
  }

  std::string scatter_combine() {
    switch (a_.combine) {
      case Combine::kMaximum:
        return combining(scalar_piece("maximum", dtype()));
      case Combine::kSum:
        return combining(scalar_piece("add", dtype()));
      case Combine::kOr:
        file_.prelude.need("or.scalar");
        return combining("or_");
      default:
        return "[](auto, auto b) { return b; }";
    }
  }

  std::string reduced_precision() {
    std::string out = call("round", read(0) + ", " + cpp_rounding(a_.precision, file_));
    if (is_narrow(dtype()) && !(a_.precision == Narrowing{dtype()})) {
      out = call("round", out + ", " + cpp_rounding(Narrowing{dtype()}, file_));
    }
    return out;
  }

  std::string converted() {
    const Dtype from = operand_dtype();
    if (is_float(from) && is_float(dtype())) return read(0);
    file_.prelude.need(is_float(from) ? "convert.from_float" : "convert.from_integer");
    return file_.op("convert") + "<" + cpp_type(dtype()) + ">(" + read(0) + ")";
  }

  std::string accumulator() {
    const std::string wide = file_.op("float32");
    if (!line_.accumulator_unrounded) return "{" + wide + "}";
    const std::string narrow = cpp_rounding(a_.accumulator, file_);
    std::string text;
    for (const bool unrounded : *line_.accumulator_unrounded) {
      text += (text.empty() ? "" : ", ") + (unrounded ? wide : narrow);
    }
    return "{" + text + "}";
  }

  std::string sum_order() {
    if (a_.sum_order == SumOrder::kPairwise) return file_.op("pairwise");
    if (a_.sum_order == SumOrder::kSequential) return file_.op("sequential");
    return file_.op("blocked") + "<" + std::to_string(a_.width) + ">";
  }

  std::string reduced() {
    switch (a_.combine) {
      case Combine::kRegion:
        return cpp_region(listing_, line_, file_);
      case Combine::kMaximum:
        return call("reduce_" + scalar_piece("maximum", dtype()), read(0));
      case Combine::kMinimum:
        return call("reduce_" + scalar_piece("minimum", dtype()), read(0));
      case Combine::kProduct:
        scalar_piece("multiply", dtype());
        return call("reduce_product", read(0));
      case Combine::kAnd:
        return call("reduce_and", read(0));
      case Combine::kOr:
        return call("reduce_or", read(0));
      default:
        if (!is_float(dtype()))
          return file_.op("reduce_sum", "reduce_sum.integer") + "(" + read(0) + ")";
        return call("reduce_sum", "given, " + read(0) + ", " + sum_order() + ", " + accumulator());
    }
  }

  std::string order() {
    file_.prelude.need("order");
    return a_.key_order == KeyOrder::kTotal ? "op::Order::total" : "op::Order::numeric";
  }
  std::string count() { return "/*k=*/" + std::to_string(line_.count); }
  static std::string flag(const std::string& name, bool holds) {
    return "/*" + name + "=*/" + (holds ? "true" : "false");
  }

  std::string reduction_or_selection() {
    switch (value_.opcode) {
      case Opcode::kReduce:
        return reduced();
      case Opcode::kCumsum: {
        if (!is_float(dtype())) return file_.op("cumsum", "cumsum.integer") + "(" + read(0) + ")";
        const int width = a_.sum_order == SumOrder::kBlocked ? a_.width : 0;
        return call("cumsum", "given, " + read(0) + ", /*width=*/" + std::to_string(width) + ", " +
                                  accumulator());
      }
      case Opcode::kArgmax:
        return call("argmax",
                    read(0) + ", op::Tie::" + (a_.tie == Tie::kHighestIndex ? "last" : "first") +
                        ", op::Nan::" + (a_.nan_wins ? "wins" : "loses"));
      case Opcode::kSort: {
        const std::string how = order() + ", " + flag("descending", a_.descending);
        if (value_.operands.size() == 1)
          return file_.op("sort", "sort.keys") + "(" + read(0) + ", " + how + ")";
        return file_.op("sort_with", "sort") + "(" + how + ", " + reads() + ")";
      }
      case Opcode::kTopK:
        return call("top_k", read(0) + ", " + count() + ", " + order() + ", " +
                                 flag("highest_first", a_.tie == Tie::kHighestIndex));
      case Opcode::kKthValue:
        return call("kth_value", read(0) + ", " + count() + ", " + order());
      case Opcode::kApproxTopK: {
        char recall[40];
        std::snprintf(recall, sizeof recall, "%.17g", a_.recall_target);
        return call("approx_top_k", read(0) + ", " + count() + ", /*recall_target=*/" + recall +
                                        ", /*size_override=*/" +
                                        std::to_string(a_.reduction_input_size_override) + ", " +
                                        flag("aggregate_to_topk", a_.aggregate_to_topk) + ", " +
                                        flag("tie_takes_newcomer", a_.tie_takes_newcomer));
      }
      case Opcode::kBitSearchThreshold:
        return file_.op("bit_search_threshold", value_.operands.size() == 3
                                                    ? "bit_search_threshold.weighted"
                                                    : "bit_search_threshold") +
               "(" + reads() + ")";
      case Opcode::kThreefryUniform:
        return call("threefry_uniform", "given, " + reads() + ", op::Counter::" +
                                            (a_.counter_is_token ? "token" : "raw"));
      default:
        return "";
    }
  }

  std::string collective() {
    switch (value_.opcode) {
      case Opcode::kAllGather: {
        const bool own = value_.operands.size() == 2;
        if (a_.stage < 0) {
          return file_.op("all_gather", own ? "all_gather.own" : "all_gather") + "(" + reads() +
                 ")";
        }
        return file_.op("all_gather", "all_gather.stage") + "(" + read(0) + ", " +
               read(own ? 1 : 0) + ", given.groups.at(" + std::to_string(a_.stage) + "))";
      }
      case Opcode::kAllReduce:
        if (a_.combine == Combine::kSum && is_float(dtype())) {
          const char* route = a_.reduce_order == ReduceOrder::kTree   ? "tree"
                              : a_.reduce_order == ReduceOrder::kRing ? "ring"
                                                                      : "rank";
          return call("all_reduce_sum",
                      "given, " + read(0) + ", op::Route::" + route + ", " + accumulator());
        }
        return call("all_reduce", read(0) + ", " + combining(meeting()));
      case Opcode::kCollectiveBroadcast:
        return call("collective_broadcast", read(0) + ", /*root=*/" + std::to_string(a_.root));
      default:
        return "";
    }
  }

  std::string meeting() {
    switch (a_.combine) {
      case Combine::kMaximum:
        return scalar_piece("maximum", dtype());
      case Combine::kMinimum:
        return scalar_piece("minimum", dtype());
      case Combine::kAnd:
        file_.prelude.need("and.scalar");
        return "and_";
      case Combine::kOr:
        file_.prelude.need("or.scalar");
        return "or_";
      default:
        return scalar_piece("add", dtype());
    }
  }

  std::string elementwise() {
    const std::string piece(operation(value_.opcode).name);
    switch (value_.opcode) {
      case Opcode::kCompare: {
        static constexpr const char* kNames[] = {"GE", "GT", "LE", "LT", "EQ", "NE"};
        const bool total = a_.compare_order == CompareOrder::kTotal;
        return call(total ? "compare_total" : "compare",
                    reads() + ", op::Direction::" + kNames[static_cast<std::size_t>(a_.direction)]);
      }
      case Opcode::kClamp:
        scalar_piece("maximum", dtype());
        scalar_piece("minimum", dtype());
        break;
      default: {
        const std::string scalar = piece + (is_float(operand_dtype()) ? ".float" : ".integer");
        if (file_.prelude.has(scalar)) file_.prelude.need(scalar);
      }
    }
    return file_.op(function_name(value_.opcode), piece) + "(" + reads() + ")";
  }

  const Reproducer& reproducer_;
  const Listing& listing_;
  const Line& line_;
  const Value& value_;
  const Attributes& a_;
  CppFile& file_;
};

std::string format_name(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat8E4m3fn:
      return "kFloat8E4m3fn";
    case Dtype::kFloat8E5m2:
      return "kFloat8E5m2";
    case Dtype::kBfloat16:
      return "kBfloat16";
    case Dtype::kFloat16:
      return "kFloat16";
    case Dtype::kTf32:
      return "kTf32";
    default:
      return "kFloat32";
  }
}

}  // namespace

std::string CppFile::op(const std::string& name, const std::string& snippet) {
  prelude.need(snippet.empty() ? name : snippet);
  return "op::" + name;
}

std::string cpp_read(const Listing& listing, const Read& read, CppFile& file) {
  const Line& operand = listing.lines[static_cast<std::size_t>(read.line)];
  const auto name = [&](bool unrounded) {
    return unrounded ? operand.unrounded_name : operand.name;
  };
  if (read.unrounded.size() == 1) return name(read.unrounded[0]);
  return file.op("by_class") + "(given, " + name(read.unrounded[0]) + ", " +
         name(read.unrounded[1]) + ")";
}

std::string cpp_rounding(const Narrowing& narrowing, CppFile& file) {
  const std::string dtype(name(narrowing.dtype));
  if (narrowing == Narrowing{narrowing.dtype}) return file.op(dtype);
  file.prelude.need("format_" + dtype);
  const char* mode = narrowing.mode == RoundingMode::kTowardZero ? "toward_zero"
                     : narrowing.mode == RoundingMode::kTiesAway ? "ties_away"
                                                                 : "nearest_even";
  const char* subnormals = narrowing.subnormals == Subnormals::kFlushed ? "flushed" : "kept";
  return "[](float x) { return op::round_to(x, op::" + format_name(narrowing.dtype) +
         ", op::Rounding::" + mode + ", op::Subnormals::" + subnormals + "); }";
}

std::string cpp_operation(const Reproducer& reproducer, const Listing& listing, const Line& line,
                          CppFile& file) {
  return Printer(reproducer, listing, line, file).print();
}

}  // namespace splitvote
