#include <algorithm>
#include <array>

#include "tests/reference/concrete_steps.h"

namespace splitvote {
namespace {

using Ref = ConcreteWriter::Ref;

std::string name_of(Dtype dtype) { return std::string(name(dtype)); }

std::ptrdiff_t row_of_numbers(ConcreteWriter& w) {
  return w.pick([](const ConcreteValue& v) { return v.dtype != Dtype::kPred && !v.shape.empty(); });
}

Sizes without_last(Sizes shape) {
  shape.pop_back();
  return shape;
}

// Where every operand is pinned, sites are not wanted.
void maybe_accumulator(ConcreteWriter& w, AttributeMap& attributes) {
  if (w.pinned_share() == 100 || w.rng().chance(60)) return;
  attributes["accumulator_dtype"] = word(name_of(w.float_dtype()));
}

void maybe_order(ConcreteWriter& w, AttributeMap& attributes, bool nested) {
  static const std::array<const char*, 4> kOrders = {"sequential", "pairwise", "blocked", "nested"};
  const std::string order = kOrders[w.rng().below(nested ? 4 : 3)];
  attributes["order"] = word(order);
  if (order == "blocked" || order == "nested")
    attributes["width"] = whole(std::int64_t{1} << w.rng().between(1, 4));
}

void write_reduce(ConcreteWriter& w, Ref x) {
  static const std::array<const char*, 5> kKinds = {"maximum", "minimum", "sum", "sum", "product"};
  const std::string kind = w.rng().pick(kKinds);
  AttributeMap attributes = {{"kind", word(kind)}};
  if (kind == "sum") {
    maybe_order(w, attributes, true);
    maybe_accumulator(w, attributes);
  }
  w.add("reduce", {x}, std::move(attributes), w.at(x).dtype, without_last(w.at(x).shape));
}

void write_windows(ConcreteWriter& w, Ref x) {
  static const std::array<const char*, 4> kKinds = {"maximum", "minimum", "sum", "sum"};
  const std::int64_t n = w.at(x).shape.back();
  const std::string kind = w.rng().pick(kKinds);
  AttributeMap attributes = {{"kind", word(kind)}};
  if (kind == "sum") maybe_accumulator(w, attributes);
  std::int64_t size = w.rng().between(1, 6), stride = 1, low = 0, high = 0;
  if (w.rng().chance(30)) {  // as a running sum is written
    size = std::max<std::int64_t>(n, 1);
    low = size - 1;
  } else {
    stride = w.rng().between(1, 3);
    low = w.rng().between(0, 4);
    high = w.rng().between(0, 4);
  }
  attributes["size"] = whole(size);
  if (stride != 1 || w.rng().chance(50)) attributes["stride"] = whole(stride);
  if (low != 0) attributes["pad_low"] = whole(low);
  if (high != 0) attributes["pad_high"] = whole(high);
  Sizes to = w.at(x).shape;
  to.back() = n + low + high < size ? 0 : (n + low + high - size) / stride + 1;
  w.add("reduce_window", {x}, std::move(attributes), w.at(x).dtype, to);
}

// A matrix of the values, times itself turned into another shape of the same leading axes.
void write_dot(ConcreteWriter& w) {
  const auto found = w.pick([](const ConcreteValue& v) {
    return is_float(v.dtype) && v.shape.size() >= 2 && element_count(v.shape) <= 300;
  });
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  const ConcreteValue first = w.at(x);
  const auto same = w.pick([&](const ConcreteValue& v) {
    Sizes shape = v.shape;
    if (v.dtype != first.dtype || shape.size() != first.shape.size()) return false;
    shape[shape.size() - 2] = first.shape[shape.size() - 2];
    return shape == first.shape;
  });
  const Sizes y_shape = w.at(static_cast<Ref>(same)).shape;
  AttributeMap attributes;
  Dtype dtype = first.dtype;
  if (w.rng().chance(40)) {
    dtype = w.float_dtype();
    attributes["dtype"] = word(name_of(dtype));
  }
  if (w.rng().chance(60)) maybe_order(w, attributes, false);
  Sizes to = first.shape;
  to.back() = y_shape[y_shape.size() - 2];
  w.add("dot", {x, static_cast<Ref>(same)}, std::move(attributes), dtype, to);
}

}  // namespace

void write_concrete_reduction(ConcreteWriter& w) {
  if (w.rng().chance(25)) return write_dot(w);
  const auto found = row_of_numbers(w);
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  switch (w.rng().below(4)) {
    case 0:
      return write_reduce(w, x);
    case 1: {
      AttributeMap attributes;
      if (w.rng().chance(40)) {
        attributes["order"] = word("nested");
        attributes["width"] = whole(std::int64_t{1} << w.rng().between(1, 3));
      }
      maybe_accumulator(w, attributes);
      w.add("cumsum", {x}, std::move(attributes), w.at(x).dtype, w.at(x).shape);
      return;
    }
    default:
      return write_windows(w, x);
  }
}

void write_concrete_selection(ConcreteWriter& w) {
  const auto found = row_of_numbers(w);
  if (found < 0) return;
  const Ref x = static_cast<Ref>(found);
  const Dtype dtype = w.at(x).dtype;
  const Sizes shape = w.at(x).shape;
  switch (w.rng().below(4)) {
    case 0:
      w.add("argmax", {x}, {}, Dtype::kS32, without_last(shape));
      return;
    case 1: {
      const std::int64_t k = w.rng().between(1, 4);
      Sizes to = shape;
      to.back() = std::min(to.back(), k);
      w.add_tuple("top_k", {x}, {{"k", whole(k)}}, {{"", dtype, to}, {"", Dtype::kS32, to}}, {},
                  true);
      return;
    }
    case 2:
      w.add("reverse", {x}, {}, dtype, shape);
      return;
    default: {
      const auto payload =
          static_cast<Ref>(w.pick([&](const ConcreteValue& v) { return v.shape == shape; }));
      w.add_tuple("sort", {x, payload}, {}, {{"", dtype, shape}, {"", w.at(payload).dtype, shape}},
                  {}, true);
    }
  }
}

// A comparator: one comparison, one of derived keys, or of the second operand where the first ones
// tie.
void write_comparator_sort(ConcreteWriter& w) {
  static const std::array<const char*, 4> kDirections = {"LT", "GT", "LE", "NE"};
  const auto found = w.pick(
      [](const ConcreteValue& v) { return !v.shape.empty() && element_count(v.shape) <= 600; });
  if (found < 0) return;
  std::vector<Ref> operands = {static_cast<Ref>(found)};
  const Sizes shape = w.at(operands[0]).shape;
  for (std::uint64_t more = w.rng().below(3); more > 0; --more) {
    operands.push_back(
        static_cast<Ref>(w.pick([&](const ConcreteValue& v) { return v.shape == shape; })));
  }
  RegionDraft region;
  ConcreteWriter inside(w.rng(), "s", w.rank_count(), 0);
  std::vector<ConcreteValue> elements;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    for (const char* side : {"a", "b"}) {
      region.parameters.push_back(side + std::to_string(i));
      inside.know({region.parameters.back(), w.at(operands[i]).dtype, {}});
    }
    elements.push_back({"", w.at(operands[i]).dtype, shape});
  }
  const auto compared = [&](std::size_t operand, const char* direction) {
    Ref a = 2 * operand, b = a + 1;
    const Dtype dtype = inside.at(a).dtype;
    if (is_float(dtype) && w.rng().chance(40)) {
      a = inside.add("negate", {a}, {}, dtype, {});
      b = inside.add("negate", {b}, {}, dtype, {});
    } else if (is_integer(dtype) && w.rng().chance(40)) {
      const Dtype to = w.float_dtype();
      a = inside.convert(a, to);
      b = inside.convert(b, to);
    }
    if (w.rng().chance(30)) std::swap(a, b);
    AttributeMap attributes = {{"direction", word(direction)}};
    if (is_float(inside.at(a).dtype) && w.rng().chance(50)) attributes["order"] = word("total");
    return inside.add("compare", {a, b}, std::move(attributes), Dtype::kPred, {});
  };
  Ref before = compared(0, w.rng().pick(kDirections));
  if (operands.size() > 1 && w.rng().chance(60)) {
    const Ref tie = compared(0, "EQ"), second = compared(1, w.rng().pick(kDirections));
    const Ref both = inside.add("and", {tie, second}, {}, Dtype::kPred, {});
    before = inside.add("or", {before, both}, {}, Dtype::kPred, {});
  }
  region.values = inside.values();
  region.yields = {inside.at(before).id};
  w.add_tuple("sort", operands, {}, elements, {std::move(region)}, false);
}

}  // namespace splitvote
