#include <algorithm>
#include <array>
#include <string>

#include "tests/reference/random_choices.h"
#include "tests/reference/random_steps.h"

namespace splitvote {
namespace {

using Ref = ProgramWriter::Ref;

void write_move(ProgramWriter& w) {
  const Ref x = w.pick([](const TypedValue& v) { return v.shape != kScalar; });
  switch (w.rng().below(4)) {
    case 0: {
      const Ref from = w.fitting(w.dtype(x), w.shape(x));
      w.add("broadcast", {from}, {{"like", word(w.value(x).id)}}, w.dtype(from), w.shape(x),
            ResultKind::kSelecting);
      return;
    }
    case 1: {
      const Ref from =
          w.pick([](const TypedValue& v) { return v.shape == kRows || v.shape == kColumn; });
      if (from < 0) return;
      w.add("reshape", {from}, {}, w.dtype(from), w.shape(from) == kRows ? kColumn : kRows,
            ResultKind::kSelecting);
      return;
    }
    case 2:
      w.add("reverse", {x}, {}, w.dtype(x), w.shape(x), ResultKind::kSelecting);
      return;
    default: {
      if (w.shape(x) == kRows) return;
      AttributeMap attributes;
      if (w.rng().chance(60))
        attributes["start"] = whole(static_cast<std::int64_t>(w.rng().below(4)));
      if (w.rng().chance(60))
        attributes["limit"] = whole(static_cast<std::int64_t>(w.rng().below(40)));
      if (w.rng().chance(40)) attributes["stride"] = whole(w.rng().between(1, 5));
      std::string how = "slice";
      for (const auto& [name, value] : attributes)
        how += " " + name + std::to_string(std::get<std::int64_t>(value));
      const ShapeClass made = w.shape_of(x);
      const int shape = attributes.empty() ? w.shape(x) : w.derived_shape(w.shape(x), how, made);
      w.add("slice", {x}, std::move(attributes), w.dtype(x), shape, ResultKind::kSelecting);
    }
  }
}

void write_concatenate(ProgramWriter& w) {
  const Ref first = w.pick([](const TypedValue& v) { return v.shape != kScalar; });
  std::vector<Ref> parts = {first};
  std::string how = "concatenate";
  ShapeClass made{2, true, 0, 0};
  const std::size_t count = w.rng().between<std::size_t>(1, 3);
  while (parts.size() < count) {
    const Ref next = w.pick(
        [&](const TypedValue& v) { return v.dtype == w.dtype(first) && v.shape != kScalar; });
    parts.push_back(next);
  }
  for (const Ref part : parts) {
    const ShapeClass& shape = w.shape_of(part);
    how += " " + std::to_string(w.shape(part) == kRows ? kColumn : w.shape(part));
    made.uniform = made.uniform && shape.uniform;
    made.gathers = std::max(made.gathers, shape.gathers);
    made.pieces += shape.pieces;
  }
  if (made.pieces > 4) return;
  const int shape = w.derived_shape(kScalar, how, made);
  w.add("concatenate", parts, {}, w.dtype(first), shape, ResultKind::kSelecting);
}

// Ids for the last axis of `x`: of a class with rows, or one a row.
Ref ids_for(ProgramWriter& w, bool needs_axis) {
  const Ref found = w.pick([&](const TypedValue& v) {
    return is_integer(v.dtype) && v.shape != kScalar && (!needs_axis || v.shape != kRows);
  });
  if (found >= 0 && w.rng().chance(80)) return found;
  const Ref like =
      w.pick([](const TypedValue& v) { return v.shape != kScalar && v.shape != kRows; });
  const Dtype dtype = w.random_integer_dtype();
  const Ref positions =
      w.add_exact("iota", {}, {{"like", word(w.value(like).id)}, {"dtype", word(name_of(dtype))}},
                  dtype, w.shape(like));
  const Ref by = w.constant(w.random_number(dtype), dtype);
  return w.add_exact(chosen(w, {"add", "multiply", "xor", "subtract", "divide"}), {positions, by},
                     {}, dtype, w.shape(like));
}

void write_gather(ProgramWriter& w) {
  const Ref ids = ids_for(w, false);
  const Ref x = w.pick([](const TypedValue& v) { return v.shape != kScalar && v.shape != kRows; });
  w.add("gather", {x, ids}, {}, w.dtype(x), w.shape(ids), ResultKind::kSelecting);
}

void write_scatter(ProgramWriter& w) {
  const Ref ids = ids_for(w, true);
  const Ref base =
      w.pick([](const TypedValue& v) { return v.shape != kScalar && v.shape != kRows; });
  const Ref updates = w.fitting(w.dtype(base), w.shape(ids));
  AttributeMap attributes;
  if (w.dtype(base) == Dtype::kPred) {
    maybe(w, attributes, "combine", {"set", "or"});
  } else if (is_integer(w.dtype(base))) {
    maybe(w, attributes, "combine", {"set", "maximum", "add"});
  } else {
    maybe(w, attributes, "combine", {"set", "maximum"});
  }
  w.add("scatter", {base, ids, updates}, std::move(attributes), w.dtype(base), w.shape(base),
        ResultKind::kSelecting);
}

void sum_attributes(ProgramWriter& w, AttributeMap& attributes, bool pairwise, bool floating) {
  const std::string order = pairwise ? chosen(w, {"sequential", "pairwise", "blocked"})
                                     : chosen(w, {"sequential", "blocked"});
  if (order != "sequential" || w.rng().chance(50)) attributes["order"] = word(order);
  if (order == "blocked") attributes["width"] = whole(std::int64_t{1} << w.rng().between(1, 6));
  if (!w.rng().chance(35)) return;
  const Dtype accumulator = w.random_float_dtype();
  const bool site = floating && is_narrow(accumulator);
  if (site && !w.sites_left(2)) return;
  attributes["accumulator_dtype"] = word(name_of(accumulator));
  if (site) w.count_accumulator_site();
}

void write_reduce(ProgramWriter& w) {
  if (w.rng().chance(15)) {
    const Ref mask =
        w.pick([](const TypedValue& v) { return v.dtype == Dtype::kPred && v.shape != kScalar; });
    if (mask >= 0)
      w.add_exact("reduce", {mask}, {{"kind", word(chosen(w, {"and", "or"}))}}, Dtype::kPred,
                  rows_of(w, mask));
    return;
  }
  const Ref x = pick_row(w, w.rng().chance(70));
  if (x < 0) return;
  const std::string kind = chosen(w, {"maximum", "maximum", "minimum", "sum", "sum", "product"});
  AttributeMap attributes = {{"kind", word(kind)}};
  if (kind == "sum") sum_attributes(w, attributes, true, is_float(w.dtype(x)));
  const bool selects = kind == "maximum" || kind == "minimum";
  w.add("reduce", {x}, std::move(attributes), w.dtype(x), rows_of(w, x),
        selects ? ResultKind::kSelecting : ResultKind::kArithmetic);
}

void write_cumsum(ProgramWriter& w) {
  const Ref x = pick_row(w, w.rng().chance(80));
  if (x < 0) return;
  AttributeMap attributes;
  sum_attributes(w, attributes, false, is_float(w.dtype(x)));
  w.add("cumsum", {x}, std::move(attributes), w.dtype(x), w.shape(x), ResultKind::kArithmetic);
}

void write_argmax(ProgramWriter& w) {
  const Ref x = pick_row(w, w.rng().chance(80));
  if (x < 0) return;
  AttributeMap attributes;
  maybe(w, attributes, "tie", {"first", "last"});
  maybe(w, attributes, "nan", {"wins", "loses"});
  w.add_exact("argmax", {x}, std::move(attributes), Dtype::kS32, rows_of(w, x));
}

void write_sort(ProgramWriter& w) {
  const Ref key = pick_row(w, w.rng().chance(80));
  if (key < 0) return;
  std::vector<Ref> operands = {key};
  for (std::uint64_t payloads = w.rng().below(3); payloads > 0; --payloads) {
    operands.push_back(w.pick([&](const TypedValue& v) { return v.shape == w.shape(key); }));
  }
  AttributeMap attributes;
  maybe(w, attributes, "direction", {"ascending", "descending"});
  maybe(w, attributes, "order", {"total", "numeric"});
  std::vector<TypedValue> elements;
  for (const Ref operand : operands) elements.push_back(w.value(operand));
  // A key that is pinned for want of sites differs no more; the writer cannot know beforehand, so
  // pin it here.
  if (w.value(key).may_differ && !w.sites_left()) {
    operands[0] = w.barrier(key);
    elements[0] = w.value(operands[0]);
  }
  w.add_tuple("sort", operands, std::move(attributes), {}, elements);
}

AttributeValue random_count(ProgramWriter& w) {
  std::vector<std::string> names;
  for (const ValueDraft& value : w.draft().values) {
    if (value.op != "parameter") continue;
    const std::string name = std::get<std::string>(value.attributes.at("name"));
    if (name == "top_k" || name == "count") names.push_back(name);
  }
  if (!names.empty() && w.rng().chance(50)) return w.rng().pick(names);
  static const std::array<std::int64_t, 9> kCounts = {1, 1, 2, 3, 5, 8, 40, 300, 2147483647};
  return w.rng().pick(kCounts);
}

std::string count_text(const AttributeValue& count) {
  if (const auto* name = std::get_if<std::string>(&count)) return *name;
  return std::to_string(std::get<std::int64_t>(count));
}

void maybe_packed(ProgramWriter& w, Ref x, AttributeMap& attributes) {
  if (w.dtype(x) != Dtype::kBfloat16 || !w.rng().chance(30)) {
    if (w.rng().chance(20)) attributes["key"] = std::string("number");
    return;
  }
  attributes.erase("order");
  attributes.erase("tie");
  attributes["key"] = std::string("packed");
}

void write_top_k(ProgramWriter& w) {
  const Ref picked = w.pick([&](const TypedValue& v) {
    return v.dtype != Dtype::kPred && v.shape != kScalar && v.shape != kRows;
  });
  const Ref x = w.value(picked).may_differ && !w.sites_left() ? w.barrier(picked) : picked;
  const AttributeValue count = random_count(w);
  AttributeMap attributes = {{"k", count}};
  maybe(w, attributes, "order", {"total", "numeric"});
  maybe(w, attributes, "tie", {"lowest", "highest"});
  maybe_packed(w, x, attributes);
  const int shape = w.derived_shape(w.shape(x), "top_k " + count_text(count), w.shape_of(x));
  TypedValue values = w.value(x);
  values.shape = shape;
  w.add_tuple("top_k", {x}, std::move(attributes), {},
              {values, {"", Dtype::kS32, shape, false, {}}});
}

void write_approx_top_k(ProgramWriter& w) {
  const Ref picked = w.pick([&](const TypedValue& v) {
    return is_float(v.dtype) && v.shape != kScalar && v.shape != kRows && w.rng().chance(70);
  });
  if (picked < 0) return;
  const Ref x = w.value(picked).may_differ && !w.sites_left() ? w.barrier(picked) : picked;
  static const std::array<std::int64_t, 6> kCounts = {1, 2, 3, 5, 40, 300};
  static const std::array<double, 5> kRecalls = {0.95, 0.5, 0.99, 1.0, 0.01};
  static const std::array<std::int64_t, 4> kOverrides = {-1, 0, 1000, 131072};
  std::string how = "approx";
  AttributeMap attributes = {{"k", whole(w.rng().pick(kCounts))}};
  if (w.rng().chance(50)) attributes["recall_target"] = w.rng().pick(kRecalls);
  if (w.rng().chance(30))
    attributes["reduction_input_size_override"] = whole(w.rng().pick(kOverrides));
  if (w.rng().chance(50)) attributes["aggregate_to_topk"] = AttributeValue(w.rng().chance(50));
  how += std::to_string(w.draft().values.size());  // a class of its own
  maybe(w, attributes, "tie", {"last", "first"});
  const int shape = w.derived_shape(w.shape(x), how, w.shape_of(x));
  TypedValue values = w.value(x);
  values.shape = shape;
  w.add_tuple("approx_top_k", {x}, std::move(attributes), {},
              {values, {"", Dtype::kS32, shape, false, {}}});
}

void write_kth_value(ProgramWriter& w) {
  const Ref x = pick_row(w, w.rng().chance(80));
  if (x < 0) return;
  AttributeMap attributes = {{"k", random_count(w)}};
  maybe(w, attributes, "order", {"total", "numeric"});
  maybe_packed(w, x, attributes);
  w.add("kth_value", {x}, std::move(attributes), w.dtype(x), rows_of(w, x), ResultKind::kSelecting);
}

void write_bit_search(ProgramWriter& w) {
  const Ref picked = pick_row(w, true);
  if (picked < 0) return;
  const Ref x = w.convert(picked, Dtype::kFloat32);
  const bool weighted = w.rng().chance(50);
  const Ref target = w.fitting(weighted ? Dtype::kFloat32 : Dtype::kS32, rows_of(w, x));
  std::vector<Ref> operands = {x};
  if (weighted) operands.push_back(w.exactly(Dtype::kFloat32, w.shape(x)));
  w.add_exact("bit_search_threshold", operands, {{"target", word(w.value(target).id)}},
              Dtype::kFloat32, rows_of(w, x));
}

void write_all_gather(ProgramWriter& w) {
  const Ref x = w.pick([&](const TypedValue& v) { return v.shape != kScalar; });
  AttributeMap attributes;
  const bool staged = w.rng().chance(40);
  if (staged) attributes["stage"] = whole(static_cast<std::int64_t>(w.rng().below(3)));
  ShapeClass made = w.shape_of(x);
  if (made.gathers + (staged ? 1 : 2) > 3) return;
  made.axes = 2;
  made.gathers += staged ? 1 : 2;
  made.uniform = made.uniform || !staged;
  const int from = w.shape(x) == kRows ? kColumn : w.shape(x);
  const std::string how =
      "gather" + (staged ? std::to_string(std::get<std::int64_t>(attributes["stage"])) : "");
  const int shape = w.derived_shape(from, how, made);
  std::vector<Ref> operands = {x};
  if (w.rng().chance(30)) {
    operands.push_back(w.pick(
        [&](const TypedValue& v) { return v.dtype == w.dtype(x) && v.shape == w.shape(x); }));
  }
  w.add("all_gather", operands, std::move(attributes), w.dtype(x), shape, ResultKind::kSelecting);
}

void write_all_reduce(ProgramWriter& w) {
  const Ref x = w.pick([&](const TypedValue& v) {
    return v.shape == kRows || v.shape == kColumn || w.rng().chance(30);
  });
  if (x < 0 || !w.shape_of(x).uniform) return;
  if (w.dtype(x) == Dtype::kPred) {
    w.add_exact("all_reduce", {x}, {{"kind", word(chosen(w, {"and", "or"}))}}, Dtype::kPred,
                w.shape(x));
    return;
  }
  const std::string kind = chosen(w, {"maximum", "minimum", "sum", "sum", "sum"});
  AttributeMap attributes = {{"kind", word(kind)}};
  if (kind == "sum") {
    maybe(w, attributes, "order", {"rank", "tree", "ring", "ring"});
    const Dtype accumulator = w.random_float_dtype();
    const bool site = is_float(w.dtype(x)) && is_narrow(accumulator);
    if (w.rng().chance(40) && (!site || w.sites_left(2))) {
      attributes["accumulator_dtype"] = word(name_of(accumulator));
      if (site) w.count_accumulator_site();
    }
  }
  w.add("all_reduce", {x}, std::move(attributes), w.dtype(x), w.shape(x),
        kind == "sum" ? ResultKind::kArithmetic : ResultKind::kSelecting);
}

void write_collective_broadcast(ProgramWriter& w) {
  const Ref x = w.pick([&](const TypedValue&) { return true; });
  if (!w.shape_of(x).uniform) return;
  AttributeMap attributes;
  if (w.rng().chance(50)) attributes["root"] = whole(0);
  w.add("collective_broadcast", {x}, std::move(attributes), w.dtype(x), w.shape(x),
        ResultKind::kSelecting);
}

void write_uniform(ProgramWriter& w) {
  const Ref counter =
      w.pick([](const TypedValue& v) { return v.dtype == Dtype::kS32 && v.shape != kScalar; });
  if (counter < 0) return;
  const Ref seed = w.fitting(Dtype::kU64, kScalar);
  AttributeMap attributes;
  maybe(w, attributes, "counter", {"token", "raw"});
  w.add_exact("threefry_uniform", {seed, counter}, std::move(attributes), Dtype::kFloat32,
              w.shape(counter));
}

}  // namespace

const std::vector<RandomStep>& array_steps() {
  static const std::vector<RandomStep> kSteps = {
      {8, write_move},         {4, write_concatenate},
      {5, write_gather},       {5, write_scatter},
      {10, write_reduce},      {4, write_region_reduce},
      {6, write_cumsum},       {5, write_argmax},
      {5, write_sort},         {6, write_top_k},
      {4, write_approx_top_k}, {5, write_kth_value},
      {4, write_bit_search},   {8, write_all_gather},
      {8, write_all_reduce},   {4, write_collective_broadcast},
      {4, write_uniform}};
  return kSteps;
}

}  // namespace splitvote
