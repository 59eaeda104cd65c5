#include "harness/emit/emitted.h"

#include <algorithm>
#include <string>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

// What of the value no file can show; empty: nothing.
std::string unemitted_part(const Value& value) {
  const Attributes& a = value.attributes;
  if (!is_emitted(value.opcode)) return "this operation";
  if (a.shape) return "a concrete shape";
  if (!a.starts.empty()) return "a slice of several axes";
  if (a.group_size != 0) return "groups of ranks";
  if (value.opcode == Opcode::kSort && !value.regions.empty()) return "a comparator";
  if (a.selection_key == SelectionKey::kPacked) return "packed keys";
  if (a.by_reciprocal) return "a division by the reciprocal";
  if (a.sum_order == SumOrder::kNested) return "a sum in nested blocks";
  const auto narrow_integer = [](const Element& element) {
    return is_integer(element.dtype) && info(element.dtype).storage_bits < 32;
  };
  if (std::any_of(value.elements.begin(), value.elements.end(), narrow_integer))
    return "integers of 8 or 16 bits";
  for (const Region& region : value.regions) {
    for (const Value& inner : region.values) {
      std::string part = unemitted_part(inner);
      if (!part.empty()) return part;
    }
  }
  return "";
}

}  // namespace

bool is_emitted(Opcode opcode) {
  switch (opcode) {
    case Opcode::kMultiplyHigh:
    case Opcode::kTranspose:
    case Opcode::kReduceWindow:
    case Opcode::kDot:
    case Opcode::kWhile:
      return false;
    default:
      return true;
  }
}

void refuse_unemitted(const Program& program) {
  for (const Value& value : program.values) {
    if (!value.needed) continue;
    const std::string part = unemitted_part(value);
    if (part.empty()) continue;
    throw InputError("/program", std::string(operation(value.opcode).name) + " \"" + value.id +
                                     "\": no file can show " + part + " yet");
  }
}

}  // namespace splitvote
