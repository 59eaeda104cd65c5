// Arithmetic, bits, comparisons and conversions: one language operation each, or a composition
// whose policy is noted.
#include <algorithm>
#include <array>
#include <limits>

#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

bool floats(const HloArray& x) { return x.type->kind == HloKind::kFloat; }

// The operands, of one shape. TPU mixes bfloat16 and float32: all are float32 then, and the result
// is rounded as declared (as_declared, lowering.cc).
std::vector<HloArray> operands_of_one_shape(HloLowering& lowering, const LoweringCall& call,
                                            std::size_t count) {
  call.want_operands(count);
  std::vector<HloArray> arrays;
  for (std::size_t i = 0; i < count; ++i) arrays.push_back(call.array(i));
  const auto mixes = [](const HloArray& x) {
    return x.type == &hlo_f32() || x.type == hlo_type_named("bf16");
  };
  const bool one_type = std::all_of(arrays.begin(), arrays.end(),
                                    [&](const HloArray& x) { return x.type == arrays[0].type; });
  if (!one_type && std::all_of(arrays.begin(), arrays.end(), mixes)) {
    for (HloArray& x : arrays) x = lowering.emit.convert(x, hlo_f32());
  }
  for (const HloArray& x : arrays) {
    call.want(x.type == arrays[0].type && x.dimensions == arrays[0].dimensions,
              "expected operands of one shape");
  }
  return arrays;
}

std::string language_word(const std::string& opcode) {
  std::string word = opcode;
  for (char& c : word) {
    if (c == '-') c = '_';
  }
  return word;
}

Lowered same_name(HloLowering& lowering, const LoweringCall& call) {
  const std::vector<HloArray> arrays =
      operands_of_one_shape(lowering, call, call.instruction.operands.size());
  call.want(!arrays.empty(), "expected operands");
  return lowered_array(
      lowering.emit.elementwise(language_word(call.instruction.opcode), arrays, *arrays[0].type));
}

// Functions of floats, which the language computes in float32 and rounds once.
Lowered of_float(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  call.want(floats(call.array(0)), "expected floats");
  if (call.instruction.opcode == "exponential" || call.instruction.opcode == "log" ||
      call.instruction.opcode == "tanh") {
    lowering.note(call.instruction.opcode +
                  ": correctly rounded float32 (a chip's own may differ in the last place)");
  }
  return same_name(lowering, call);
}

// and, or, xor of predicates and integers.
Lowered multiply_of_predicates(HloLowering& lowering, const LoweringCall& call) {
  if (call.array(0).type->kind != HloKind::kPredicate) return same_name(lowering, call);
  const std::vector<HloArray> sides = operands_of_one_shape(lowering, call, 2);
  return lowered_array(lowering.emit.binary(
      call.instruction.opcode == "multiply" || call.instruction.opcode == "minimum" ? "and" : "or",
      sides[0], sides[1]));
}

Lowered multiply_high(HloLowering& lowering, const LoweringCall& call) {
  const std::vector<HloArray> sides = operands_of_one_shape(lowering, call, 2);
  return lowered_array(lowering.emit.binary("multiply_high", sides[0], sides[1]));
}

Lowered remainder(HloLowering& lowering, const LoweringCall& call) {
  const std::vector<HloArray> sides = operands_of_one_shape(lowering, call, 2);
  call.want(!floats(sides[0]), "expected integers; the remainder of floats is not read");
  Emitter& emit = lowering.emit;
  const HloArray quotient = emit.binary("divide", sides[0], sides[1]);
  return lowered_array(
      emit.binary("subtract", sides[0], emit.binary("multiply", quotient, sides[1])));
}

// A composition of float32 operations, rounded once to the result's dtype.
template <typename Formula>
Lowered in_float32(HloLowering& lowering, const LoweringCall& call, Formula formula) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  call.want(floats(x), "expected floats");
  Emitter& emit = lowering.emit;
  return lowered_array(emit.convert(formula(emit, emit.convert(x, hlo_f32())), *x.type));
}

Lowered logistic(HloLowering& lowering, const LoweringCall& call) {
  lowering.note("logistic: 1 / (1 + exp(-x)) in float32, exp correctly rounded");
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    const HloArray one = emit.real(hlo_f32(), 1, x.dimensions);
    const HloArray exp =
        emit.elementwise("exponential", {emit.elementwise("negate", {x}, hlo_f32())}, hlo_f32());
    return emit.binary("divide", one, emit.binary("add", one, exp));
  });
}

Lowered log_plus_one(HloLowering& lowering, const LoweringCall& call) {
  lowering.note(
      "log-plus-one: (-0.5 x + 1) x where |x| < 1e-4, else log(x + 1), in float32 (XLA's own "
      "expansion)");
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    const HloArray one = emit.real(hlo_f32(), 1, x.dimensions);
    const HloArray small = emit.binary(
        "multiply",
        emit.binary("add", emit.binary("multiply", emit.real(hlo_f32(), -0.5, x.dimensions), x),
                    one),
        x);
    const HloArray large = emit.elementwise("log", {emit.binary("add", x, one)}, hlo_f32());
    const HloArray is_small = emit.compare("LT", emit.elementwise("abs", {x}, hlo_f32()),
                                           emit.real(hlo_f32(), 1e-4, x.dimensions));
    return emit.select(is_small, small, large);
  });
}

Lowered exponential_minus_one(HloLowering& lowering, const LoweringCall& call) {
  lowering.note(
      "exponential-minus-one: x + x*x/2 where |x| < 1e-5, else exp(x) - 1, in float32 (XLA's own "
      "expansion)");
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    const HloArray square = emit.binary("multiply", x, x);
    const HloArray small = emit.binary(
        "add", x, emit.binary("multiply", square, emit.real(hlo_f32(), 0.5, x.dimensions)));
    const HloArray large = emit.binary("subtract", emit.elementwise("exponential", {x}, hlo_f32()),
                                       emit.real(hlo_f32(), 1, x.dimensions));
    const HloArray is_small = emit.compare("LT", emit.elementwise("abs", {x}, hlo_f32()),
                                           emit.real(hlo_f32(), 1e-5, x.dimensions));
    return emit.select(is_small, small, large);
  });
}

Lowered rsqrt(HloLowering& lowering, const LoweringCall& call) {
  lowering.note("rsqrt: 1 / sqrt(x) in float32");
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    return emit.binary("divide", emit.real(hlo_f32(), 1, x.dimensions),
                       emit.elementwise("sqrt", {x}, hlo_f32()));
  });
}

Lowered ceil(HloLowering& lowering, const LoweringCall& call) {
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    const auto negated = [&](const HloArray& y) {
      return emit.elementwise("negate", {y}, hlo_f32());
    };
    return negated(emit.elementwise("floor", {negated(x)}, hlo_f32()));
  });
}

HloArray with_sign_of(Emitter& emit, const HloArray& magnitude, const HloArray& x) {
  const HloType& words = *hlo_type_named("u32");
  const HloArray sign = emit.with_number("and", emit.bitcast(x, words), 0x80000000LL);
  return emit.bitcast(emit.binary("or", emit.bitcast(magnitude, words), sign), hlo_f32());
}

// Adding 2^23 to a smaller magnitude leaves no bit for a fraction: the addition rounds to even.
Lowered round_nearest_even(HloLowering& lowering, const LoweringCall& call) {
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    const HloArray magnitude = emit.elementwise("abs", {x}, hlo_f32());
    const HloArray shift = emit.real(hlo_f32(), 8388608, x.dimensions);
    const HloArray rounded = emit.binary("subtract", emit.binary("add", magnitude, shift), shift);
    HloArray whole =
        emit.select(emit.compare("LT", magnitude, shift), with_sign_of(emit, rounded, x), x);
    return whole;
  });
}

Lowered round_nearest_afz(HloLowering& lowering, const LoweringCall& call) {
  return in_float32(lowering, call, [](Emitter& emit, const HloArray& x) {
    const HloArray magnitude = emit.elementwise("abs", {x}, hlo_f32());
    const HloArray below = emit.elementwise("floor", {magnitude}, hlo_f32());
    const HloArray fraction = emit.binary("subtract", magnitude, below);
    const HloArray up = emit.compare("GE", fraction, emit.real(hlo_f32(), 0.5, x.dimensions));
    const HloArray step = emit.convert(emit.convert(up, hlo_s32()), hlo_f32());
    const HloArray rounded = with_sign_of(emit, emit.binary("add", below, step), x);
    const HloArray whole = emit.real(hlo_f32(), 8388608, x.dimensions);
    return emit.select(emit.compare("LT", magnitude, whole), rounded, x);
  });
}

Lowered sign(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  Emitter& emit = lowering.emit;
  const HloArray zero = emit.whole(*x.type, 0, x.dimensions);
  const HloArray positive = emit.compare("GT", x, zero);
  HloArray other = x;  // a zero or a NaN
  if (x.type->kind != HloKind::kUnsigned) {
    other = emit.select(emit.compare("LT", x, zero), emit.whole(*x.type, -1, x.dimensions), x);
  }
  return lowered_array(emit.select(positive, emit.whole(*x.type, 1, x.dimensions), other));
}

Lowered absolute(HloLowering& lowering, const LoweringCall& call) {
  if (call.array(0).type->kind == HloKind::kUnsigned) return call.operands[0];
  return same_name(lowering, call);
}

Lowered compare(HloLowering& lowering, const LoweringCall& call) {
  const std::vector<HloArray> sides = operands_of_one_shape(lowering, call, 2);
  const std::string& direction = call.text("direction");
  static constexpr std::array<std::string_view, 6> kDirections = {"GE", "GT", "LE",
                                                                  "LT", "EQ", "NE"};
  bool known = false;
  for (const std::string_view each : kDirections) known = known || each == direction;
  call.want(known, "expected a direction GE, GT, LE, LT, EQ or NE");
  bool total = false;
  if (const std::string* type = call.instruction.attribute("type")) {
    total = *type == "TOTALORDER";
    call.want(total || *type == "FLOAT" || *type == "SIGNED" || *type == "UNSIGNED",
              "expected a comparison type FLOAT, TOTALORDER, SIGNED or UNSIGNED");
  }
  return lowered_array(
      lowering.emit.compare(direction, sides[0], sides[1], total && floats(sides[0])));
}

HloArray fitted(const LoweringCall& call, const HloArray& x, const Sizes& dimensions) {
  if (x.dimensions == dimensions) return x;
  call.want(x.dimensions.empty(), "expected operands of one shape, or scalars");
  HloArray wide = x;
  wide.dimensions = dimensions;
  return wide;
}

Lowered select(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(3);
  const HloArray &yes = call.array(1), &no = call.array(2);
  call.want(
      call.array(0).type == &hlo_pred() && yes.type == no.type && yes.dimensions == no.dimensions,
      "expected a pred and two arrays of one shape");
  return lowered_array(lowering.emit.select(fitted(call, call.array(0), yes.dimensions), yes, no));
}

Lowered clamp(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(3);
  const HloArray& x = call.array(1);
  call.want(call.array(0).type == x.type && call.array(2).type == x.type,
            "expected operands of one element type");
  return lowered_array(lowering.emit.elementwise(
      "clamp",
      {fitted(call, call.array(0), x.dimensions), x, fitted(call, call.array(2), x.dimensions)},
      *x.type));
}

Lowered convert(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  return lowered_array(lowering.emit.convert(call.array(0), *call.array_shape().type));
}

Lowered reduce_precision(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const int line = call.instruction.line;
  const std::int64_t exponent = parse_integer(call.text("exponent_bits"), line);
  const std::int64_t mantissa = parse_integer(call.text("mantissa_bits"), line);
  const HloArray x = call.array(0);
  call.want(floats(x), "expected floats");
  AttributeMap attributes;
  if (exponent == 8 && mantissa == 23) return call.operands[0];
  if (exponent == 8 && (mantissa == 7 || mantissa == 10)) {
    attributes["to"] = std::string(mantissa == 7 ? "bfloat16" : "tf32");
  } else if (exponent == 5 && (mantissa == 10 || mantissa == 2)) {
    attributes["to"] = std::string(mantissa == 10 ? "float16" : "float8_e5m2");
    attributes["subnormals"] = std::string("flushed");
  } else {
    call.refuse("expected exponent and mantissa bits 8,23 8,10 8,7 5,10 or 5,2");
  }
  return lowered_array(lowering.emit.elementwise("reduce_precision", {x}, *x.type, attributes));
}

// Words that become narrower grow an axis of parts, low part first; parts that become wider lose
// it.
Lowered bitcast_convert(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  Emitter& emit = lowering.emit;
  const HloArray& x = call.array(0);
  const HloType& type = *call.array_shape().type;
  for (const HloType* each : {x.type, &type}) {
    call.want(
        each->kind != HloKind::kPredicate && !(each->kind == HloKind::kFloat && each->bits == 8),
        "expected integers, float32, bfloat16 or float16");
  }
  if (x.type->bits == type.bits) return lowered_array(emit.bitcast(x, type));
  const auto words = [](int bits) -> const HloType& {
    return *hlo_type_named("u" + std::to_string(bits));
  };
  const HloArray bits = emit.bitcast(x, words(x.type->bits));
  const HloType& target = words(type.bits);
  if (x.type->bits > type.bits) {
    std::vector<HloArray> parts;
    Sizes sizes = x.dimensions;
    sizes.push_back(1);
    for (int shift = 0; shift < x.type->bits; shift += type.bits) {
      const HloArray part =
          emit.convert(emit.with_number("shift_right_logical", bits, shift), target);
      parts.push_back(emit.reshape(part, sizes));
    }
    return lowered_array(emit.bitcast(emit.concatenate(parts, x.dimensions.size()), type));
  }
  const std::int64_t count = type.bits / x.type->bits;
  call.want(!x.dimensions.empty() && x.dimensions.back() == count,
            "expected a last axis of " + std::to_string(count));
  const Sizes sizes(x.dimensions.begin(), x.dimensions.end() - 1);
  HloArray joined;
  for (std::int64_t i = 0; i < count; ++i) {
    const HloArray part = emit.convert(
        emit.reshape(emit.slice_axis(bits, x.dimensions.size() - 1, i, i + 1), sizes), target);
    const HloArray placed = emit.with_number("shift_left", part, i * x.type->bits);
    joined = i == 0 ? placed : emit.binary("or", joined, placed);
  }
  return lowered_array(emit.bitcast(joined, type));
}

Lowered popcnt(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  call.want(!floats(x) && x.type->kind != HloKind::kPredicate, "expected integers");
  Emitter& emit = lowering.emit;
  HloArray sum;
  for (int bit = 0; bit < x.type->bits; ++bit) {
    const HloArray one =
        emit.with_number("and", emit.with_number("shift_right_logical", x, bit), 1);
    sum = bit == 0 ? one : emit.binary("add", sum, one);
  }
  return lowered_array(sum);
}

}  // namespace

std::span<const LowerRow> elementwise_rules() {
  static constexpr LowerRow kRows[] = {
      {"add", multiply_of_predicates},
      {"subtract", same_name},
      {"multiply", multiply_of_predicates},
      {"divide", same_name},
      {"maximum", multiply_of_predicates},
      {"minimum", multiply_of_predicates},
      {"and", same_name},
      {"or", same_name},
      {"xor", same_name},
      {"not", same_name},
      {"shift-left", same_name},
      {"shift-right-logical", same_name},
      {"shift-right-arithmetic", same_name},
      {"negate", same_name},
      {"abs", absolute},
      {"exponential", of_float},
      {"log", of_float},
      {"tanh", of_float},
      {"sqrt", of_float},
      {"floor", of_float},
      {"is-finite",
       [](HloLowering& lowering, const LoweringCall& call) {
         call.want_operands(1);
         call.want(floats(call.array(0)), "expected floats");
         return lowered_array(lowering.emit.elementwise("is_finite", {call.array(0)}, hlo_pred()));
       }},
      {"mulhi", multiply_high},
      {"remainder", remainder},
      {"logistic", logistic},
      {"log-plus-one", log_plus_one},
      {"exponential-minus-one", exponential_minus_one},
      {"rsqrt", rsqrt},
      {"ceil", ceil},
      {"round-nearest-even", round_nearest_even},
      {"round-nearest-afz", round_nearest_afz},
      {"sign", sign},
      {"popcnt", popcnt},
      {"compare", compare},
      {"select", select},
      {"clamp", clamp},
      {"convert", convert},
      {"reduce-precision", reduce_precision},
      {"bitcast-convert", bitcast_convert},
  };
  return kRows;
}

}  // namespace splitvote
