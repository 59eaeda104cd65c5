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

}  // namespace

std::string write_reduction(const JaxScope& scope, const Value& value) {
  const Element& x = scope.operand_element(value, 0);
  if (value.opcode == Opcode::kCumsum) return cumsum(scope, value, x);
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

JaxStatement write_region_reduction(const JaxScope& scope, const Value& value) {
  const Region& region = value.regions[0];
  const std::size_t n = value.operands.size() / 2;
  JaxScope inside(scope.module(), region.values, "", true);
  PythonNames& names = scope.module().names;
  for (std::size_t i = 0; i < region.values.size(); ++i) {
    inside.set_name(static_cast<int>(i), names.take(region.values[i].id));
  }
  const auto list = [&](std::size_t from, std::size_t to, const auto& name_of) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) text += (i == from ? "" : ", ") + name_of(i);
    return text;
  };
  const auto parameter = [&](std::size_t i) { return inside.name(static_cast<int>(i)); };
  const auto operand = [&](std::size_t i) { return scope.name(value, i); };
  const auto yielded = [&](std::size_t i) { return inside.name(region.yields[i]); };

  JaxStatement statement;
  const std::string step = names.take(value.id + "_step");
  if (n == 1) {
    statement.before = {"def " + step + "(" + list(0, 2, parameter) + "):"};
  } else {
    statement.before = {"def " + step + "(acc, each):", "    " + list(0, n, parameter) + " = acc",
                        "    " + list(n, 2 * n, parameter) + " = each"};
  }
  for (std::size_t i = 2 * n; i < region.values.size(); ++i) {
    const JaxStatement each = write_value(inside, region.values[i]);
    statement.before.push_back("    " + inside.name(static_cast<int>(i)) + " = " + each.expression);
  }
  statement.before.push_back("    return " + list(0, n, yielded));
  const std::string axis = last_axis(scope.operand_element(value, 0));
  const std::string open = n == 1 ? "" : "(", close = n == 1 ? "" : ")";
  statement.expression = "lax.reduce(" + open + list(0, n, operand) + close + ", " + open +
                         list(n, 2 * n, operand) + close + ", " + step + ", " + axis + ")";
  return statement;
}

}  // namespace splitvote
