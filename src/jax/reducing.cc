#include "src/jax/writing.h"

namespace splitvote {
namespace {

// The accumulator that a sum or a scan of `x` has in the program.
struct Accumulator {
  bool is_float32;  // of a sum of floats
  bool is_operands;
};
Accumulator accumulator_of(const Value& value, const Element& x) {
  const Dtype dtype = value.attributes.accumulator.dtype;
  return {dtype == Dtype::kFloat32, dtype == x.dtype};
}

std::string last_axis(const Element& x) { return "(" + std::to_string(x.shape.size() - 1) + ",)"; }

std::string float_sum(const JaxScope& scope, const Value& value, const Element& x) {
  const std::string& name = scope.name(value, 0);
  const std::string dtype = scope.dtype(value, x.dtype);
  const Accumulator accumulator = accumulator_of(value, x);
  if (accumulator.is_float32) {
    // jnp.sum runs in float32 for float32, bfloat16 and float16; for the others when told.
    const bool told = info(x.dtype).storage_bits == 8;
    return "jnp.sum(" + name + ", axis=-1" +
           (told ? ", dtype=jnp.float32).astype(" + dtype + ")" : ")");
  }
  if (accumulator.is_operands) {
    return "lax.reduce(" + name + ", " + dtype + "(0), lax.add, " + last_axis(x) + ")";
  }
  const std::string wide = x.dtype == Dtype::kFloat32 ? name : name + ".astype(jnp.float32)";
  const std::string back = x.dtype == Dtype::kFloat32 ? "" : ".astype(" + dtype + ")";
  return "lax.reduce(" + wide + ", jnp.float32(0), lambda acc, each: (acc + each).astype(" +
         scope.dtype(value, value.attributes.accumulator.dtype) + ").astype(jnp.float32), " +
         last_axis(x) + ")" + back;
}

std::string cumsum(const JaxScope& scope, const Value& value, const Element& x) {
  const std::string& name = scope.name(value, 0);
  const std::string dtype = scope.dtype(value, x.dtype);
  if (is_integer(x.dtype)) return "jnp.cumsum(" + name + ", axis=-1, dtype=" + dtype + ")";
  const Accumulator accumulator = accumulator_of(value, x);
  if (accumulator.is_operands) return "jnp.cumsum(" + name + ", axis=-1)";
  if (!accumulator.is_float32) {
    scope.refuse(value, "JAX has no scan of " + std::string(splitvote::name(x.dtype)) +
                            " with an accumulator of another narrow dtype");
  }
  return "jnp.cumsum(" + name + ", axis=-1, dtype=jnp.float32).astype(" + dtype + ")";
}

std::string identity(const JaxScope& scope, const Value& value, const Element& x) {
  if (value.attributes.combine == Combine::kSum) return "0";
  const bool maximum = value.attributes.combine == Combine::kMaximum;
  if (x.dtype == Dtype::kFloat8E4m3fn) scope.refuse(value, "float8_e4m3fn has no infinity");
  if (is_float(x.dtype)) return maximum ? "-jnp.inf" : "jnp.inf";
  return "jnp.iinfo(" + scope.dtype(value, x.dtype) + (maximum ? ").min" : ").max");
}

std::string reduce_window(const JaxScope& scope, const Value& value, const Element& x) {
  const Attributes& a = value.attributes;
  const bool sum = a.combine == Combine::kSum;
  const std::string dtype = scope.dtype(value, x.dtype);
  const Accumulator accumulator = accumulator_of(value, x);
  const bool wide = sum && is_narrow(x.dtype) && accumulator.is_float32;
  if (sum && is_float(x.dtype) && !accumulator.is_float32 && !accumulator.is_operands) {
    scope.refuse(value, "JAX has no windows of " + std::string(splitvote::name(x.dtype)) +
                            " with an accumulator of another narrow dtype");
  }
  std::string ones, pads;
  for (std::size_t axis = 0; axis + 1 < x.shape.size(); ++axis) {
    ones += "1, ";
    pads += "(0, 0), ";
  }
  const std::string end = x.shape.size() == 1 ? ",)" : ")";
  const std::string function = sum                              ? "lax.add"
                               : a.combine == Combine::kMaximum ? "lax.max"
                                                                : "lax.min";
  return "lax.reduce_window(" + scope.name(value, 0) + (wide ? ".astype(jnp.float32)" : "") + ", " +
         (wide ? "jnp.float32" : dtype) + "(" + identity(scope, value, x) + "), " + function +
         ", (" + ones + std::to_string(a.window) + end + ", (" + ones + std::to_string(a.stride) +
         end + ", (" + pads + "(" + std::to_string(a.pad_low) + ", " + std::to_string(a.pad_high) +
         ")" + end + ")" + (wide ? ".astype(" + dtype + ")" : "");
}

// The last axes are contracted, the leading ones belong together.
std::string dot(const JaxScope& scope, const Value& value, const Element& x) {
  const std::size_t axes = x.shape.size();
  const std::string last = "(" + std::to_string(axes - 1) + ",)";
  std::string batch;
  for (std::size_t axis = 0; axis + 2 < axes; ++axis) {
    batch += std::to_string(axis) + (axis == 0 || axis + 3 < axes ? "," : "");
  }
  batch = "(" + batch + ")";
  return "lax.dot_general(" + scope.name(value, 0) + ", " + scope.name(value, 1) + ", ((" + last +
         ", " + last + "), (" + batch + ", " + batch +
         ")), preferred_element_type=" + scope.dtype(value, value.elements[0].dtype) + ")";
}

}  // namespace

std::string write_reduction(const JaxScope& scope, const Value& value) {
  const Element& x = scope.operand_element(value, 0);
  if (value.opcode == Opcode::kCumsum) return cumsum(scope, value, x);
  if (value.opcode == Opcode::kReduceWindow) return reduce_window(scope, value, x);
  if (value.opcode == Opcode::kDot) return dot(scope, value, x);
  const std::string over = "(" + scope.name(value, 0) + ", axis=-1";
  const bool counts = is_integer(x.dtype);
  const std::string in_dtype = counts ? ", dtype=" + scope.dtype(value, x.dtype) + ")" : ")";
  switch (value.attributes.combine) {
    case Combine::kMaximum:
      return "jnp.max" + over + ")";
    case Combine::kMinimum:
      return "jnp.min" + over + ")";
    case Combine::kAnd:
      return "jnp.all" + over + ")";
    case Combine::kOr:
      return "jnp.any" + over + ")";
    case Combine::kProduct: {
      const bool told = info(x.dtype).storage_bits == 8;
      return "jnp.prod" + over +
             (told ? ", dtype=jnp.float32).astype(" + scope.dtype(value, x.dtype) + ")" : in_dtype);
    }
    default:
      return counts ? "jnp.sum" + over + in_dtype : float_sum(scope, value, x);
  }
}

}  // namespace splitvote
