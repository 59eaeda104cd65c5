#include "src/hlo/emitter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace splitvote {
namespace {

const HloType& type_named(std::string_view name) { return *hlo_type_named(name); }

AttributeValue number_value(double number) {
  if (std::isnan(number)) return std::string("nan");
  if (std::isinf(number)) return std::string(number < 0 ? "-inf" : "inf");
  if (number == std::floor(number) && std::abs(number) < 1e15 && !std::signbit(number))
    return static_cast<std::int64_t>(number);
  return number;
}

bool same_element(const HloElement& a, const HloElement& b) {
  return a.whole == b.whole && a.nan_bits == b.nan_bits &&
         std::isnan(a.number) == std::isnan(b.number) &&
         (std::isnan(a.number) ||
          (a.number == b.number && std::signbit(a.number) == std::signbit(b.number)));
}

bool starts_with(const Sizes& whole, const Sizes& part) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

Sizes moved(const Sizes& sizes, const std::vector<std::size_t>& permutation) {
  Sizes result;
  for (const std::size_t axis : permutation) result.push_back(sizes[axis]);
  return result;
}

std::vector<std::int64_t> as_integers(const std::vector<std::size_t>& axes) {
  return {axes.begin(), axes.end()};
}

}  // namespace

const HloType& hlo_pred() { return type_named("pred"); }
const HloType& hlo_s32() { return type_named("s32"); }
const HloType& hlo_f32() { return type_named("f32"); }

std::int64_t count_of(const Sizes& sizes) {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  return count;
}

Sizes row_major_strides(const Sizes& sizes) {
  Sizes strides(sizes.size(), 1);
  for (std::size_t i = sizes.size(); i-- > 1;) strides[i - 1] = strides[i] * sizes[i];
  return strides;
}

Graph* Emitter::enter(Graph& graph) {
  Graph* before = graph_;
  graph_ = &graph;
  return before;
}

void Emitter::leave(Graph* before) { graph_ = before; }

int Emitter::node(const std::string& op, std::vector<int> operands, AttributeMap attributes,
                  std::vector<Graph> regions) {
  if (op == "constant" || op == "iota") {
    for (std::size_t i = 0; i < graph_->nodes.size(); ++i) {
      const GraphNode& before = graph_->nodes[i];
      if (before.op == op && before.attributes == attributes) return static_cast<int>(i);
    }
  }
  graph_->nodes.push_back({op, std::move(operands), std::move(attributes), std::move(regions),
                           origin_, nullptr, draws_});
  return static_cast<int>(graph_->nodes.size()) - 1;
}

HloArray Emitter::held_array(int node, const HloType& type, const Sizes& dimensions,
                             const Sizes& held) {
  graph_->nodes[static_cast<std::size_t>(node)].type = &type;
  return {node, &type, dimensions, held};
}

HloArray Emitter::whole(const HloType& type, std::int64_t number, const Sizes& dimensions) {
  if (type.kind == HloKind::kFloat) return real(type, static_cast<double>(number), dimensions);
  constexpr std::int64_t kExact = std::int64_t{1} << 53;  // the language's numbers are doubles
  if (number >= -kExact && number <= kExact && (number >= 0 || type.kind == HloKind::kSigned)) {
    const int made =
        node("constant", {}, {{"dtype", std::string(type.language_name)}, {"value", number}});
    return held_array(made, type, dimensions, {});
  }
  const HloType& words = type_named("u64");
  const auto bits = static_cast<std::uint64_t>(number);
  const HloArray high = whole(words, static_cast<std::int64_t>(bits >> 32));
  const HloArray low = whole(words, static_cast<std::int64_t>(bits & 0xffffffffU));
  HloArray made = binary("or", binary("shift_left", high, whole(words, 32)), low);
  made = convert(made, type);
  made.dimensions = dimensions;
  return made;
}

HloArray Emitter::real(const HloType& type, double number, const Sizes& dimensions) {
  const int made =
      node("constant", {},
           {{"dtype", std::string(type.language_name)}, {"value", number_value(number)}});
  return held_array(made, type, dimensions, {});
}

HloArray Emitter::element(const HloType& type, const HloElement& element, const Sizes& dimensions) {
  if (type.kind != HloKind::kFloat) return whole(type, element.whole, dimensions);
  if (!element.nan_bits) return real(type, element.number, dimensions);
  // "-nan" is the quiet NaN of that sign; a payload stands as written.
  const int mantissa = type.name == "bf16"  ? 7
                       : type.name == "f16" ? 10
                       : type.name == "f32" ? 23
                                            : 2;
  const auto sign = static_cast<std::int64_t>(*element.nan_bits >> 63) << (type.bits - 1);
  const std::int64_t exponent = ((std::int64_t{1} << (type.bits - 1 - mantissa)) - 1) << mantissa;
  auto payload = static_cast<std::int64_t>(*element.nan_bits & ((1ULL << mantissa) - 1));
  if (payload == 0) payload = std::int64_t{1} << (mantissa - 1);
  const HloType& words = type_named(type.bits == 32 ? "u32" : type.bits == 16 ? "u16" : "u8");
  return bitcast(whole(words, sign | exponent | payload, dimensions), type);
}

HloArray Emitter::constant(const HloShape& shape, const std::vector<HloElement>& literal) {
  const HloType& type = *shape.type;
  const Sizes& sizes = shape.dimensions;
  const bool uniform = std::all_of(literal.begin(), literal.end(), [&](const HloElement& each) {
    return same_element(each, literal.front());
  });
  if (literal.empty()) return whole(type, 0, sizes);
  if (uniform) return element(type, literal.front(), sizes);
  std::vector<HloArray> parts;
  parts.reserve(literal.size());
  for (const HloElement& each : literal) parts.push_back(element(type, each, {1}));
  return reshape(concatenate(parts, 0), sizes);
}

HloArray Emitter::iota(const HloType& type, const Sizes& dimensions, std::size_t axis) {
  const bool counted = type.kind == HloKind::kSigned || type.kind == HloKind::kUnsigned;
  const HloType& made_in = counted ? type : hlo_s32();
  const int made = node("iota", {},
                        {{"dtype", std::string(made_in.language_name)},
                         {"shape", dimensions},
                         {"dimension", static_cast<std::int64_t>(axis)}});
  return convert(array(made, made_in, dimensions), type);
}

HloArray Emitter::full(const HloArray& x) {
  if (x.is_full()) return x;
  std::vector<std::int64_t> axes(x.held.size());
  std::iota(axes.begin(), axes.end(), 0);
  const int made = node("broadcast", {x.node}, {{"shape", x.dimensions}, {"dimensions", axes}});
  return array(made, *x.type, x.dimensions);
}

HloArray Emitter::elementwise(const std::string& op, const std::vector<HloArray>& operands,
                              const HloType& type, AttributeMap attributes) {
  const HloArray* widest = &operands.front();
  std::vector<int> nodes;
  for (const HloArray& each : operands) {
    if (each.held.size() > widest->held.size()) widest = &each;
    nodes.push_back(each.node);
  }
  return held_array(node(op, std::move(nodes), std::move(attributes)), type, widest->dimensions,
                    widest->held);
}

HloArray Emitter::binary(const std::string& op, const HloArray& a, const HloArray& b) {
  return elementwise(op, {a, b}, *a.type);
}

HloArray Emitter::with_number(const std::string& op, const HloArray& a, std::int64_t number) {
  return binary(op, a, whole(*a.type, number, a.dimensions));
}

HloArray Emitter::compare(std::string_view direction, const HloArray& a, const HloArray& b,
                          bool total) {
  AttributeMap attributes{{"direction", std::string(direction)}};
  if (total) attributes["order"] = std::string("total");
  return elementwise("compare", {a, b}, hlo_pred(), std::move(attributes));
}

HloArray Emitter::select(const HloArray& which, const HloArray& a, const HloArray& b) {
  return elementwise("select", {which, a, b}, *a.type);
}

HloArray Emitter::convert(const HloArray& x, const HloType& type) {
  if (x.type == &type) return x;
  return elementwise("convert", {x}, type, {{"dtype", std::string(type.language_name)}});
}

// The language has no bits of a float16: they are put together from those of the same float32.
HloArray Emitter::float16_bits(const HloArray& x) {
  const HloType& words = type_named("u32");
  const HloArray wide = convert(x, hlo_f32());
  const HloArray bits = bitcast(wide, words);
  const HloArray sign = with_number("and", with_number("shift_right_logical", bits, 16), 0x8000);
  const HloArray magnitude = with_number("and", bits, 0x7fffffff);
  const HloArray shifted = with_number("shift_right_logical", magnitude, 13);
  // Exponents are biased by 127 there and 15 here; 255 and 31 stand for infinity and NaN.
  const HloArray normal = with_number("subtract", shifted, std::int64_t{112} << 10);
  const HloArray special =
      with_number("or", with_number("and", shifted, 0x3ff), std::int64_t{31} << 10);
  const HloArray small = convert(binary("multiply", elementwise("abs", {wide}, hlo_f32()),
                                        real(hlo_f32(), 16777216, x.dimensions)),
                                 words);
  const auto below = [&](std::int64_t limit) {
    return compare("LT", magnitude, whole(words, limit, x.dimensions));
  };
  const HloArray finite = select(below(std::int64_t{113} << 23), small, normal);
  const HloArray all = select(below(std::int64_t{255} << 23), finite, special);
  return convert(binary("or", sign, all), type_named("u16"));
}

HloArray Emitter::float16_of_bits(const HloArray& x) {
  const HloType& words = type_named("u32");
  const HloArray bits = convert(x, words);
  const HloArray sign = with_number("shift_left", with_number("and", bits, 0x8000), 16);
  const HloArray magnitude = with_number("and", bits, 0x7fff);
  const HloArray shifted = with_number("shift_left", magnitude, 13);
  const HloArray normal = with_number("add", shifted, std::int64_t{112} << 23);
  const HloArray special = with_number("or", shifted, std::int64_t{255} << 23);
  const HloArray small = bitcast(binary("multiply", convert(magnitude, hlo_f32()),
                                        real(hlo_f32(), 1.0 / 16777216, x.dimensions)),
                                 words);
  const auto below = [&](std::int64_t limit) {
    return compare("LT", magnitude, whole(words, limit, x.dimensions));
  };
  const HloArray finite = select(below(1 << 10), small, normal);
  const HloArray all = select(below(31 << 10), finite, special);
  return convert(bitcast(binary("or", sign, all), hlo_f32()), type_named("f16"));
}

HloArray Emitter::bitcast(const HloArray& x, const HloType& type) {
  if (x.type == &type) return x;
  if (x.type->name == "f16") return bitcast(float16_bits(x), type);
  if (type.name == "f16") return float16_of_bits(bitcast(x, type_named("u16")));
  return elementwise("bitcast_convert", {x}, type, {{"dtype", std::string(type.language_name)}});
}

HloArray Emitter::broadcast(const HloArray& x, const Sizes& dimensions,
                            const std::vector<std::size_t>& axes) {
  const std::size_t held = x.held.size();
  bool in_place = true;
  std::size_t reach = 0;
  for (std::size_t i = 0; i < held; ++i) {
    in_place = in_place && axes[i] == i;
    reach = std::max(reach, axes[i] + 1);
  }
  if (in_place) return {x.node, x.type, dimensions, x.held};
  const Sizes shape(dimensions.begin(), dimensions.begin() + static_cast<std::ptrdiff_t>(reach));
  const std::vector<std::size_t> placed(axes.begin(),
                                        axes.begin() + static_cast<std::ptrdiff_t>(held));
  const int made =
      node("broadcast", {x.node}, {{"shape", shape}, {"dimensions", as_integers(placed)}});
  return held_array(made, *x.type, dimensions, shape);
}

HloArray Emitter::reshape(const HloArray& x, const Sizes& dimensions) {
  if (x.held.empty()) return {x.node, x.type, dimensions, {}};
  const std::int64_t held = count_of(x.held);
  const bool rest_is_ones = count_of(x.dimensions) == held;
  // The axes of the result that the held part fills; what is left repeats it.
  std::size_t filled = 0;
  std::int64_t product = 1;
  while (filled < dimensions.size() && product != held) product *= dimensions[filled++];
  if (product != held || held == 0) {
    if (!x.is_full()) return reshape(full(x), dimensions);
    filled = dimensions.size();
  }
  Sizes shape(dimensions.begin(), dimensions.begin() + static_cast<std::ptrdiff_t>(filled));
  if (starts_with(dimensions, x.held) && (rest_is_ones || x.held == shape)) {
    return {x.node, x.type, dimensions, x.held};
  }
  const int made = node("reshape", {x.node}, {{"shape", shape}});
  return held_array(made, *x.type, dimensions, shape);
}

HloArray Emitter::transpose(const HloArray& x, const std::vector<std::size_t>& permutation) {
  const Sizes dimensions = moved(x.dimensions, permutation);
  std::size_t in_place = 0;
  while (in_place < permutation.size() && permutation[in_place] == in_place) ++in_place;
  if (in_place >= x.held.size()) return {x.node, x.type, dimensions, x.held};
  // Axes of size 1 move without moving anything.
  std::vector<std::size_t> real_axes;
  for (const std::size_t axis : permutation) {
    if (x.dimensions[axis] != 1) real_axes.push_back(axis);
  }
  if (std::is_sorted(real_axes.begin(), real_axes.end())) return reshape(x, dimensions);
  const HloArray whole_x = full(x);
  const int made = node("transpose", {whole_x.node}, {{"permutation", as_integers(permutation)}});
  return array(made, *x.type, dimensions);
}

HloArray Emitter::axis_last(const HloArray& x, std::size_t axis) {
  std::vector<std::size_t> permutation;
  for (std::size_t i = 0; i < x.dimensions.size(); ++i) {
    if (i != axis) permutation.push_back(i);
  }
  permutation.push_back(axis);
  return transpose(x, permutation);
}

HloArray Emitter::axis_back(const HloArray& x, std::size_t axis) {
  std::vector<std::size_t> permutation;
  for (std::size_t i = 0; i + 1 < x.dimensions.size(); ++i) permutation.push_back(i);
  permutation.insert(permutation.begin() + static_cast<std::ptrdiff_t>(axis),
                     x.dimensions.size() - 1);
  return transpose(x, permutation);
}

HloArray Emitter::slice(const HloArray& x, const Sizes& starts, const Sizes& limits,
                        const Sizes& strides) {
  Sizes dimensions;
  for (std::size_t i = 0; i < starts.size(); ++i)
    dimensions.push_back((std::max<std::int64_t>(limits[i] - starts[i], 0) + strides[i] - 1) /
                         strides[i]);
  const auto held = static_cast<std::ptrdiff_t>(x.held.size());
  const Sizes shape(dimensions.begin(), dimensions.begin() + held);
  if (shape == x.held) {
    // Every held axis keeps its size: nothing is cut off.
    return {x.node, x.type, dimensions, x.held};
  }
  AttributeMap attributes{{"starts", Sizes(starts.begin(), starts.begin() + held)},
                          {"limits", Sizes(limits.begin(), limits.begin() + held)}};
  const bool strided = std::any_of(strides.begin(), strides.begin() + held,
                                   [](std::int64_t stride) { return stride != 1; });
  if (strided) attributes["strides"] = Sizes(strides.begin(), strides.begin() + held);
  return held_array(node("slice", {x.node}, std::move(attributes)), *x.type, dimensions, shape);
}

HloArray Emitter::slice_axis(const HloArray& x, std::size_t axis, std::int64_t start,
                             std::int64_t limit) {
  Sizes starts(x.dimensions.size(), 0), limits = x.dimensions;
  starts[axis] = start;
  limits[axis] = limit;
  return slice(x, starts, limits, Sizes(starts.size(), 1));
}

HloArray Emitter::concatenate(const std::vector<HloArray>& parts, std::size_t axis) {
  if (parts.size() == 1) return parts.front();
  Sizes dimensions = parts.front().dimensions;
  const auto leading = dimensions.begin() + static_cast<std::ptrdiff_t>(axis);
  const std::int64_t inner = count_of(Sizes(leading + 1, dimensions.end()));
  std::int64_t total = 0;
  std::vector<int> nodes;
  // The axes from this one on are one axis of blocks: joining blocks joins them. One axis more in
  // front, since the language joins [n] operands side by side.
  for (const HloArray& part : parts) {
    Sizes blocks(part.dimensions.begin(),
                 part.dimensions.begin() + static_cast<std::ptrdiff_t>(axis));
    if (blocks.empty()) blocks.push_back(1);
    blocks.push_back(part.dimensions[axis] * inner);
    if (part.dimensions[axis] == 0) continue;
    nodes.push_back(full(reshape(part, blocks)).node);
    total += part.dimensions[axis];
  }
  Sizes joined(dimensions.begin(), leading);
  if (joined.empty()) joined.push_back(1);
  joined.push_back(total * inner);
  dimensions[axis] = total;
  if (nodes.empty()) return parts.front();
  if (nodes.size() == 1) return reshape(array(nodes[0], *parts[0].type, joined), dimensions);
  return reshape(array(node("concatenate", std::move(nodes), {}), *parts[0].type, joined),
                 dimensions);
}

HloArray Emitter::reverse(const HloArray& x, std::size_t axis) {
  if (axis >= x.held.size()) return x;
  const HloArray last = full(axis_last(x, axis));
  return axis_back(array(node("reverse", {last.node}, {}), *x.type, last.dimensions), axis);
}

HloArray Emitter::gather_flat(const HloArray& x, const HloArray& ids) {
  if (x.held.empty()) return {x.node, x.type, ids.dimensions, {}};
  const HloArray flat = full(reshape(x, {count_of(x.dimensions)}));
  const HloArray flat_ids = full(reshape(full(ids), {count_of(ids.dimensions)}));
  const int made = node("gather", {flat.node, flat_ids.node}, {});
  return reshape(array(made, *x.type, flat_ids.dimensions), ids.dimensions);
}

HloArray Emitter::scatter_flat(const HloArray& x, const HloArray& ids, const HloArray& updates,
                               const std::string& combine) {
  const HloArray flat = full(reshape(full(x), {count_of(x.dimensions)}));
  const Sizes count{count_of(ids.dimensions)};
  const HloArray flat_ids = full(reshape(full(ids), count));
  const HloArray flat_updates = full(reshape(full(updates), count));
  const int made =
      node("scatter", {flat.node, flat_ids.node, flat_updates.node}, {{"combine", combine}});
  return reshape(array(made, *x.type, flat.dimensions), x.dimensions);
}

HloArray Emitter::tuple_element(int tuple, std::int64_t index, const HloType& type,
                                const Sizes& dimensions) {
  return array(node("get_tuple_element", {tuple}, {{"index", index}}), type, dimensions);
}

}  // namespace splitvote
