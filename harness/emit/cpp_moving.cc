// Where values come from, and operations that move, cast or name them.
#include "harness/emit/cpp_line.h"

namespace splitvote {

std::string CppLine::combining(const std::string& name) {
  return "[](auto a, auto b) { return op::" + name + "(a, b); }";
}

std::string CppLine::shapes_of(int value) {
  const int line = listing_.line_of[static_cast<std::size_t>(value)];
  if (line < 0) {
    const std::string& id = reproducer_.program().values[static_cast<std::size_t>(value)].id;
    return "given.shapes.at(" + cpp_string(id) + ")";
  }
  const Line& like = listing_.lines[static_cast<std::size_t>(line)];
  return call("shapes", like.name_used ? like.name : like.unrounded_name);
}

std::string CppLine::source_or_move() {
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
      return call(cpp_function_name(value_.opcode), "given");
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
      return call(cpp_function_name(value_.opcode), reads());
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

std::string CppLine::scatter_combine() {
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

std::string CppLine::reduced_precision() {
  std::string out = call("round", read(0) + ", " + cpp_rounding(a_.precision, file_));
  if (is_narrow(dtype()) && !(a_.precision == Narrowing{dtype()})) {
    out = call("round", out + ", " + cpp_rounding(Narrowing{dtype()}, file_));
  }
  return out;
}

std::string CppLine::converted() {
  const Dtype from = operand_dtype();
  if (is_float(from) && is_float(dtype())) return read(0);
  file_.prelude.need(is_float(from) ? "convert.from_float" : "convert.from_integer");
  return file_.op("convert") + "<" + cpp_type(dtype()) + ">(" + read(0) + ")";
}

}  // namespace splitvote
