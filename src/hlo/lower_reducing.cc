// Reductions: known regions become reductions of a kind, or argmax; any other stays a region.
#include <algorithm>
#include <cmath>
#include <optional>

#include "src/hlo/argmax_region.h"
#include "src/hlo/lowering.h"
#include "src/hlo/reducing.h"
#include "src/hlo/reduction_policy.h"
#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

bool floats(const HloType& type) { return type.kind == HloKind::kFloat; }

HloArray with_start(Emitter& emit, const std::string& kind, const HloArray& result,
                    const HloArray& start) {
  HloArray wide = start;
  wide.dimensions = result.dimensions;
  return emit.binary(kind == "sum" ? "add" : kind == "product" ? "multiply" : kind, wide, result);
}

// One operand [.., n] reduced by a kind from its neutral element; `declared` is the region's type.
HloArray reduced_by_kind(HloLowering& lowering, const HloArray& x, const std::string& kind,
                         const HloType& declared, const HloType* rounds) {
  Emitter& emit = lowering.emit;
  const Sizes kept(x.dimensions.begin(), x.dimensions.end() - 1);
  const std::string word = kind == "add" ? "sum" : kind == "multiply" ? "product" : kind;
  AttributeMap attributes{{"kind", word}};
  if (word == "sum") {
    const std::string accumulator = accumulator_of(lowering, declared, rounds, "sums");
    if (!accumulator.empty()) attributes["accumulator_dtype"] = accumulator;
  }
  const int made = emit.node("reduce", {emit.full(x).node}, std::move(attributes));
  return emit.array(made, *x.type, kept);
}

}  // namespace

HloArray reduced_last(Emitter& emit, const HloArray& x, const std::vector<std::size_t>& axes) {
  std::vector<std::size_t> permutation;
  Sizes sizes;
  std::int64_t reduced = 1;
  for (std::size_t axis = 0; axis < x.dimensions.size(); ++axis) {
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) {
      permutation.push_back(axis);
      sizes.push_back(x.dimensions[axis]);
    } else {
      reduced *= x.dimensions[axis];
    }
  }
  std::vector<std::size_t> sorted = axes;
  std::sort(sorted.begin(), sorted.end());
  permutation.insert(permutation.end(), sorted.begin(), sorted.end());
  sizes.push_back(reduced);
  return emit.reshape(emit.transpose(x, permutation), sizes);
}

std::optional<HloArray> reduced_by_known_kind(HloLowering& lowering, const HloComputation& region,
                                              const HloArray& operand, const HloArray& start) {
  Emitter& emit = lowering.emit;
  const ReductionKind known = reduction_kind(region);
  const std::string& kind = known.kind;
  if (kind.empty()) return std::nullopt;
  const HloArray x = known.reads == nullptr ? operand : emit.convert(operand, *known.reads);
  const HloArray from = emit.convert(start, *x.type);
  if (x.dimensions.back() == 1) {
    const HloArray only = emit.reshape(x, Sizes(x.dimensions.begin(), x.dimensions.end() - 1));
    const bool changes_zero =
        kind == "add" && floats(*x.type) && !std::signbit(constant_number(emit, start).value_or(0));
    if (is_neutral(emit, kind, start) && !changes_zero && known.rounds == nullptr) return only;
    HloArray result = with_start(emit, kind, only, from);
    if (known.rounds != nullptr) result = emit.convert(result, *known.rounds);
    return result;
  }
  if (kind == "multiply" && (x.type->name != "f32" || start.type->name != "f32"))
    return std::nullopt;
  HloArray result = reduced_by_kind(lowering, x, kind, *start.type, known.rounds);
  if (!is_neutral(emit, kind, start)) result = with_start(emit, kind, result, from);
  return result;
}

namespace {

std::vector<HloArray> reduced_by_region(HloLowering& lowering, int body,
                                        const std::vector<HloArray>& xs,
                                        const std::vector<HloArray>& starts) {
  Emitter& emit = lowering.emit;
  std::vector<const HloType*> types;
  std::vector<int> nodes;
  for (const HloArray& x : xs) {
    types.push_back(x.type);
    nodes.push_back(emit.full(x).node);
  }
  for (const HloArray& start : starts) nodes.push_back(start.node);
  std::vector<const HloType*> parameters = types;
  parameters.insert(parameters.end(), types.begin(), types.end());
  std::vector<Graph> regions;
  regions.push_back(lowering.scalar_region(body, parameters));
  lowering.note("reductions by a region: one element after the other, in index order");
  const int made = emit.node("reduce", std::move(nodes), {}, std::move(regions));
  const Sizes kept(xs[0].dimensions.begin(), xs[0].dimensions.end() - 1);
  if (xs.size() == 1) return {emit.array(made, *xs[0].type, kept)};
  std::vector<HloArray> results;
  for (std::size_t i = 0; i < xs.size(); ++i)
    results.push_back(emit.tuple_element(made, static_cast<std::int64_t>(i), *xs[i].type, kept));
  return results;
}

std::vector<HloArray> as_declared(Emitter& emit, std::vector<HloArray> results,
                                  const std::vector<HloArray>& starts) {
  for (std::size_t i = 0; i < results.size(); ++i)
    results[i] = emit.convert(results[i], *starts[i].type);
  return results;
}

std::vector<HloArray> reduced(HloLowering& lowering, const LoweringCall& call, int body,
                              std::vector<HloArray> xs, const std::vector<HloArray>& starts) {
  Emitter& emit = lowering.emit;
  const HloComputation& region = lowering.module().computations[static_cast<std::size_t>(body)];
  const std::size_t n = xs.size();
  call.want(region.parameters.size() == 2 * n, "expected a region of two scalars an operand");
  for (std::size_t i = 0; i < n; ++i) {
    if (xs[i].type == starts[i].type) continue;
    lowering.note(
        "reductions of float32 by a region declared narrower: operands read unrounded (TPU)");
  }
  if (n == 1) {
    if (const auto result = reduced_by_known_kind(lowering, region, xs[0], starts[0]))
      return as_declared(emit, {*result}, starts);
  }
  std::vector<const HloType*> holds = narrowed_parameters(region);
  // Where both sides of an operand are only read rounded, the operand is rounded once before.
  for (std::size_t i = 0; i < n; ++i) {
    const HloType* narrow = holds[i] == holds[i + n] ? holds[i] : nullptr;
    holds[i] = holds[i + n] = narrow;
    if (narrow != nullptr) xs[i] = emit.convert(xs[i], *narrow);
  }
  if (const auto result = reduced_as_argmax(lowering, region, xs, starts, holds))
    return as_declared(emit, *result, starts);
  for (std::size_t i = 0; i < n; ++i) {
    call.want(xs[i].type == starts[i].type || holds[i] != nullptr,
              "expected operands of the region's types, where the region is none that is known");
    xs[i] = emit.convert(xs[i], *starts[i].type);
  }
  return reduced_by_region(lowering, body, xs, starts);
}

Lowered reduce(HloLowering& lowering, const LoweringCall& call) {
  const std::size_t n = call.operands.size() / 2;
  call.want(n > 0 && call.operands.size() == 2 * n, "expected operands, then a start for each");
  const std::size_t rank = call.array(0).dimensions.size();
  const auto axes = call.axes("dimensions", rank);
  std::vector<HloArray> xs, starts;
  for (std::size_t i = 0; i < n; ++i) {
    call.want(call.array(i).dimensions == call.array(0).dimensions &&
                  call.array(n + i).dimensions.empty() &&
                  (call.array(n + i).type == call.array(i).type ||
                   (floats(*call.array(n + i).type) && call.array(i).type->name == "f32")),
              "expected operands of one shape and scalar starts of their types");
    xs.push_back(reduced_last(lowering.emit, call.array(i), axes));
    starts.push_back(call.array(n + i));
  }
  const auto results =
      reduced(lowering, call, lowering.callee(call, "to_apply"), std::move(xs), starts);
  if (!call.shape().tuple) return lowered_array(results[0]);
  std::vector<Lowered> parts;
  for (const HloArray& result : results) parts.push_back(lowered_array(result));
  return lowered_tuple(std::move(parts));
}

}  // namespace

std::span<const LowerRow> reducing_rules() {
  static constexpr LowerRow kRows[] = {{"reduce", reduce}};
  return kRows;
}

}  // namespace splitvote
