#include "src/hlo/argmax_region.h"

#include <algorithm>

#include "src/hlo/reduction_policy.h"
#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

// The pair of JAX's argmax (or argmin): the greater value, a NaN before all, the lower index of
// equals. 1: argmax, -1: argmin, 0: neither.
int argmax_direction(const HloComputation& body, const std::vector<const HloType*>& holds) {
  if (!RegionExpression::worth_looking(body) || body.parameters.size() != 4) return 0;
  RegionExpression region(body, holds);
  const int v1 = region.parameter(0), i1 = region.parameter(1);
  const int v2 = region.parameter(2), i2 = region.parameter(3);
  const bool number =
      body.instructions[static_cast<std::size_t>(body.parameters[0])].shape.type->kind ==
      HloKind::kFloat;
  for (const int direction : {1, -1}) {
    const int better = direction > 0 ? region.make("LT", {v2, v1}) : region.make("LT", {v1, v2});
    const int first =
        region.make("and", {region.make("EQ", {v1, v2}), region.make("LT", {i1, i2})});
    const int nan = region.make("NE", {v1, v1});
    // Integers may come with the NaN test or without.
    for (const bool tested : {true, false}) {
      if (number && !tested) continue;
      const int takes = tested ? region.make("or", {better, nan}) : better;
      const int value = region.make("select", {takes, v1, v2});
      const int index = region.make("select", {region.make("or", {takes, first}), i1, i2});
      if (region.root() == region.make("tuple", {value, index})) return direction;
    }
  }
  return 0;
}

// The narrow float that x was just widened from; null where it was not.
const HloType* widened_from(Emitter& emit, const HloArray& x) {
  const auto& nodes = emit.graph().nodes;
  const GraphNode& node = nodes[static_cast<std::size_t>(x.node)];
  if (node.op != "convert" || x.type->name != "f32") return nullptr;
  const GraphNode& source = nodes[static_cast<std::size_t>(node.operands[0])];
  const auto dtype = source.attributes.find("dtype");
  if ((source.op != "convert" && source.op != "parameter") || dtype == source.attributes.end())
    return nullptr;
  for (const char* name : {"bf16", "f16"}) {
    const HloType* type = hlo_type_named(name);
    if (dtype->second == AttributeValue(std::string(type->language_name))) return type;
  }
  return nullptr;
}

// Whether the numbers of x grow along its last axis by construction (an iota, moved or offset).
bool grows_along_last(Emitter& emit, const HloArray& x) {
  int at = x.node;
  std::int64_t axis = static_cast<std::int64_t>(x.dimensions.size()) - 1;
  const auto& nodes = emit.graph().nodes;
  while (true) {
    const GraphNode& node = nodes[static_cast<std::size_t>(at)];
    if (node.op == "iota") return std::get<std::int64_t>(node.attributes.at("dimension")) == axis;
    if (node.op != "broadcast" || node.attributes.count("dimensions") == 0) return false;
    const auto& placed = std::get<std::vector<std::int64_t>>(node.attributes.at("dimensions"));
    const auto found = std::find(placed.begin(), placed.end(), axis);
    if (found == placed.end()) return false;
    axis = found - placed.begin();
    at = node.operands[0];
  }
}

std::vector<HloArray> argmax_pair(HloLowering& lowering, const HloArray& x, const HloArray& indices,
                                  int direction) {
  Emitter& emit = lowering.emit;
  const HloArray values = emit.full(x);
  HloArray keys = x.type->kind == HloKind::kPredicate ? emit.convert(values, hlo_s32()) : values;
  if (direction < 0) {
    const HloType& type = *keys.type;
    keys = emit.elementwise(type.kind == HloKind::kFloat ? "negate" : "not", {keys}, type);
  }
  if (x.type->kind == HloKind::kPredicate) keys = emit.full(emit.convert(keys, hlo_s32()));
  Sizes kept(x.dimensions.begin(), x.dimensions.end() - 1);
  const HloArray first = emit.array(emit.node("argmax", {keys.node}, {}), hlo_s32(), kept);
  const auto at_first = [&](const HloArray& whole) {
    return emit.array(emit.node("gather", {whole.node, first.node}, {}), *whole.type, kept);
  };
  const GraphNode& node = emit.graph().nodes[static_cast<std::size_t>(indices.node)];
  const bool position = node.op == "iota";
  return {at_first(values),
          position ? emit.convert(first, *indices.type) : at_first(emit.full(indices))};
}

}  // namespace

std::optional<std::vector<HloArray>> reduced_as_argmax(HloLowering& lowering,
                                                       const HloComputation& region,
                                                       const std::vector<HloArray>& xs,
                                                       const std::vector<HloArray>& starts,
                                                       std::vector<const HloType*> holds) {
  Emitter& emit = lowering.emit;
  if (xs.size() != 2 || xs[0].dimensions.back() == 0) return std::nullopt;
  if (holds[0] == nullptr) holds[0] = holds[2] = widened_from(emit, xs[0]);
  const int direction = argmax_direction(region, holds);
  const std::optional<double> start = constant_number(emit, starts[0]);
  const HloType& type = *xs[0].type;
  if (direction == 0 || !start || !grows_along_last(emit, xs[1]) ||
      *start != (direction > 0 ? lowest(type) : highest(type)) ||
      constant_number(emit, starts[1]) != 0.0) {
    return std::nullopt;
  }
  return argmax_pair(lowering, xs[0], xs[1], direction);
}

}  // namespace splitvote
