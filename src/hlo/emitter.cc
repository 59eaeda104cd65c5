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

}  // namespace splitvote
