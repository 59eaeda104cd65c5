// The closed list of operations: names, operands, attributes, and how each one reads its operands.
//
// One table (`operations()`), from which parsing, checking, printing and site derivation derive.
// Meaning: OPERATIONS.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace splitvote {

enum class Opcode : std::uint8_t {
  kParameter,
  kConstant,
  kIota,
  kPartitionId,
  kShardOffset,
  kGetDimensionSize,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMultiplyHigh,
  kMaximum,
  kMinimum,
  kAnd,
  kOr,
  kXor,
  kNot,
  kShiftLeft,
  kShiftRightLogical,
  kShiftRightArithmetic,
  kNegate,
  kAbs,
  kExponential,
  kLog,
  kTanh,
  kSqrt,
  kFloor,
  kIsFinite,
  kCompare,
  kSelect,
  kClamp,
  kConvert,
  kBitcastConvert,
  kReducePrecision,
  kOptimizationBarrier,
  kBroadcast,
  kReshape,
  kTranspose,
  kSlice,
  kConcatenate,
  kReverse,
  kGather,
  kScatter,
  kGetTupleElement,
  kReduce,
  kArgmax,
  kCumsum,
  kReduceWindow,
  kDot,
  kSort,
  kTopK,
  kApproxTopK,
  kKthValue,
  kBitSearchThreshold,
  kAllGather,
  kAllReduce,
  kCollectiveBroadcast,
  kThreefryUniform,
  kWhile,
};

// What an operation does with a value that may differ (see OPERATIONS.md, Sites).
enum class Reading : std::uint8_t {
  kReads,  // each use is a site
  kMoves,  // carries (u, r) on
  kPins,   // reads r, yields u = r
};

enum class AttributeKind : std::uint8_t {
  kInteger,   // a whole number
  kIntegers,  // a list of whole numbers
  kNumber,    // any number, or "inf", "-inf", "nan"
  kBool,
  kWord,  // one of `words`
  kDtype,
  kCount,  // a whole number, or the name of an integer parameter of the program
  kValue,  // the id of an earlier value
  kName,   // free text
};

struct AttributeSpec {
  std::string_view name;
  AttributeKind kind;
  bool required;
  std::string_view words =
      {};  // kWord: the allowed ones, separated by spaces; the first is the default
};

struct Operation {
  Opcode opcode;
  std::string_view name;
  int operands_min;
  int operands_max;  // -1: any number
  Reading reading;
  bool collective;
  bool decision;  // a NaN operand marks the row (not_finite)
  std::span<const AttributeSpec> attributes;
};

std::span<const Operation> operations();
const Operation& operation(Opcode opcode);
// "+", as Python and C write it between two operands; empty where they call a function.
std::string_view infix(Opcode opcode);
std::optional<Opcode> opcode_named(std::string_view name);

}  // namespace splitvote
