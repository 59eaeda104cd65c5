// Reductions and windows: known regions become reductions of a kind, argmax, or cumsum; any other
// stays a region.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"
#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

bool floats(const HloType& type) { return type.kind == HloKind::kFloat; }

// The number that this array is, where it is a written-down one or converted from one: callers ask
// for zeros, ones and extremes, which conversions keep.
std::optional<double> constant_number(Emitter& emit, const HloArray& x) {
  const auto& nodes = emit.graph().nodes;
  const GraphNode* node = &nodes[static_cast<std::size_t>(x.node)];
  while (node->op == "convert") node = &nodes[static_cast<std::size_t>(node->operands[0])];
  if (node->op != "constant") return std::nullopt;
  const AttributeValue& value = node->attributes.at("value");
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const auto& word = std::get<std::string>(value);
  if (word == "nan") return std::nullopt;
  return word == "inf" ? std::numeric_limits<double>::infinity()
                       : -std::numeric_limits<double>::infinity();
}

double lowest(const HloType& type) {
  if (floats(type)) return -std::numeric_limits<double>::infinity();
  return type.kind == HloKind::kSigned ? -std::ldexp(1.0, type.bits - 1) : 0;
}

double highest(const HloType& type) {
  if (floats(type)) return std::numeric_limits<double>::infinity();
  return std::ldexp(1.0, type.kind == HloKind::kSigned ? type.bits - 1 : type.bits) - 1;
}

bool is_neutral(Emitter& emit, const std::string& kind, const HloArray& start) {
  const std::optional<double> number = constant_number(emit, start);
  if (!number) return false;
  if (kind == "maximum") return *number == lowest(*start.type);
  if (kind == "minimum") return *number == highest(*start.type);
  if (kind == "and" || kind == "multiply") return *number == 1;
  return *number == 0;
}

// x with these axes last and as one.
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

// The accumulator_dtype of a sum; "" for float32. `rounds`: what the region itself rounds to.
std::string accumulator_of(Lowering& lowering, const HloType& type, const HloType* rounds,
                           const std::string& what) {
  if (!floats(type)) return {};
  if (rounds != nullptr) {
    lowering.note(what + " whose region rounds: sequential in index order, rounded to " +
                  std::string(rounds->language_name) + " after every addition");
    return std::string(rounds->language_name);
  }
  if (type.name == "f32") {
    lowering.note(what + " of floats: sequential in index order, float32");
    return {};
  }
  if (lowering.wide_accumulators()) {
    lowering.note(what + " declared " + std::string(type.language_name) +
                  ": sequential in index order, float32 accumulator (machine code keeps one; the "
                  "HLO does not tell)");
    return {};
  }
  lowering.note(what + " declared " + std::string(type.language_name) +
                ": sequential in index order, rounded after every addition as declared");
  return std::string(type.language_name);
}

HloArray with_start(Emitter& emit, const std::string& kind, const HloArray& result,
                    const HloArray& start) {
  HloArray wide = start;
  wide.dimensions = result.dimensions;
  return emit.binary(kind == "sum" ? "add" : kind == "product" ? "multiply" : kind, wide, result);
}

// One operand [.., n] reduced by a kind from its neutral element; `declared` is the region's type.
HloArray reduced_by_kind(Lowering& lowering, const HloArray& x, const std::string& kind,
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

std::vector<HloArray> argmax_pair(Lowering& lowering, const HloArray& x, const HloArray& indices,
                                  int direction) {
  Emitter& emit = lowering.emit;
  const HloArray values = emit.full(x);
  HloArray keys = values;
  if (direction < 0) {
    keys = emit.elementwise(floats(*x.type) ? "negate" : "not", {values}, *x.type);
  }
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

std::vector<HloArray> reduced_by_region(Lowering& lowering, int body,
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

std::optional<HloArray> reduced_by_known_kind(Lowering& lowering, const HloComputation& region,
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

std::vector<HloArray> reduced(Lowering& lowering, const LoweringCall& call, int body,
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
  if (n == 2 && xs[0].dimensions.back() > 0) {
    if (holds[0] == nullptr) holds[0] = holds[2] = widened_from(emit, xs[0]);
    const int direction = argmax_direction(region, holds);
    const std::optional<double> start = constant_number(emit, starts[0]);
    const HloType& type = *xs[0].type;
    if (direction != 0 && start && grows_along_last(emit, xs[1]) &&
        *start == (direction > 0 ? lowest(type) : highest(type)) &&
        constant_number(emit, starts[1]) == 0.0) {
      return as_declared(emit, argmax_pair(lowering, xs[0], xs[1], direction), starts);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    call.want(xs[i].type == starts[i].type || holds[i] != nullptr,
              "expected operands of the region's types, where the region is none that is known");
    xs[i] = emit.convert(xs[i], *starts[i].type);
  }
  return reduced_by_region(lowering, body, xs, starts);
}

Lowered reduce(Lowering& lowering, const LoweringCall& call) {
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

Lowered reduce_window(Lowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  Emitter& emit = lowering.emit;
  HloArray x = call.array(0);
  const HloArray& start = call.array(1);
  const WindowText window = parse_window(call.text("window"), call.instruction.line);
  const std::size_t rank = x.dimensions.size();
  call.want(window.size.size() == rank && !window.dilated && start.dimensions.empty() &&
                start.type == x.type,
            "expected a window over every axis, without dilation, and a scalar start");
  std::optional<std::size_t> along;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (window.size[axis] == 1 && window.stride[axis] == 1 && window.low[axis] == 0 &&
        window.high[axis] == 0)
      continue;
    call.want(!along, "expected a window along one axis");
    along = axis;
  }
  const HloComputation& region =
      lowering.module().computations[static_cast<std::size_t>(lowering.callee(call, "to_apply"))];
  const ReductionKind known = reduction_kind(region);
  const std::string& kind = known.kind;
  call.want(
      (kind == "maximum" || kind == "minimum" || kind == "add") && is_neutral(emit, kind, start),
      "expected a window's maximum, minimum or sum from its neutral element");
  if (!along) return lowered_array(x);
  if (known.reads != nullptr) x = emit.convert(x, *known.reads);
  const std::size_t axis = *along;
  const std::int64_t n = x.dimensions[axis], size = window.size[axis], stride = window.stride[axis];
  const std::int64_t low = window.low[axis], high = window.high[axis];
  const std::int64_t most = std::int64_t{1} << 31;
  call.want(size >= 1 && stride >= 1 && 0 <= low && low < most && 0 <= high && high < most &&
                size < most && stride < most,
            "expected a window of at least 1 and padding of at least 0");
  HloArray last = emit.full(emit.axis_last(x, axis));
  Sizes sizes = last.dimensions;
  sizes.back() = n + low + high < size ? 0 : (n + low + high - size) / stride + 1;
  const std::string accumulator =
      kind == "add" ? accumulator_of(lowering, *start.type, known.rounds, "scans and window sums")
                    : std::string();
  const auto accumulated = [&](const std::string& op, const HloArray& of, AttributeMap attributes) {
    if (!accumulator.empty()) attributes["accumulator_dtype"] = accumulator;
    return emit.array(emit.node(op, {of.node}, std::move(attributes)), *x.type, sizes);
  };
  const bool every = stride == 1 && sizes.back() == n && kind == "add";
  HloArray result;
  if (every && low == size - 1 && size >= n) {
    result = accumulated("cumsum", last, {});
  } else if (every && high == size - 1 && size >= n) {
    lowering.note("scans from the end: added from the last element on");
    const std::size_t end = last.dimensions.size() - 1;
    result = emit.reverse(accumulated("cumsum", emit.full(emit.reverse(last, end)), {}), end);
  } else {
    result = accumulated("reduce_window", last,
                         {{"kind", kind == "add" ? std::string("sum") : kind},
                          {"size", size},
                          {"stride", stride},
                          {"pad_low", low},
                          {"pad_high", high}});
  }
  return lowered_array(emit.convert(emit.axis_back(result, axis), *start.type));
}

// lhs and rhs brought to [batch.., m, k] and [batch.., n, k].
Lowered dot_of(Lowering& lowering, const LoweringCall& call, const std::vector<std::size_t>& lb,
               const std::vector<std::size_t>& rb, const std::vector<std::size_t>& lc,
               const std::vector<std::size_t>& rc) {
  Emitter& emit = lowering.emit;
  const HloArray &x = call.array(0), &y = call.array(1);
  call.want(floats(*x.type) && floats(*y.type) && lb.size() == rb.size() && lc.size() == rc.size(),
            "expected floats, and batch and contracting axes that pair up");
  for (std::size_t i = 0; i < lb.size(); ++i)
    call.want(x.dimensions[lb[i]] == y.dimensions[rb[i]], "expected batch axes of one size");
  for (std::size_t i = 0; i < lc.size(); ++i)
    call.want(x.dimensions[lc[i]] == y.dimensions[rc[i]], "expected contracting axes of one size");
  Sizes result;
  const auto arranged = [&](const HloArray& array, const std::vector<std::size_t>& batch,
                            const std::vector<std::size_t>& contracted, bool batch_too) {
    std::vector<std::size_t> permutation = batch;
    Sizes sizes;
    std::int64_t free = 1, inner = 1;
    for (const std::size_t axis : batch) {
      sizes.push_back(array.dimensions[axis]);
      if (batch_too) result.push_back(array.dimensions[axis]);
    }
    for (std::size_t axis = 0; axis < array.dimensions.size(); ++axis) {
      if (std::find(batch.begin(), batch.end(), axis) != batch.end() ||
          std::find(contracted.begin(), contracted.end(), axis) != contracted.end())
        continue;
      permutation.push_back(axis);
      free *= array.dimensions[axis];
      result.push_back(array.dimensions[axis]);
    }
    for (const std::size_t axis : contracted) {
      permutation.push_back(axis);
      inner *= array.dimensions[axis];
    }
    sizes.push_back(free);
    sizes.push_back(inner);
    return emit.full(emit.reshape(emit.transpose(array, permutation), sizes));
  };
  HloArray left = arranged(x, lb, lc, true);
  HloArray right = arranged(y, rb, rc, false);
  if (left.type != right.type) {
    left = emit.convert(left, hlo_f32());
    right = emit.convert(right, hlo_f32());
  }
  lowering.note("dot: products and sums in float32, sequential in index order");
  const HloType& type = *call.array_shape().type;
  Sizes sizes = left.dimensions;
  sizes.back() = right.dimensions[right.dimensions.size() - 2];
  const int made =
      emit.node("dot", {left.node, right.node}, {{"dtype", std::string(type.language_name)}});
  return lowered_array(emit.reshape(emit.array(made, type, sizes), result));
}

Lowered dot(Lowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  const std::size_t left = call.array(0).dimensions.size(), right = call.array(1).dimensions.size();
  return dot_of(lowering, call, call.axes("lhs_batch_dims", left),
                call.axes("rhs_batch_dims", right), call.axes("lhs_contracting_dims", left),
                call.axes("rhs_contracting_dims", right));
}

// Without spatial axes a convolution contracts features with input features.
Lowered convolution(Lowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  const std::string& labels = call.text("dim_labels");
  const std::string* groups = call.instruction.attribute("feature_group_count");
  call.want(groups == nullptr && call.instruction.attribute("batch_group_count") == nullptr,
            "expected no groups");
  call.want(labels == "bf_io->bf" || labels == "bf_oi->bf" || labels == "fb_io->bf" ||
                labels == "fb_oi->bf",
            "expected dim_labels bf_io->bf (a dot); spatial convolutions are not read");
  call.want(call.array(0).dimensions.size() == 2 && call.array(1).dimensions.size() == 2,
            "expected two axes");
  return dot_of(lowering, call, {}, {}, {labels[0] == 'f' ? 0U : 1U}, {labels[3] == 'i' ? 0U : 1U});
}

}  // namespace

std::span<const LowerRow> reducing_rules() {
  static constexpr LowerRow kRows[] = {
      {"reduce", reduce},
      {"reduce-window", reduce_window},
      {"dot", dot},
      {"convolution", convolution},
  };
  return kRows;
}

}  // namespace splitvote
