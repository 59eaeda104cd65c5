#include "src/hlo/comparator.h"

#include <optional>

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

// A strict comparison of the keys of both sides.
std::optional<ComparatorKey> key_of(const HloComputation& body, RegionExpression& region,
                                    int instruction) {
  const HloInstruction& compare = at(body, instruction);
  const bool less = is_compare(compare, "LT");
  if (!less && !is_compare(compare, "GT")) return std::nullopt;
  const int left = compare.operands[0], right = compare.operands[1];
  if (region.of(right) != region.swapped(region.of(left))) return std::nullopt;
  const bool a_left = region.only_parameters(region.of(left), 0);
  if (!a_left && !region.only_parameters(region.of(left), 1)) return std::nullopt;
  ComparatorKey key;
  key.descending = less != a_left;
  key.instruction = left;
  const std::string* type = compare.attribute("type");
  const HloType* key_type = at(body, left).shape.type;
  const bool of_floats = key_type != nullptr && key_type->kind == HloKind::kFloat;
  bool total = of_floats && type != nullptr && *type == "TOTALORDER";
  if (const int source = total_order_source(body, region, left); source >= 0) {
    key.instruction = source;
    total = true;
  } else if (of_floats && !total) {
    key.numeric = key.plain_floats = true;
  }
  if (total) {
    key.instruction = number_source(body, region, key.instruction);
    const int source = numeric_source(body, region, key.instruction);
    if (source >= 0) {
      key.instruction = source;
      key.numeric = true;
    }
    key.instruction = number_source(body, region, key.instruction);
  }
  return key;
}

// `before`: the first key decides, or it is equal and the others decide. Empty: it is not that.
std::vector<ComparatorKey> keys_of(const HloComputation& body, RegionExpression& region,
                                   int before) {
  if (const std::optional<ComparatorKey> only = key_of(body, region, before)) return {*only};
  const HloInstruction& either = at(body, before);
  if (either.opcode != "or" || either.operands.size() != 2) return {};
  for (const std::size_t first : {0U, 1U}) {
    const HloInstruction& decided = at(body, either.operands[first]);
    const std::optional<ComparatorKey> key = key_of(body, region, either.operands[first]);
    const HloInstruction& tied = at(body, either.operands[1 - first]);
    if (!key || tied.opcode != "and" || tied.operands.size() != 2) continue;
    const int equal =
        region.make("EQ", {region.of(decided.operands[0]), region.of(decided.operands[1])});
    for (const std::size_t rest : {0U, 1U}) {
      if (region.of(tied.operands[1 - rest]) != equal) continue;
      std::vector<ComparatorKey> others = keys_of(body, region, tied.operands[rest]);
      if (others.empty()) continue;
      others.insert(others.begin(), *key);
      return others;
    }
  }
  return {};
}

}  // namespace

Comparator recognise_comparator(const HloComputation& body) {
  Comparator found;
  if (!RegionExpression::worth_looking(body)) return found;
  RegionExpression region(body);
  int root = body.root;
  const HloInstruction& last = at(body, root);
  if (last.opcode == "select" && last.operands.size() == 3) {
    // select(before(a, b) == before(b, a), index of a < index of b, before(a, b))
    const int before = last.operands[2];
    const int equal = region.make("EQ", {region.of(before), region.swapped(region.of(before))});
    if (region.of(last.operands[0]) != equal) return found;
    for (int i = 0; 2 * i + 1 < static_cast<int>(body.parameters.size()); ++i) {
      const int lower = region.make("LT", {region.parameter(2 * i), region.parameter(2 * i + 1)});
      if (region.of(last.operands[1]) == lower) found.tie_operand = i;
    }
    if (found.tie_operand < 0) return found;
    root = before;
  }
  found.keys = keys_of(body, region, root);
  return found;
}

}  // namespace splitvote
