#include "harness/emit/python/chooses.h"

namespace splitvote {

bool chooses(const Value& value) {
  switch (value.opcode) {
    case Opcode::kReduce:
    case Opcode::kAllReduce:
      return value.attributes.combine == Combine::kMaximum ||
             value.attributes.combine == Combine::kMinimum;
    case Opcode::kMaximum:
    case Opcode::kMinimum:
    case Opcode::kNegate:
    case Opcode::kAbs:
    case Opcode::kClamp:
    case Opcode::kSelect:
    case Opcode::kBroadcast:
    case Opcode::kReshape:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGather:
    case Opcode::kScatter:
    case Opcode::kGetTupleElement:
    case Opcode::kSort:
    case Opcode::kTopK:
    case Opcode::kApproxTopK:
    case Opcode::kKthValue:
    case Opcode::kAllGather:
    case Opcode::kCollectiveBroadcast:
      return true;
    default:
      return false;
  }
}

}  // namespace splitvote
