#include "tests/reference/concrete_steps.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace splitvote {
namespace {

using Ref = ConcreteWriter::Ref;

constexpr std::int64_t kCountMax = 5000;  // elements of one array

std::string name_of(Dtype dtype) { return std::string(name(dtype)); }

Ref any(ConcreteWriter& w) {
  return static_cast<Ref>(w.pick([](const ConcreteValue&) { return true; }));
}

Ref numbers(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) { return v.dtype != Dtype::kPred; });
  return found >= 0 ? static_cast<Ref>(found) : w.constant(1, Dtype::kS32);
}

Ref floats(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) { return is_float(v.dtype); });
  return found >= 0 ? static_cast<Ref>(found) : w.constant(0.7, w.float_dtype());
}

Ref integers(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) { return is_integer(v.dtype); });
  if (found >= 0 && w.rng().chance(70)) return static_cast<Ref>(found);
  return w.convert(any(w), w.integer_dtype());
}

void write_source(ConcreteWriter& w) {
  if (w.rng().chance(30)) {
    const Dtype dtype = w.rng().chance(50) ? w.float_dtype() : w.integer_dtype();
    w.constant(w.number(dtype), dtype);
    return;
  }
  if (w.rng().chance(20)) {
    w.add(w.rng().chance(50) ? "partition_id" : "shard_offset", {}, {}, Dtype::kS32, {});
    return;
  }
  const Dtype dtype = w.integer_dtype();
  Sizes shape;
  for (int axis = w.rng().between(1, 4); axis > 0; --axis) shape.push_back(w.rng().between(1, 5));
  w.add("iota", {},
        {{"shape", shape},
         {"dimension", whole(static_cast<std::int64_t>(w.rng().below(shape.size())))},
         {"dtype", word(name_of(dtype))}},
        dtype, shape);
}

// The operand's axes in some order, and new ones among them.
void write_broadcast(ConcreteWriter& w) {
  const Ref x = any(w);
  const Sizes from = w.at(x).shape;
  const std::size_t axes = w.rng().between<std::size_t>(from.size(), kAxisMax);
  Sizes to(axes);
  for (std::int64_t& size : to) size = w.rng().between(1, 3);
  std::vector<std::int64_t> dimensions(axes);
  std::iota(dimensions.begin(), dimensions.end(), 0);
  for (std::size_t i = axes; i > 1; --i) std::swap(dimensions[i - 1], dimensions[w.rng().below(i)]);
  dimensions.resize(from.size());
  if (w.rng().chance(70)) std::sort(dimensions.begin(), dimensions.end());
  for (std::size_t axis = 0; axis < from.size(); ++axis)
    to[static_cast<std::size_t>(dimensions[axis])] = from[axis];
  if (element_count(to) <= kCountMax) w.broadcast(x, to, dimensions);
}

// Factors of the count, some split off at random.
void write_reshape(ConcreteWriter& w) {
  const Ref x = any(w);
  std::int64_t left = element_count(w.at(x).shape);
  Sizes to;
  for (std::int64_t factor = 2; factor <= left && to.size() + 1 < kAxisMax; ++factor) {
    while (left % factor == 0 && to.size() + 1 < kAxisMax && w.rng().chance(70)) {
      left /= factor;
      to.push_back(factor);
    }
  }
  if (left != 1 || w.rng().chance(20)) to.push_back(left);
  for (std::size_t i = to.size(); i > 1; --i) std::swap(to[i - 1], to[w.rng().below(i)]);
  w.reshape(x, to);
}

void write_transpose(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) { return v.shape.size() >= 2; });
  const Ref x = found >= 0 ? static_cast<Ref>(found) : any(w);
  std::vector<std::int64_t> permutation(w.at(x).shape.size());
  std::iota(permutation.begin(), permutation.end(), 0);
  for (std::size_t i = permutation.size(); i > 1; --i)
    std::swap(permutation[i - 1], permutation[w.rng().below(i)]);
  Sizes to;
  for (const std::int64_t axis : permutation)
    to.push_back(w.at(x).shape[static_cast<std::size_t>(axis)]);
  w.add("transpose", {x}, {{"permutation", permutation}}, w.at(x).dtype, to);
}

void write_slice(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) { return !v.shape.empty(); });
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  Sizes starts, limits, strides, to;
  for (const std::int64_t size : w.at(x).shape) {
    const bool whole_axis = w.rng().chance(50);
    starts.push_back(whole_axis ? 0 : static_cast<std::int64_t>(w.rng().below(3)));
    limits.push_back(whole_axis || w.rng().chance(30) ? size : w.rng().between(1, 8));
    strides.push_back(whole_axis ? 1 : w.rng().between(1, 3));
    const std::int64_t end = std::min(limits.back(), size);
    to.push_back(
        std::max<std::int64_t>(0, (end - starts.back() + strides.back() - 1) / strides.back()));
  }
  if (element_count(to) == 0 && w.rng().chance(80)) return;
  AttributeMap attributes = {{"starts", starts}, {"limits", limits}};
  const bool unit = std::all_of(strides.begin(), strides.end(), [](auto s) { return s == 1; });
  if (!unit || w.rng().chance(50)) attributes["strides"] = strides;
  w.add("slice", {x}, std::move(attributes), w.at(x).dtype, to);
}

void write_concatenate(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) { return v.shape.size() >= 2; });
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  const ConcreteValue first = w.at(x);
  const Ref y = static_cast<Ref>(w.pick([&](const ConcreteValue& v) {
    return v.dtype == first.dtype && v.shape.size() == first.shape.size() &&
           std::equal(v.shape.begin(), v.shape.end() - 1, first.shape.begin());
  }));
  Sizes to = first.shape;
  to.back() += w.at(y).shape.back();
  if (element_count(to) <= kCountMax) w.add("concatenate", {x, y}, {}, first.dtype, to);
}

void write_binary(ConcreteWriter& w) {
  static const std::array<const char*, 6> kAll = {"add",    "subtract", "multiply",
                                                  "divide", "maximum",  "minimum"};
  static const std::array<const char*, 9> kWhole = {
      "multiply_high",       "multiply_high",         "and", "or", "xor", "shift_left", "divide",
      "shift_right_logical", "shift_right_arithmetic"};
  const bool whole_numbers = w.rng().chance(50);
  const Ref a = whole_numbers ? integers(w) : numbers(w);
  const Dtype dtype = w.at(a).dtype;
  const Sizes shape = w.at(a).shape;
  const Ref b = w.fitting(dtype, shape);
  const char* op = whole_numbers && w.rng().chance(70) ? w.rng().pick(kWhole) : w.rng().pick(kAll);
  AttributeMap attributes;
  if (op == std::string("divide") && is_float(dtype) && w.rng().chance(30))
    attributes["by"] = word("reciprocal");
  w.add(op, {a, b}, std::move(attributes), dtype, shape);
}

void write_unary(ConcreteWriter& w) {
  static const std::array<const char*, 6> kFloat = {"negate", "abs",  "exponential",
                                                    "tanh",   "sqrt", "floor"};
  if (w.rng().chance(30)) {
    const Ref x = integers(w);
    static const std::array<const char*, 3> kWhole = {"negate", "abs", "not"};
    w.add(w.rng().pick(kWhole), {x}, {}, w.at(x).dtype, w.at(x).shape);
    return;
  }
  const Ref x = floats(w);
  w.add(w.rng().pick(kFloat), {x}, {}, w.at(x).dtype, w.at(x).shape);
}

void write_choice(ConcreteWriter& w) {
  static const std::array<const char*, 6> kDirections = {"GE", "GT", "LE", "LT", "EQ", "NE"};
  const Ref a = any(w);
  const Dtype dtype = w.at(a).dtype;
  const Sizes shape = w.at(a).shape;
  const Ref b = w.fitting(dtype, shape);
  AttributeMap attributes = {{"direction", word(w.rng().pick(kDirections))}};
  if (is_float(dtype) && w.rng().chance(30)) attributes["order"] = word("total");
  const Ref which = w.add("compare", {a, b}, std::move(attributes), Dtype::kPred, shape);
  if (w.rng().chance(60)) w.add("select", {which, a, b}, {}, dtype, shape);
}

void write_convert(ConcreteWriter& w) {
  const Ref x = any(w);
  w.convert(x, w.rng().chance(60) ? w.float_dtype() : w.integer_dtype());
}

void write_bitcast(ConcreteWriter& w) {
  static const std::array<Dtype, 11> kCastable = {
      Dtype::kS8,  Dtype::kU8,  Dtype::kS16,      Dtype::kU16,     Dtype::kS32, Dtype::kU32,
      Dtype::kS64, Dtype::kU64, Dtype::kBfloat16, Dtype::kFloat32, Dtype::kTf32};
  const auto found = w.pick([](const ConcreteValue& v) {
    return std::find(kCastable.begin(), kCastable.end(), v.dtype) != kCastable.end();
  });
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  std::vector<Dtype> possible;
  for (const Dtype to : kCastable) {
    if (info(to).storage_bits == info(w.at(x).dtype).storage_bits) possible.push_back(to);
  }
  const Dtype to = w.rng().pick(possible);
  w.add("bitcast_convert", {x}, {{"dtype", word(name_of(to))}}, to, w.at(x).shape);
}

// Every rank once, in groups of one size.
void write_collective(ConcreteWriter& w) {
  const auto ranks = static_cast<std::size_t>(w.rank_count());
  std::vector<std::int64_t> groups(ranks);
  std::iota(groups.begin(), groups.end(), 0);
  if (w.rng().chance(50)) {
    for (std::size_t i = ranks; i > 1; --i) std::swap(groups[i - 1], groups[w.rng().below(i)]);
  }
  std::vector<std::int64_t> sizes;
  for (std::int64_t size = 1; size <= w.rank_count(); ++size) {
    if (w.rank_count() % size == 0) sizes.push_back(size);
  }
  const std::int64_t size = w.rng().pick(sizes);
  AttributeMap attributes = {{"groups", groups}, {"group_size", whole(size)}};
  if (w.rng().chance(50)) {
    const Ref x = numbers(w);
    static const std::array<const char*, 3> kOrders = {"rank", "tree", "ring"};
    static const std::array<const char*, 4> kKinds = {"maximum", "minimum", "sum", "sum"};
    const std::string kind = w.rng().pick(kKinds);
    attributes["kind"] = word(kind);
    if (kind == "sum") attributes["order"] = word(w.rng().pick(kOrders));
    w.add("all_reduce", {x}, std::move(attributes), w.at(x).dtype, w.at(x).shape);
    return;
  }
  const auto found = w.pick([](const ConcreteValue& v) { return !v.shape.empty(); });
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  Sizes to = w.at(x).shape;
  if (to.size() == 1) to.push_back(1);
  to.back() *= size;
  if (element_count(to) > kCountMax) return;
  w.add("all_gather", {x}, std::move(attributes), w.at(x).dtype, to);
}

}  // namespace

void write_concrete_step(ConcreteWriter& w, int depth, bool collectives) {
  static const std::vector<int> kWeights = {6, 8, 6, 6, 6, 3, 14, 5, 7, 8, 4, 12, 6, 6, 5, 6};
  switch (w.rng().weighted(kWeights)) {
    case 0:
      return write_source(w);
    case 1:
      return write_broadcast(w);
    case 2:
      return write_reshape(w);
    case 3:
      return write_transpose(w);
    case 4:
      return write_slice(w);
    case 5:
      return write_concatenate(w);
    case 6:
      return write_binary(w);
    case 7:
      return write_unary(w);
    case 8:
      return write_choice(w);
    case 9:
      return write_convert(w);
    case 10:
      return write_bitcast(w);
    case 11:
      return write_concrete_reduction(w);
    case 12:
      return write_concrete_selection(w);
    case 13:
      return write_comparator_sort(w);
    case 14:
      if (depth > 0) write_loop(w, depth - 1, collectives);
      return;
    default:
      if (collectives) write_collective(w);
  }
}

}  // namespace splitvote
