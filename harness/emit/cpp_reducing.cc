// Operations on the last axis: reductions, scans, selections, draws.
#include <cstdio>

#include "harness/emit/cpp_line.h"

namespace splitvote {

std::string CppLine::accumulator() {
  const std::string wide = file_.op("float32");
  if (!line_.accumulator_unrounded) return "{" + wide + "}";
  const std::string narrow = cpp_rounding(a_.accumulator, file_);
  std::string text;
  for (const bool unrounded : *line_.accumulator_unrounded) {
    text += (text.empty() ? "" : ", ") + (unrounded ? wide : narrow);
  }
  return "{" + text + "}";
}

std::string CppLine::sum_order() {
  if (a_.sum_order == SumOrder::kPairwise) return file_.op("pairwise");
  if (a_.sum_order == SumOrder::kSequential) return file_.op("sequential");
  return file_.op("blocked") + "<" + std::to_string(a_.width) + ">";
}

std::string CppLine::reduced() {
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

std::string CppLine::order() {
  file_.prelude.need("order");
  return a_.key_order == KeyOrder::kTotal ? "op::Order::total" : "op::Order::numeric";
}

std::string CppLine::count() { return "/*k=*/" + std::to_string(line_.count); }

std::string CppLine::flag(const std::string& name, bool holds) {
  return "/*" + name + "=*/" + (holds ? "true" : "false");
}

std::string CppLine::reduction_or_selection() {
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
      return call("argmax", read(0) +
                                ", op::Tie::" + (a_.tie == Tie::kHighestIndex ? "last" : "first") +
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

}  // namespace splitvote
