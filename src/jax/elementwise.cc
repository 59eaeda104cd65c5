#include <charconv>
#include <cmath>

#include "src/evaluate/kernels.h"
#include "src/evaluate/stored_type.h"
#include "src/jax/writing.h"

namespace splitvote {
namespace {

std::string number_text(float number) {
  if (std::isnan(number)) return "jnp.nan";
  if (std::isinf(number)) return number < 0 ? "-jnp.inf" : "jnp.inf";
  if (number == 0) return std::signbit(number) ? "-0.0" : "0";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return {text, end};
}

std::string_view function(Opcode opcode) {
  switch (opcode) {
    case Opcode::kMaximum:
      return "jnp.maximum";
    case Opcode::kMinimum:
      return "jnp.minimum";
    case Opcode::kMultiplyHigh:
      return "lax.mulhi";
    case Opcode::kShiftLeft:
      return "lax.shift_left";
    case Opcode::kShiftRightLogical:
      return "lax.shift_right_logical";
    case Opcode::kShiftRightArithmetic:
      return "lax.shift_right_arithmetic";
    case Opcode::kAbs:
      return "jnp.abs";
    case Opcode::kExponential:
      return "jnp.exp";
    case Opcode::kLog:
      return "jnp.log";
    case Opcode::kTanh:
      return "jnp.tanh";
    case Opcode::kSqrt:
      return "jnp.sqrt";
    case Opcode::kFloor:
      return "jnp.floor";
    case Opcode::kIsFinite:
      return "jnp.isfinite";
    default:
      return "";
  }
}

std::string compare(const JaxScope& scope, const Value& value) {
  std::string a = scope.aligned(value, 0), b = scope.aligned(value, 1);
  if (value.attributes.compare_order == CompareOrder::kTotal) {
    scope.use(JaxHelper::kTotalOrder);
    a = "total_order(" + a + ")";
    b = "total_order(" + b + ")";
  }
  return a + " " + std::string(symbol(value.attributes.direction)) + " " + b;
}

void want_nearest_even(const JaxScope& scope, const Value& value, const Narrowing& narrowing) {
  if (narrowing.mode != RoundingMode::kNearestEven) {
    scope.refuse(value, "JAX rounds to nearest even and in no other way");
  }
  if (narrowing.subnormals != Subnormals::kKept) {
    scope.refuse(value, "JAX has no conversion that flushes subnormal numbers");
  }
}

// `lax.reduce_precision` keeps subnormal numbers only of formats with float32's exponents; others
// are rounded by a pair of conversions that no compiler may drop.
std::string reduce_precision(const JaxScope& scope, const Value& value) {
  const Narrowing& to = value.attributes.precision;
  const std::string& x = scope.name(value, 0);
  want_nearest_even(scope, value, to);
  const DtypeInfo& format = info(to.dtype);
  if (format.exponent_max == info(Dtype::kFloat32).exponent_max) {
    return "lax.reduce_precision(" + x + ", 8, " + std::to_string(format.mantissa_bits) + ")";
  }
  return "lax.optimization_barrier(" + x + ".astype(" + scope.dtype(value, to.dtype) +
         ")).astype(" + scope.dtype(value, value.elements[0].dtype) + ")";
}

// JAX folds conversions of constants, and wraps where a conversion at run time would saturate.
void want_in_range(const JaxScope& scope, const Value& value, Dtype to) {
  const Value& from = scope.operand(value, 0);
  if (from.opcode != Opcode::kConstant || !is_float(from.elements[0].dtype) || !is_integer(to)) {
    return;
  }
  const int bits = info(to).storage_bits;
  const bool is_signed = info(to).kind == DtypeKind::kSigned;
  const double beyond = std::ldexp(1.0, is_signed ? bits - 1 : bits);
  const double number = std::trunc(from.attributes.number);
  if (number < beyond && number >= (is_signed ? -beyond : 0.0)) return;
  scope.refuse(value, "JAX converts a constant that " + std::string(name(to)) +
                          " does not hold in its own way");
}

std::string call(std::string_view function, const std::string& arguments) {
  return std::string(function) + "(" + arguments + ")";
}

}  // namespace

std::string write_constant(const JaxScope& scope, const Value& value) {
  const Dtype dtype = value.elements[0].dtype;
  const ArrayRef scalar = constant_scalar(dtype, value.attributes.number);
  std::string text;
  with_stored_type(dtype, [&](auto zero) {
    using T = decltype(zero);
    const T number = *scalar->as<T>();
    if constexpr (std::is_same_v<T, float>) {
      text = number_text(number);
    } else {
      text = std::to_string(number);
    }
  });
  if (dtype == Dtype::kPred) text = text == "0" ? "False" : "True";
  return call(scope.dtype(value, dtype), text);
}

std::string write_elementwise(const JaxScope& scope, const Value& value) {
  const std::string& x = scope.name(value, 0);
  const auto both = [&] { return scope.aligned(value, 0) + ", " + scope.aligned(value, 1); };
  switch (value.opcode) {
    case Opcode::kDivide:
      if (is_integer(value.elements[0].dtype)) return call("lax.div", both());
      [[fallthrough]];
    case Opcode::kAdd:
    case Opcode::kSubtract:
    case Opcode::kMultiply:
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kXor:
      return scope.aligned(value, 0) + " " + std::string(infix(value.opcode)) + " " +
             scope.aligned(value, 1);
    case Opcode::kMaximum:
    case Opcode::kMinimum:
    case Opcode::kMultiplyHigh:
    case Opcode::kShiftLeft:
    case Opcode::kShiftRightLogical:
    case Opcode::kShiftRightArithmetic:
      return call(function(value.opcode), both());
    case Opcode::kNot:
      return "~" + x;
    case Opcode::kNegate:
      return "-" + x;
    case Opcode::kCompare:
      return compare(scope, value);
    case Opcode::kSelect:
      return call(scope.of_scalars() ? "lax.select" : "jnp.where",
                  both() + ", " + scope.aligned(value, 2));
    case Opcode::kClamp:
      return "jnp.minimum(jnp.maximum(" + scope.aligned(value, 1) + ", " + scope.aligned(value, 0) +
             "), " + scope.aligned(value, 2) + ")";
    case Opcode::kConvert: {
      const Narrowing& to = value.attributes.precision;
      if (is_float(to.dtype)) want_nearest_even(scope, value, to);
      want_in_range(scope, value, to.dtype);
      return x + ".astype(" + scope.dtype(value, to.dtype) + ")";
    }
    case Opcode::kBitcastConvert:
      return call("lax.bitcast_convert_type",
                  x + ", " + scope.dtype(value, value.elements[0].dtype));
    case Opcode::kReducePrecision:
      return reduce_precision(scope, value);
    case Opcode::kOptimizationBarrier:
      return call("lax.optimization_barrier", x);
    default:
      return call(function(value.opcode), x);
  }
}

}  // namespace splitvote
