// sort and topk: a comparator that compares keys of each side, one after the other, becomes a sort
// by these keys; any other stays a region.
#include "src/hlo/attribute_text.h"
#include "src/hlo/comparator.h"
#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

// One stable sort of these arrays, all [.., n], by a key, which need not be one of them.
std::vector<HloArray> sorted_by(Emitter& emit, const HloArray& key, const ComparatorKey& order,
                                const std::vector<HloArray>& xs) {
  AttributeMap attributes{{"direction", std::string(order.descending ? "descending" : "ascending")},
                          {"order", std::string(order.numeric ? "numeric" : "total")}};
  std::vector<int> nodes{key.node};
  std::vector<std::size_t> place(xs.size(), 0);
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const HloArray x = emit.full(xs[i]);
    if (x.node == key.node) continue;
    place[i] = nodes.size();
    nodes.push_back(x.node);
  }
  const std::size_t count = nodes.size();
  const int made = emit.node("sort", std::move(nodes), std::move(attributes));
  std::vector<HloArray> results;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    results.push_back(count == 1 ? emit.array(made, *xs[i].type, xs[i].dimensions)
                                 : emit.tuple_element(made, static_cast<std::int64_t>(place[i]),
                                                      *xs[i].type, xs[i].dimensions));
  }
  return results;
}

// Stable order of these arrays, all [.., n], by keys: sorted by the last one, then by the one
// before it, and so on.
std::vector<HloArray> sorted_by_keys(HloLowering& lowering, const std::vector<ComparatorKey>& keys,
                                     int body, std::vector<HloArray> xs) {
  std::vector<HloArray> sides;
  for (const HloArray& x : xs) sides.insert(sides.end(), {x, x});
  std::vector<Lowered> values;
  lowering.elementwise_computation(body, sides, xs[0].dimensions, &values);
  const std::size_t count = xs.size();
  for (const ComparatorKey& key : keys) {
    if (key.plain_floats) {
      lowering.note("sorts by a plain comparison of floats: NaNs equal and above +inf, stable");
    }
    xs.push_back(lowering.emit.full(values[static_cast<std::size_t>(key.instruction)].array));
  }
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    const HloArray by = xs.back();
    xs.pop_back();
    xs = sorted_by(lowering.emit, by, *key, xs);
  }
  xs.resize(count);
  return xs;
}

std::vector<HloArray> sorted_by_region(HloLowering& lowering, int body,
                                       const std::vector<HloArray>& xs) {
  Emitter& emit = lowering.emit;
  std::vector<const HloType*> parameters;
  std::vector<int> nodes;
  for (const HloArray& x : xs) {
    parameters.insert(parameters.end(), {x.type, x.type});
    nodes.push_back(emit.full(x).node);
  }
  std::vector<Graph> regions;
  regions.push_back(lowering.scalar_region(body, parameters));
  const int made = emit.node("sort", std::move(nodes), {}, std::move(regions));
  if (xs.size() == 1) return {emit.array(made, *xs[0].type, xs[0].dimensions)};
  std::vector<HloArray> results;
  for (std::size_t i = 0; i < xs.size(); ++i)
    results.push_back(
        emit.tuple_element(made, static_cast<std::int64_t>(i), *xs[i].type, xs[i].dimensions));
  return results;
}

Lowered sort(HloLowering& lowering, const LoweringCall& call) {
  Emitter& emit = lowering.emit;
  const std::size_t rank = call.array(0).dimensions.size();
  const auto axes = call.axes("dimensions", rank);
  call.want(axes.size() == 1, "expected one axis");
  std::vector<HloArray> xs;
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    call.want(call.array(i).dimensions == call.array(0).dimensions,
              "expected operands of one shape");
    xs.push_back(emit.axis_last(call.array(i), axes[0]));
  }
  const int body = lowering.callee(call, "to_apply");
  const HloComputation& region = lowering.module().computations[static_cast<std::size_t>(body)];
  call.want(region.parameters.size() == 2 * xs.size(),
            "expected a comparator of two scalars an operand");
  if (!call.flag("is_stable")) {
    lowering.note("sorts that may order equals as they like: stable");
  }
  const Comparator comparator = recognise_comparator(region);
  const bool tie_is_position =
      comparator.tie_operand < 0 ||
      (emit.graph()
               .nodes[static_cast<std::size_t>(
                   xs[static_cast<std::size_t>(comparator.tie_operand)].node)]
               .op == "iota" &&
       std::get<std::int64_t>(emit.graph()
                                  .nodes[static_cast<std::size_t>(
                                      xs[static_cast<std::size_t>(comparator.tie_operand)].node)]
                                  .attributes.at("dimension")) ==
           static_cast<std::int64_t>(rank) - 1);
  const auto results = !comparator.keys.empty() && tie_is_position
                           ? sorted_by_keys(lowering, comparator.keys, body, xs)
                           : sorted_by_region(lowering, body, xs);
  std::vector<Lowered> parts;
  for (const HloArray& result : results)
    parts.push_back(lowered_array(emit.axis_back(result, axes[0])));
  return call.shape().tuple ? lowered_tuple(std::move(parts)) : parts[0];
}

Lowered topk(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray x = call.array(0);
  const std::int64_t k = parse_integer(call.text("k"), call.instruction.line);
  call.want(call.flag("largest"), "expected largest=true");
  return lowered_top_k(lowering, call, x, k, false);
}

}  // namespace

Lowered lowered_top_k(HloLowering& lowering, const LoweringCall& call, const HloArray& x,
                      std::int64_t k, bool numeric) {
  Emitter& emit = lowering.emit;
  call.want(!x.dimensions.empty() && k >= 1 && k <= x.dimensions.back() &&
                x.type->kind != HloKind::kPredicate,
            "expected k from 1 to the size of the last axis of numbers");
  Sizes sizes = x.dimensions;
  sizes.back() = k;
  AttributeMap attributes{{"k", k}};
  if (numeric) attributes["order"] = std::string("numeric");
  const int made = emit.node("top_k", {emit.full(x).node}, std::move(attributes));
  return lowered_tuple({lowered_array(emit.tuple_element(made, 0, *x.type, sizes)),
                        lowered_array(emit.tuple_element(made, 1, hlo_s32(), sizes))});
}

std::span<const LowerRow> sorting_rules() {
  static constexpr LowerRow kRows[] = {{"sort", sort}, {"topk", topk}};
  return kRows;
}

}  // namespace splitvote
