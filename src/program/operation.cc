#include "src/program/operation.h"

#include <array>

namespace splitvote {
namespace {

using enum AttributeKind;

constexpr AttributeSpec kParameterSpecs[] = {{"name", kName, true},
                                             {"dtype", kDtype, true},
                                             {"default", kNumber, false},
                                             {"shape", kIntegers, false}};
constexpr AttributeSpec kConstantSpecs[] = {{"value", kNumber, true}, {"dtype", kDtype, true}};
constexpr AttributeSpec kIotaSpecs[] = {{"like", kValue, false},
                                        {"shape", kIntegers, false},
                                        {"dimension", kInteger, false},
                                        {"dtype", kDtype, false}};
constexpr AttributeSpec kBroadcastSpecs[] = {
    {"like", kValue, false}, {"shape", kIntegers, false}, {"dimensions", kIntegers, false}};
constexpr AttributeSpec kReshapeSpecs[] = {{"shape", kIntegers, false}};
constexpr AttributeSpec kTransposeSpecs[] = {{"permutation", kIntegers, true}};
constexpr AttributeSpec kCompareSpecs[] = {{"direction", kWord, true, "GE GT LE LT EQ NE"},
                                           {"order", kWord, false, "partial total"}};
constexpr AttributeSpec kDivideSpecs[] = {{"by", kWord, false, "quotient reciprocal"}};
constexpr AttributeSpec kConvertSpecs[] = {
    {"dtype", kDtype, true},
    {"rounding", kWord, false, "nearest_even toward_zero ties_away"},
    {"subnormals", kWord, false, "kept flushed"}};
constexpr AttributeSpec kDtypeSpecs[] = {{"dtype", kDtype, true}};
constexpr AttributeSpec kReducePrecisionSpecs[] = {
    {"to", kDtype, true},
    {"rounding", kWord, false, "nearest_even toward_zero ties_away"},
    {"subnormals", kWord, false, "kept flushed"}};
constexpr AttributeSpec kSliceSpecs[] = {
    {"start", kInteger, false},   {"limit", kInteger, false},   {"stride", kInteger, false},
    {"starts", kIntegers, false}, {"limits", kIntegers, false}, {"strides", kIntegers, false}};
constexpr AttributeSpec kScatterSpecs[] = {{"combine", kWord, false, "set maximum add or"}};
constexpr AttributeSpec kTupleSpecs[] = {{"index", kInteger, true}};
constexpr AttributeSpec kReduceSpecs[] = {
    {"kind", kWord, false, "maximum minimum sum product and or"},
    {"order", kWord, false, "sequential pairwise blocked nested"},
    {"width", kInteger, false},
    {"accumulator_dtype", kDtype, false}};
constexpr AttributeSpec kArgmaxSpecs[] = {{"tie", kWord, false, "first last"},
                                          {"nan", kWord, false, "wins loses"}};
constexpr AttributeSpec kCumsumSpecs[] = {{"order", kWord, false, "sequential blocked nested"},
                                          {"width", kInteger, false},
                                          {"accumulator_dtype", kDtype, false}};
constexpr AttributeSpec kReduceWindowSpecs[] = {{"kind", kWord, true, "maximum minimum sum"},
                                                {"size", kInteger, true},
                                                {"stride", kInteger, false},
                                                {"pad_low", kInteger, false},
                                                {"pad_high", kInteger, false},
                                                {"accumulator_dtype", kDtype, false}};
constexpr AttributeSpec kDotSpecs[] = {{"dtype", kDtype, false},
                                       {"order", kWord, false, "sequential pairwise blocked"},
                                       {"width", kInteger, false}};
constexpr AttributeSpec kSortSpecs[] = {{"direction", kWord, false, "ascending descending"},
                                        {"order", kWord, false, "total numeric"}};
constexpr AttributeSpec kTopKSpecs[] = {{"k", kCount, true},
                                        {"order", kWord, false, "total numeric"},
                                        {"key", kWord, false, "number packed"},
                                        {"tie", kWord, false, "lowest highest"}};
constexpr AttributeSpec kKthSpecs[] = {{"k", kCount, true},
                                       {"order", kWord, false, "total numeric"},
                                       {"key", kWord, false, "number packed"}};
constexpr AttributeSpec kApproxSpecs[] = {{"k", kInteger, true},
                                          {"recall_target", kNumber, false},
                                          {"reduction_input_size_override", kInteger, false},
                                          {"aggregate_to_topk", kBool, false},
                                          {"tie", kWord, false, "last first"}};
constexpr AttributeSpec kTargetSpecs[] = {{"target", kValue, true}};
constexpr AttributeSpec kGatherSpecs[] = {
    {"stage", kInteger, false}, {"groups", kIntegers, false}, {"group_size", kInteger, false}};
constexpr AttributeSpec kAllReduceSpecs[] = {{"kind", kWord, true, "maximum minimum sum and or"},
                                             {"order", kWord, false, "rank tree ring"},
                                             {"accumulator_dtype", kDtype, false},
                                             {"groups", kIntegers, false},
                                             {"group_size", kInteger, false}};
constexpr AttributeSpec kRootSpecs[] = {{"root", kInteger, false}};
constexpr AttributeSpec kUniformSpecs[] = {{"counter", kWord, false, "token raw"}};

constexpr Reading R = Reading::kReads;
constexpr Reading M = Reading::kMoves;
constexpr Reading P = Reading::kPins;

// opcode, name, operands at least, at most, reading, collective, decision, attributes
constexpr std::array kOperations = {
    Operation{Opcode::kParameter, "parameter", 0, 0, M, false, false, kParameterSpecs},
    Operation{Opcode::kConstant, "constant", 0, 0, M, false, false, kConstantSpecs},
    Operation{Opcode::kIota, "iota", 0, 0, M, false, false, kIotaSpecs},
    Operation{Opcode::kPartitionId, "partition_id", 0, 0, M, false, false, {}},
    Operation{Opcode::kShardOffset, "shard_offset", 0, 0, M, false, false, {}},
    Operation{Opcode::kGetDimensionSize, "get_dimension_size", 1, 1, M, false, false, {}},
    Operation{Opcode::kAdd, "add", 2, 2, R, false, false, {}},
    Operation{Opcode::kSubtract, "subtract", 2, 2, R, false, false, {}},
    Operation{Opcode::kMultiply, "multiply", 2, 2, R, false, false, {}},
    Operation{Opcode::kDivide, "divide", 2, 2, R, false, false, kDivideSpecs},
    Operation{Opcode::kMultiplyHigh, "multiply_high", 2, 2, R, false, false, {}},
    Operation{Opcode::kMaximum, "maximum", 2, 2, R, false, false, {}},
    Operation{Opcode::kMinimum, "minimum", 2, 2, R, false, false, {}},
    Operation{Opcode::kAnd, "and", 2, 2, R, false, false, {}},
    Operation{Opcode::kOr, "or", 2, 2, R, false, false, {}},
    Operation{Opcode::kXor, "xor", 2, 2, R, false, false, {}},
    Operation{Opcode::kNot, "not", 1, 1, R, false, false, {}},
    Operation{Opcode::kShiftLeft, "shift_left", 2, 2, R, false, false, {}},
    Operation{Opcode::kShiftRightLogical, "shift_right_logical", 2, 2, R, false, false, {}},
    Operation{Opcode::kShiftRightArithmetic, "shift_right_arithmetic", 2, 2, R, false, false, {}},
    Operation{Opcode::kNegate, "negate", 1, 1, R, false, false, {}},
    Operation{Opcode::kAbs, "abs", 1, 1, R, false, false, {}},
    Operation{Opcode::kExponential, "exponential", 1, 1, R, false, false, {}},
    Operation{Opcode::kLog, "log", 1, 1, R, false, false, {}},
    Operation{Opcode::kTanh, "tanh", 1, 1, R, false, false, {}},
    Operation{Opcode::kSqrt, "sqrt", 1, 1, R, false, false, {}},
    Operation{Opcode::kFloor, "floor", 1, 1, R, false, false, {}},
    Operation{Opcode::kIsFinite, "is_finite", 1, 1, R, false, false, {}},
    Operation{Opcode::kCompare, "compare", 2, 2, R, false, true, kCompareSpecs},
    Operation{Opcode::kSelect, "select", 3, 3, M, false, false, {}},
    Operation{Opcode::kClamp, "clamp", 3, 3, R, false, false, {}},
    Operation{Opcode::kConvert, "convert", 1, 1, R, false, false, kConvertSpecs},
    Operation{Opcode::kBitcastConvert, "bitcast_convert", 1, 1, P, false, false, kDtypeSpecs},
    Operation{Opcode::kReducePrecision, "reduce_precision", 1, 1, P, false, false,
              kReducePrecisionSpecs},
    Operation{Opcode::kOptimizationBarrier, "optimization_barrier", 1, 1, P, false, false, {}},
    Operation{Opcode::kBroadcast, "broadcast", 1, 1, M, false, false, kBroadcastSpecs},
    Operation{Opcode::kReshape, "reshape", 1, 1, M, false, false, kReshapeSpecs},
    Operation{Opcode::kTranspose, "transpose", 1, 1, M, false, false, kTransposeSpecs},
    Operation{Opcode::kSlice, "slice", 1, 1, M, false, false, kSliceSpecs},
    Operation{Opcode::kConcatenate, "concatenate", 1, -1, M, false, false, {}},
    Operation{Opcode::kReverse, "reverse", 1, 1, M, false, false, {}},
    Operation{Opcode::kGather, "gather", 2, 2, M, false, false, {}},
    Operation{Opcode::kScatter, "scatter", 3, 3, M, false, false, kScatterSpecs},
    Operation{Opcode::kGetTupleElement, "get_tuple_element", 1, 1, M, false, false, kTupleSpecs},
    Operation{Opcode::kReduce, "reduce", 1, -1, R, false, false, kReduceSpecs},
    Operation{Opcode::kArgmax, "argmax", 1, 1, R, false, true, kArgmaxSpecs},
    Operation{Opcode::kCumsum, "cumsum", 1, 1, R, false, false, kCumsumSpecs},
    Operation{Opcode::kReduceWindow, "reduce_window", 1, 1, R, false, false, kReduceWindowSpecs},
    Operation{Opcode::kDot, "dot", 2, 2, R, false, false, kDotSpecs},
    Operation{Opcode::kSort, "sort", 1, -1, R, false, true, kSortSpecs},
    Operation{Opcode::kTopK, "top_k", 1, 1, R, false, true, kTopKSpecs},
    Operation{Opcode::kApproxTopK, "approx_top_k", 1, 1, R, false, true, kApproxSpecs},
    Operation{Opcode::kKthValue, "kth_value", 1, 1, R, false, true, kKthSpecs},
    Operation{Opcode::kBitSearchThreshold, "bit_search_threshold", 1, 2, R, false, true,
              kTargetSpecs},
    Operation{Opcode::kAllGather, "all_gather", 1, 2, R, true, false, kGatherSpecs},
    Operation{Opcode::kAllReduce, "all_reduce", 1, 1, R, true, false, kAllReduceSpecs},
    Operation{Opcode::kCollectiveBroadcast, "collective_broadcast", 1, 1, R, true, false,
              kRootSpecs},
    Operation{Opcode::kThreefryUniform, "threefry_uniform", 2, 2, M, false, false, kUniformSpecs},
    Operation{Opcode::kWhile, "while", 1, -1, P, false, false, {}},
};

constexpr bool in_opcode_order() {
  for (std::size_t i = 0; i < kOperations.size(); ++i) {
    if (static_cast<std::size_t>(kOperations[i].opcode) != i) return false;
  }
  return true;
}
static_assert(in_opcode_order(), "operation() looks rows up by opcode");

}  // namespace

std::span<const Operation> operations() { return kOperations; }

const Operation& operation(Opcode opcode) { return kOperations[static_cast<std::size_t>(opcode)]; }

std::string_view infix(Opcode opcode) {
  switch (opcode) {
    case Opcode::kAdd:
      return "+";
    case Opcode::kSubtract:
      return "-";
    case Opcode::kMultiply:
      return "*";
    case Opcode::kDivide:
      return "/";
    case Opcode::kAnd:
      return "&";
    case Opcode::kOr:
      return "|";
    case Opcode::kXor:
      return "^";
    default:
      return "";
  }
}

std::optional<Opcode> opcode_named(std::string_view name) {
  for (const Operation& row : kOperations) {
    if (row.name == name) return row.opcode;
  }
  return std::nullopt;
}

}  // namespace splitvote
