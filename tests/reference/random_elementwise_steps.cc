#include <algorithm>
#include <array>
#include <string>

#include "tests/reference/random_choices.h"
#include "tests/reference/random_steps.h"

namespace splitvote {
namespace {

using Ref = ProgramWriter::Ref;

void write_constant(ProgramWriter& w) {
  const Dtype dtype = w.rng().chance(10)   ? Dtype::kPred
                      : w.rng().chance(60) ? w.random_float_dtype()
                                           : w.random_integer_dtype();
  w.constant(w.random_number(dtype), dtype);
}

void write_position(ProgramWriter& w) {
  const Ref like = w.pick([](const TypedValue& v) { return v.shape != kScalar; });
  switch (w.rng().below(4)) {
    case 0:
      w.add_exact("partition_id", {}, {}, Dtype::kS32, kScalar);
      return;
    case 1:
      w.add_exact("shard_offset", {}, {}, Dtype::kS32, kScalar);
      return;
    case 2:
      w.add_exact("get_dimension_size", {like}, {}, Dtype::kS32, kScalar);
      return;
    default: {
      AttributeMap attributes = {{"like", word(w.value(like).id)}};
      const Dtype dtype = w.random_integer_dtype();
      if (dtype != Dtype::kS32 || w.rng().chance(50)) attributes["dtype"] = word(name_of(dtype));
      w.add_exact("iota", {}, std::move(attributes), dtype, w.shape(like));
    }
  }
}

void write_arithmetic(ProgramWriter& w) {
  const Ref a = w.rng().chance(75) ? w.pick_float(-1) : pick_number(w);
  const Ref b = other(w, a);
  const std::string op = chosen(w, {"add", "subtract", "multiply", "divide", "maximum", "minimum"});
  const bool selects = op == "maximum" || op == "minimum";
  w.add(op, {a, b}, {}, w.dtype(a), wider(w, a, b),
        selects ? ResultKind::kSelecting : ResultKind::kArithmetic);
}

void write_logic(ProgramWriter& w) {
  const Ref a = w.pick([](const TypedValue& v) { return !is_float(v.dtype); });
  if (a < 0) return write_position(w);
  if (w.rng().chance(25)) {
    w.add_exact("not", {a}, {}, w.dtype(a), w.shape(a));
    return;
  }
  const Ref b = other(w, a);
  w.add_exact(chosen(w, {"and", "or", "xor"}), {a, b}, {}, w.dtype(a), wider(w, a, b));
}

void write_shift(ProgramWriter& w) {
  Ref a = w.pick_integer(-1);
  if (a < 0) return write_position(w);
  if (w.rng().chance(40)) a = w.add_exact("not", {a}, {}, w.dtype(a), w.shape(a));  // high bits set
  const Ref b = w.rng().chance(70) ? w.constant(static_cast<double>(w.rng().below(70)), w.dtype(a))
                                   : other(w, a);
  w.add_exact(chosen(w, {"shift_left", "shift_right_logical", "shift_right_arithmetic"}), {a, b},
              {}, w.dtype(a), wider(w, a, b));
}

void write_unary(ProgramWriter& w) {
  if (w.rng().chance(25)) {
    const Ref x = pick_number(w);
    w.add(chosen(w, {"negate", "abs"}), {x}, {}, w.dtype(x), w.shape(x), ResultKind::kSelecting);
    return;
  }
  const Ref x = w.pick_float(-1);
  const std::string op = chosen(w, {"exponential", "log", "tanh", "sqrt", "floor", "is_finite"});
  if (op == "is_finite") {
    w.add_exact(op, {x}, {}, Dtype::kPred, w.shape(x));
  } else {
    w.add(op, {x}, {}, w.dtype(x), w.shape(x),
          op == "floor" ? ResultKind::kSelecting : ResultKind::kArithmetic);
  }
}

void write_compare(ProgramWriter& w) {
  const Ref a =
      w.rng().chance(80) ? w.pick_float(-1) : w.pick([](const TypedValue&) { return true; });
  const Ref b = other(w, a);
  AttributeMap attributes = {{"direction", word(chosen(w, {"GE", "GT", "LE", "LT", "EQ", "NE"}))}};
  if (is_float(w.dtype(a))) maybe(w, attributes, "order", {"partial", "partial", "total"});
  w.add_exact("compare", {a, b}, std::move(attributes), Dtype::kPred, wider(w, a, b));
}

void write_select(ProgramWriter& w) {
  const Ref a = w.pick([](const TypedValue&) { return true; });
  const Ref b = other(w, a);
  const int shape = wider(w, a, b);
  const Ref which = w.fitting(Dtype::kPred, shape);
  w.add("select", {which, a, b}, {}, w.dtype(a), shape, ResultKind::kSelecting, 1);
}

void write_clamp(ProgramWriter& w) {
  const Ref x = pick_number(w);
  const Ref low = w.fitting(w.dtype(x), w.shape(x)), high = w.fitting(w.dtype(x), w.shape(x));
  w.add("clamp", {low, x, high}, {}, w.dtype(x), w.shape(x), ResultKind::kSelecting);
}

Narrowing random_narrowing(ProgramWriter& w) {
  Narrowing to{w.random_float_dtype()};
  if (!is_narrow(to.dtype)) return to;
  if (w.rng().chance(40))
    to.mode = w.rng().chance(50) ? RoundingMode::kTowardZero : RoundingMode::kTiesAway;
  if (w.rng().chance(20)) to.subnormals = Subnormals::kFlushed;
  return to;
}

void write_convert(ProgramWriter& w) {
  const Ref x =
      w.rng().chance(75) ? w.pick_float(-1) : w.pick([](const TypedValue&) { return true; });
  if (w.rng().chance(75)) {
    w.convert(x, random_narrowing(w));
  } else {
    w.convert(x, Narrowing{w.rng().chance(15) ? Dtype::kPred : w.random_integer_dtype()});
  }
}

void write_pin(ProgramWriter& w) {
  const Ref x = w.pick_float(-1);
  if (w.rng().chance(30)) {
    w.barrier(w.pick([](const TypedValue&) { return true; }));
    return;
  }
  if (w.rng().chance(50)) {
    Narrowing to = random_narrowing(w);
    if (w.rng().chance(10))
      to = {Dtype::kFloat32, RoundingMode::kNearestEven, Subnormals::kFlushed};
    AttributeMap attributes = {{"to", word(name_of(to.dtype))}};
    if (to.mode == RoundingMode::kTowardZero) attributes["rounding"] = word("toward_zero");
    if (to.mode == RoundingMode::kTiesAway) attributes["rounding"] = word("ties_away");
    if (to.subnormals == Subnormals::kFlushed) attributes["subnormals"] = word("flushed");
    w.add_exact("reduce_precision", {x}, std::move(attributes), w.dtype(x), w.shape(x));
    return;
  }
  static const std::array<Dtype, 4> kWords = {Dtype::kFloat32, Dtype::kTf32, Dtype::kS32,
                                              Dtype::kU32};
  static const std::array<Dtype, 2> kLongs = {Dtype::kS64, Dtype::kU64};
  const Ref from = w.pick([](const TypedValue& v) {
    return is_integer(v.dtype) || v.dtype == Dtype::kFloat32 || v.dtype == Dtype::kTf32;
  });
  if (from < 0) return;
  const bool is_long = w.dtype(from) == Dtype::kS64 || w.dtype(from) == Dtype::kU64;
  const Dtype to = is_long ? w.rng().pick(kLongs) : w.rng().pick(kWords);
  w.add_exact("bitcast_convert", {from}, {{"dtype", word(name_of(to))}}, to, w.shape(from));
}

}  // namespace

const std::vector<RandomStep>& elementwise_steps() {
  static const std::vector<RandomStep> kSteps = {
      {4, write_constant}, {8, write_position}, {14, write_arithmetic}, {4, write_logic},
      {4, write_shift},    {8, write_unary},    {8, write_compare},     {6, write_select},
      {3, write_clamp},    {14, write_convert}, {7, write_pin}};
  return kSteps;
}

}  // namespace splitvote
