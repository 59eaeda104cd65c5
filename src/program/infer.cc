#include "src/program/inference.h"

namespace splitvote {

void Inference::elementwise() {
  const std::size_t n = operand_count();
  switch (value_.opcode) {
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kXor:
    case Opcode::kNot:
      want(0, !is_float(operand(0).dtype), "expected a pred or an integer");
      break;
    case Opcode::kShiftLeft:
    case Opcode::kShiftRightLogical:
    case Opcode::kShiftRightArithmetic:
    case Opcode::kMultiplyHigh:
      want_integer(0);
      break;
    case Opcode::kExponential:
    case Opcode::kLog:
    case Opcode::kTanh:
    case Opcode::kSqrt:
    case Opcode::kFloor:
    case Opcode::kIsFinite:
      want_float(0);
      break;
    case Opcode::kCompare:
      want(0, a_.compare_order == CompareOrder::kPartial || is_float(operand(0).dtype),
           "expected a floating-point value for the total order");
      break;
    default:
      want_number(0);
      if (a_.by_reciprocal) want_float(0);
  }
  for (std::size_t p = 1; p < n; ++p) want_same_dtype(p, 0);
  const bool predicate = value_.opcode == Opcode::kCompare || value_.opcode == Opcode::kIsFinite;
  result(predicate ? Dtype::kPred : operand(0).dtype, common_shape(0, n));
  switch (value_.opcode) {
    case Opcode::kMaximum:
    case Opcode::kMinimum:
    case Opcode::kNegate:
    case Opcode::kAbs:
    case Opcode::kFloor:
    case Opcode::kClamp:
      selecting(0, n);
      break;
    default:
      if (!predicate) arithmetic();
  }
}

void Inference::conversion() {
  const Element& from = operand(0);
  switch (value_.opcode) {
    case Opcode::kConvert: {
      const Dtype to = a_.precision.dtype;
      result(to, from.shape);
      if (!is_float(to)) break;
      Element& mine = value_.elements[0];
      mine.narrowing = a_.precision;
      if (!is_float(from.dtype)) {
        mine.may_differ = is_narrow(to) && from.dtype != Dtype::kPred;
      } else if (from.dtype == to && !from.may_differ && a_.precision == Narrowing{to}) {
        mine.may_differ = false;
      } else {
        mine.may_differ = is_narrow(to);
      }
      break;
    }
    case Opcode::kBitcastConvert: {
      const Dtype to = value_.elements[0].dtype;
      const auto castable = [](Dtype dtype) {
        return is_integer(dtype) || dtype == Dtype::kFloat32 || dtype == Dtype::kTf32 ||
               dtype == Dtype::kBfloat16;
      };
      want(0,
           castable(from.dtype) && castable(to) &&
               info(from.dtype).storage_bits == info(to).storage_bits,
           "expected float32, tf32, bfloat16 or an integer, of " +
               std::to_string(info(to).storage_bits) + " bits");
      result(to, from.shape);
      break;
    }
    case Opcode::kReducePrecision:
      want_float(0);
      result(from.dtype, from.shape);
      break;
    default:  // optimization_barrier
      result(from.dtype, from.shape);
  }
}

void Inference::run() {
  switch (value_.opcode) {
    case Opcode::kParameter: {
      const Dtype dtype = value_.elements[0].dtype;
      const bool logits = a_.parameter_name == "logits";
      if (logits && !is_float(dtype))
        scope_.refuse("/dtype", "expected a floating-point dtype for logits");
      if (a_.shape) {
        if (logits && a_.shape->size() != 2)
          scope_.refuse("/shape", "expected [rows, tokens a rank] for logits");
        result(dtype, concrete(*a_.shape));
      } else if (logits) {
        result(dtype,
               {Dim{DimKind::kBatch, 0, {}, {}, 1, {}}, Dim{DimKind::kShard, 0, {}, {}, 1, {}}});
      } else {
        result(dtype, {});
      }
      break;
    }
    case Opcode::kConstant:
      result(value_.elements[0].dtype, {});
      break;
    case Opcode::kIota: {
      const Dtype dtype = value_.elements.empty() ? Dtype::kS32 : value_.elements[0].dtype;
      if (!is_integer(dtype)) scope_.refuse("/dtype", "expected an integer dtype");
      if (a_.shape) {
        if (a_.dimension >= static_cast<int>(a_.shape->size()))
          scope_.refuse("/dimension", "expected an axis of the shape");
        result(dtype, concrete(*a_.shape));
        break;
      }
      const auto& shape = scope_.value(a_.like).elements[0].shape;
      if (shape.empty()) scope_.refuse("/like", "expected an array with at least one axis");
      result(dtype, shape);
      break;
    }
    case Opcode::kPartitionId:
    case Opcode::kShardOffset:
      result(Dtype::kS32, {});
      break;
    case Opcode::kGetDimensionSize:
      want_axis(0);
      result(Dtype::kS32, {});
      break;
    case Opcode::kConvert:
    case Opcode::kBitcastConvert:
    case Opcode::kReducePrecision:
    case Opcode::kOptimizationBarrier:
      conversion();
      break;
    case Opcode::kSelect:
    case Opcode::kBroadcast:
    case Opcode::kReshape:
    case Opcode::kTranspose:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGather:
    case Opcode::kScatter:
      moving();
      break;
    case Opcode::kGetTupleElement: {
      const Value& tuple = scope_.value(value_.operands[0]);
      if (!tuple.is_tuple) refuse(0, "expected a tuple");
      if (a_.index >= static_cast<int>(tuple.elements.size())) {
        scope_.refuse("/index", "expected an index below " + std::to_string(tuple.elements.size()));
      }
      value_.elements = {tuple.elements[static_cast<std::size_t>(a_.index)]};
      break;
    }
    case Opcode::kReduce:
    case Opcode::kCumsum:
      reduction();
      break;
    case Opcode::kReduceWindow:
      windows();
      break;
    case Opcode::kDot:
      dot();
      break;
    case Opcode::kWhile:
      loop();
      break;
    case Opcode::kArgmax:
    case Opcode::kSort:
    case Opcode::kTopK:
    case Opcode::kApproxTopK:
    case Opcode::kKthValue:
    case Opcode::kBitSearchThreshold:
      selection();
      break;
    case Opcode::kAllGather:
    case Opcode::kAllReduce:
    case Opcode::kCollectiveBroadcast:
      collective();
      break;
    case Opcode::kThreefryUniform:
      want(0, operand(0).dtype == Dtype::kU64 && operand(0).shape.empty(),
           "expected a u64 scalar seed");
      want(1, operand(1).dtype == Dtype::kS32 && !operand(1).shape.empty(),
           "expected an s32 array of counters");
      result(Dtype::kFloat32, operand(1).shape);
      break;
    default:
      elementwise();
  }
  want_sizes_in_bounds();
}

void Inference::want_sizes_in_bounds() const {
  for (const Element& element : value_.elements) {
    if (element.shape.size() > kAxisMax)
      scope_.refuse("", "expected at most " + std::to_string(kAxisMax) + " axes");
    std::int64_t count = 1;
    for (const Dim& dim : element.shape) {
      if (dim.kind == DimKind::kConstant) count *= std::min(dim.number, kElementMax + 1);
      if (count > kElementMax)
        scope_.refuse("", "expected at most " + std::to_string(kElementMax) + " elements");
    }
  }
}

void infer_elements(const CheckScope& scope, Value& value) { Inference(scope, value).run(); }

}  // namespace splitvote
