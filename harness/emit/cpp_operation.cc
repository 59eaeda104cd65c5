// What a line computes: elementwise operations and collectives; the other families have files of
// their own.
#include "harness/emit/cpp_line.h"

namespace splitvote {
namespace {

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

std::string cpp_function_name(Opcode opcode) {
  const std::string name(operation(opcode).name);
  const bool taken = name == "and" || name == "or" || name == "xor" || name == "not";
  return taken ? name + "_" : name;
}

std::string CppLine::print() {
  std::string direct = source_or_move();
  if (!direct.empty()) return direct;
  std::string selected = reduction_or_selection();
  if (!selected.empty()) return selected;
  const std::string met = collective();
  return met.empty() ? elementwise() : met;
}

std::string CppLine::read(std::size_t position) {
  return cpp_read(listing_, line_.reads[position], file_);
}

std::string CppLine::reads() {
  std::string text;
  for (std::size_t i = 0; i < line_.reads.size(); ++i) text += (i == 0 ? "" : ", ") + read(i);
  return text;
}

Dtype CppLine::operand_dtype() const {
  const int operand = value_.operands[0];
  return reproducer_.program().values[static_cast<std::size_t>(operand)].elements[0].dtype;
}

Dtype CppLine::dtype() const { return value_.elements[0].dtype; }

std::string CppLine::scalar_piece(const std::string& name, Dtype of) {
  file_.prelude.need(name + (is_float(of) ? ".float" : ".integer"));
  return name;
}

std::string CppLine::call(const std::string& name, const std::string& arguments) {
  return file_.op(name) + "(" + arguments + ")";
}

std::string CppLine::collective() {
  switch (value_.opcode) {
    case Opcode::kAllGather: {
      const bool own = value_.operands.size() == 2;
      if (a_.stage < 0) {
        return file_.op("all_gather", own ? "all_gather.own" : "all_gather") + "(" + reads() + ")";
      }
      return file_.op("all_gather", "all_gather.stage") + "(" + read(0) + ", " + read(own ? 1 : 0) +
             ", given.groups.at(" + std::to_string(a_.stage) + "))";
    }
    case Opcode::kAllReduce:
      if (a_.combine == Combine::kSum && is_float(dtype())) {
        const char* route = a_.reduce_order == ReduceOrder::kTree   ? "tree"
                            : a_.reduce_order == ReduceOrder::kRing ? "ring"
                                                                    : "rank";
        return call("all_reduce_sum",
                    "given, " + read(0) + ", op::Route::" + route + ", " + accumulator());
      }
      return meeting() + "(" + read(0) + ")";
    case Opcode::kCollectiveBroadcast:
      return call("collective_broadcast", read(0) + ", /*root=*/" + std::to_string(a_.root));
    default:
      return "";
  }
}

std::string CppLine::meeting() {
  switch (a_.combine) {
    case Combine::kMaximum:
      return file_.op("all_reduce_" + scalar_piece("maximum", dtype()));
    case Combine::kMinimum:
      return file_.op("all_reduce_" + scalar_piece("minimum", dtype()));
    case Combine::kAnd:
      return file_.op("all_reduce_and");
    case Combine::kOr:
      return file_.op("all_reduce_or");
    default:
      return file_.op("all_reduce_sum", "all_reduce_sum.integer");
  }
}

std::string CppLine::elementwise() {
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
  return file_.op(cpp_function_name(value_.opcode), piece) + "(" + reads() + ")";
}

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
  return CppLine(reproducer, listing, line, file).print();
}

}  // namespace splitvote
