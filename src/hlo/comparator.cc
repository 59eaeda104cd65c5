#include "src/hlo/comparator.h"

#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

const HloInstruction& at(const HloComputation& body, int index) {
  return body.instructions[static_cast<std::size_t>(index)];
}

bool is_compare(const HloInstruction& instruction, std::string_view direction) {
  const std::string* found = instruction.attribute("direction");
  return instruction.opcode == "compare" && found != nullptr && *found == direction &&
         instruction.operands.size() == 2;
}

// Follows conversions that keep a float's number.
int number_source(const HloComputation& body, const RegionExpression& region, int index) {
  while (at(body, index).opcode == "convert" &&
         region.of(index) == region.of(at(body, index).operands[0])) {
    index = at(body, index).operands[0];
  }
  return index;
}

// A key that is `float as an integer of the same order` is that float in its total order: b where
// b >= 0, else b with all bits but the sign flipped.
int total_order_source(const HloComputation& body, RegionExpression& region, int key) {
  const HloInstruction& select = at(body, key);
  if (select.opcode != "select" || select.operands.size() != 3) return -1;
  const int bits = select.operands[2];
  const HloInstruction& cast = at(body, bits);
  if ((cast.opcode != "bitcast" && cast.opcode != "bitcast-convert") || cast.operands.size() != 1)
    return -1;
  const HloType* from = at(body, cast.operands[0]).shape.type;
  const HloType* to = cast.shape.type;
  if (from == nullptr || to == nullptr || from->kind != HloKind::kFloat ||
      to->kind != HloKind::kSigned || from->bits != to->bits)
    return -1;
  const std::int64_t most = (std::int64_t{1} << (to->bits - 1)) - 1;
  const int b = region.of(bits);
  const int negative = region.make("LT", {b, region.make("constant 0", {})});
  const int flipped = region.make("xor", {region.make("constant " + std::to_string(most), {}), b});
  if (region.of(key) != region.make("select", {negative, flipped, b})) return -1;
  return cast.operands[0];
}

// JAX's canonical float: one NaN, one zero. Its total order is the numeric order of what it is made
// from.
int numeric_source(const HloComputation& body, RegionExpression& region, int key) {
  const HloInstruction& select = at(body, key);
  if (select.opcode != "select" || select.operands.size() != 3) return -1;
  const HloInstruction& inner = at(body, number_source(body, region, select.operands[2]));
  if (inner.opcode != "select" || inner.operands.size() != 3) return -1;
  const int source = inner.operands[2];
  const int x = region.of(source);
  const int zero = region.make("constant f0", {});
  const int one_zero = region.make("select", {region.make("EQ", {x, zero}), zero, x});
  const int canonical =
      region.make("select", {region.make("NE", {x, x}), region.make("constant nan", {}), one_zero});
  return region.of(key) == canonical ? source : -1;
}

}  // namespace

Comparator recognise_comparator(const HloComputation& body) {
  Comparator found;
  if (!RegionExpression::worth_looking(body)) return found;
  RegionExpression region(body);
  int root = body.root;
  const HloInstruction& last = at(body, root);
  int tie = -1;
  if (last.opcode == "select" && last.operands.size() == 3) {
    // select(before(a, b) == before(b, a), index of a < index of b, before(a, b))
    const int before = last.operands[2];
    const int equal = region.make("EQ", {region.of(before), region.swapped(region.of(before))});
    if (region.of(last.operands[0]) != equal) return found;
    for (int i = 0; 2 * i + 1 < static_cast<int>(body.parameters.size()); ++i) {
      const int lower = region.make("LT", {region.parameter(2 * i), region.parameter(2 * i + 1)});
      if (region.of(last.operands[1]) == lower) tie = i;
    }
    if (tie < 0) return found;
    root = before;
  }
  const HloInstruction& compare = at(body, root);
  const bool less = is_compare(compare, "LT");
  if (!less && !is_compare(compare, "GT")) return found;
  const int left = compare.operands[0], right = compare.operands[1];
  if (region.of(right) != region.swapped(region.of(left))) return found;
  const bool a_left = region.only_parameters(region.of(left), 0);
  if (!a_left && !region.only_parameters(region.of(left), 1)) return found;
  found.descending = less != a_left;
  found.tie_operand = tie;
  found.key_instruction = left;
  const std::string* type = compare.attribute("type");
  const HloType* key_type = at(body, left).shape.type;
  const bool of_floats = key_type != nullptr && key_type->kind == HloKind::kFloat;
  bool total = of_floats && type != nullptr && *type == "TOTALORDER";
  if (const int source = total_order_source(body, region, left); source >= 0) {
    found.key_instruction = source;
    total = true;
  } else if (of_floats && !total) {
    found.numeric = found.plain_floats = true;
  }
  if (total) {
    found.key_instruction = number_source(body, region, found.key_instruction);
    const int source = numeric_source(body, region, found.key_instruction);
    if (source >= 0) {
      found.key_instruction = source;
      found.numeric = true;
    }
    found.key_instruction = number_source(body, region, found.key_instruction);
  }
  return found;
}

}  // namespace splitvote
