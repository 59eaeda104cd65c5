#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/scalar_operations.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/arithmetic.h"
#include "src/numeric/order.h"
#include "src/numeric/rounding.h"
#include "src/numeric/transcendental.h"

namespace splitvote {
namespace {

// How many consecutive result elements read one element of an operand whose shape is a prefix of
// the result's.
std::size_t repeat_of(const Array& operand, std::size_t result_count) {
  return operand.count() == 0 ? 1 : result_count / operand.count();
}

Operand spread(const Array& operand, std::size_t result_count) {
  return {operand.floats(), repeat_of(operand, result_count)};
}

const Shape& result_shape(Operands operands) {
  const Shape* longest = &operands[0]->shape();
  for (const ArrayRef& each : operands) {
    if (each->shape().axes > longest->axes) longest = &each->shape();
  }
  return *longest;
}

ArrayRef float_arithmetic(Arithmetic operation, Operands operands) {
  return make_array(operands[0]->dtype(), result_shape(operands), [&](Array& out) {
    const std::size_t n = out.count();
    arithmetic_array(operation, spread(*operands[0], n), spread(*operands[1], n), out.fill<float>(),
                     n);
  });
}

// x times one over y, which is rounded: what compilers make of a division by what rows share.
ArrayRef by_reciprocal(Operands operands) {
  const ArrayRef one =
      make_array(Dtype::kFloat32, Shape{}, [](Array& out) { *out.fill<float>() = 1; });
  const ArrayRef inverse[] = {one, operands[1]};
  const ArrayRef factors[] = {operands[0], float_arithmetic(Arithmetic::kDivide, inverse)};
  return float_arithmetic(Arithmetic::kMultiply, factors);
}

ArrayRef float_unary(Unary operation, const Array& x) {
  return make_array(x.dtype(), x.shape(), [&](Array& out) {
    unary_array(operation, x.floats(), out.fill<float>(), x.count());
  });
}

ArrayRef transcendental(void (*function)(const float*, float*, std::size_t), const Array& x) {
  return make_array(x.dtype(), x.shape(),
                    [&](Array& out) { function(x.floats(), out.fill<float>(), x.count()); });
}

// Of an operand: what a run of result elements reads. Shapes are prefixes of the result's, so
// within the shortest run an operand either advances with the result or stands still.
template <typename T>
struct Run {
  const T* data;
  std::size_t step;  // 1: it advances; 0: it stands still
};

template <typename T>
Run<T> run_of(const Array& operand, std::size_t begin, std::size_t result_count) {
  const std::size_t repeat = repeat_of(operand, result_count);
  return {operand.as<T>() + begin / repeat, repeat == 1 ? 1U : 0U};
}

// How long runs are, of which those of every operand are multiples.
std::size_t run_length(Operands operands, std::size_t result_count) {
  std::size_t length = result_count;
  for (const ArrayRef& each : operands) {
    const std::size_t repeat = repeat_of(*each, result_count);
    if (repeat > 1) length = std::min(length, repeat);
  }
  return length;
}

template <typename T, typename Out, typename Function>
void combine_elements(Operands operands, Out* out, std::size_t n, Function function) {
  const std::size_t length = run_length(operands, n);
  for (std::size_t begin = 0; begin < n; begin += length, out += length) {
    const Run<T> a = run_of<T>(*operands[0], begin, n), b = run_of<T>(*operands[1], begin, n);
    if (a.step == 1 && b.step == 1) {
      for (std::size_t i = 0; i < length; ++i) out[i] = function(a.data[i], b.data[i]);
    } else if (a.step == 1) {
      for (std::size_t i = 0; i < length; ++i) out[i] = function(a.data[i], *b.data);
    } else if (b.step == 1) {
      for (std::size_t i = 0; i < length; ++i) out[i] = function(*a.data, b.data[i]);
    } else {
      std::fill_n(out, length, function(*a.data, *b.data));
    }
  }
}

ArrayRef compare_values(const Value& value, Operands operands) {
  const Dtype dtype = operands[0]->dtype();
  const Direction direction = value.attributes.direction;
  return make_array(Dtype::kPred, result_shape(operands), [&](Array& out) {
    const std::size_t n = out.count();
    auto* result = out.fill<std::uint8_t>();
    if (is_float(dtype) && value.attributes.compare_order == CompareOrder::kPartial) {
      compare_array(comparison_of(direction), spread(*operands[0], n), spread(*operands[1], n),
                    result, n);
      return;
    }
    with_stored_type(dtype, [&](auto zero) {
      using T = decltype(zero);
      combine_elements<T>(operands, result, n, [&](T a, T b) {
        if constexpr (std::is_same_v<T, float>) {
          return static_cast<std::uint8_t>(
              ordered(direction, total_order_key(a), total_order_key(b)));
        } else {
          return static_cast<std::uint8_t>(ordered(direction, a, b));
        }
      });
    });
  });
}

ArrayRef select_values(Operands operands) {
  const Shape& shape = result_shape(operands);
  return make_array(operands[1]->dtype(), shape, [&](Array& out) {
    const std::size_t n = out.count();
    const Spread<std::uint8_t> predicate{operands[0]->as<std::uint8_t>(),
                                         repeat_of(*operands[0], n)};
    if (is_float(out.dtype())) {
      select_array(predicate, spread(*operands[1], n), spread(*operands[2], n), out.fill<float>(),
                   n);
      return;
    }
    with_stored_type(out.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const std::size_t length = run_length(operands, n);
      auto* result = out.fill<T>();
      for (std::size_t begin = 0; begin < n; begin += length, result += length) {
        const auto chosen = run_of<std::uint8_t>(*operands[0], begin, n);
        const auto a = run_of<T>(*operands[1], begin, n), b = run_of<T>(*operands[2], begin, n);
        for (std::size_t i = 0; i < length; ++i) {
          const T here = a.data[i * a.step], there = b.data[i * b.step];
          result[i] = chosen.data[i * chosen.step] != 0 ? here : there;
        }
      }
    });
  });
}

ArrayRef unary_values(const Value& value, const Array& x) {
  if (is_float(x.dtype())) {
    switch (value.opcode) {
      case Opcode::kNegate:
        return float_unary(Unary::kNegate, x);
      case Opcode::kAbs:
        return float_unary(Unary::kAbs, x);
      case Opcode::kSqrt:
        return float_unary(Unary::kSqrt, x);
      case Opcode::kFloor:
        return float_unary(Unary::kFloor, x);
      case Opcode::kExponential:
        return transcendental(exp_array, x);
      case Opcode::kLog:
        return transcendental(log_array, x);
      case Opcode::kTanh:
        return transcendental(tanh_array, x);
      default:  // is_finite
        return make_array(Dtype::kPred, x.shape(), [&](Array& out) {
          for (std::size_t i = 0; i < x.count(); ++i) {
            const auto bits = std::bit_cast<std::uint32_t>(x.floats()[i]);
            out.fill<std::uint8_t>()[i] = (bits & 0x7f800000U) != 0x7f800000U;
          }
        });
    }
  }
  return make_array(x.dtype(), x.shape(), [&](Array& out) {
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      auto* result = out.fill<T>();
      for (std::size_t i = 0; i < x.count(); ++i) {
        const T v = x.as<T>()[i];
        if constexpr (std::is_same_v<T, float>) {
          result[i] = v;
        } else if constexpr (std::is_same_v<T, bool>) {
          result[i] = !v;  // not
        } else {
          const T negated = integer_operation<T>(Opcode::kSubtract, T{0}, v);
          result[i] = value.opcode == Opcode::kNot      ? static_cast<T>(~v)
                      : value.opcode == Opcode::kNegate ? negated
                                                        : (v < T{0} ? negated : v);
        }
      }
    });
  });
}

ArrayRef binary_values(Opcode opcode, Operands operands) {
  if (is_float(operands[0]->dtype())) {
    switch (opcode) {
      case Opcode::kAdd:
        return float_arithmetic(Arithmetic::kAdd, operands);
      case Opcode::kSubtract:
        return float_arithmetic(Arithmetic::kSubtract, operands);
      case Opcode::kMultiply:
        return float_arithmetic(Arithmetic::kMultiply, operands);
      case Opcode::kDivide:
        return float_arithmetic(Arithmetic::kDivide, operands);
      case Opcode::kMaximum:
        return float_arithmetic(Arithmetic::kMaximum, operands);
      default:
        return float_arithmetic(Arithmetic::kMinimum, operands);
    }
  }
  return make_array(operands[0]->dtype(), result_shape(operands), [&](Array& out) {
    with_stored_type(out.dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (!std::is_same_v<T, float>) {
        T* result = out.fill<T>();
        const auto combine = [&](auto fixed) {
          combine_elements<T>(operands, result, out.count(), [](T a, T b) {
            return integer_operation<T>(decltype(fixed)::value, a, b);
          });
        };
        with_integer_opcode(opcode, combine);
      }
    });
  });
}

ArrayRef convert_to_float(const Array& x) {
  return make_array(Dtype::kFloat32, x.shape(), [&](Array& out) {
    auto* result = out.fill<float>();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t i = 0; i < x.count(); ++i) result[i] = static_cast<float>(x.as<T>()[i]);
    });
  });
}

// A bfloat16 is stored as the float32 whose high half it is.
ArrayRef bitcast(const Array& x, Dtype to) {
  return make_array(to, x.shape(), [&](Array& out) {
    const bool from_float = is_float(x.dtype()), to_float = is_float(to);
    if (from_float == to_float || stored_bytes(x.dtype()) == stored_bytes(to)) {
      std::memcpy(out.fill<std::byte>(), x.as<std::byte>(), x.bytes());
      return;
    }
    for (std::size_t i = 0; i < x.count(); ++i) {
      if (from_float) {
        out.fill<std::uint16_t>()[i] = bfloat16_bits(x.floats()[i]);
      } else {
        out.fill<float>()[i] = bfloat16_from_bits(x.as<std::uint16_t>()[i]);
      }
    }
  });
}

}  // namespace

ArrayRef evaluate_elementwise(const Value& value, Operands operands) {
  switch (value.opcode) {
    case Opcode::kCompare:
      return compare_values(value, operands);
    case Opcode::kSelect:
      return select_values(operands);
    case Opcode::kClamp: {
      const ArrayRef low[] = {operands[1], operands[0]};
      const ArrayRef high[] = {binary_values(Opcode::kMaximum, low), operands[2]};
      return binary_values(Opcode::kMinimum, high);
    }
    default:
      if (operands.size() == 1) return unary_values(value, *operands[0]);
      if (value.attributes.by_reciprocal) return by_reciprocal(operands);
      return binary_values(value.opcode, operands);
  }
}

ArrayRef evaluate_conversion(const Value& value, const ArrayRef& operand) {
  const Array& x = *operand;
  const Dtype to = value.elements[0].dtype;
  switch (value.opcode) {
    case Opcode::kConvert:
      if (is_float(to)) return is_float(x.dtype()) ? operand : convert_to_float(x);
      return make_array(to, x.shape(), [&](Array& out) {
        with_stored_type(to, [&](auto to_zero) {
          using To = decltype(to_zero);
          with_stored_type(x.dtype(), [&](auto from_zero) {
            using From = decltype(from_zero);
            if constexpr (!std::is_same_v<To, float>) {
              for (std::size_t i = 0; i < x.count(); ++i) {
                out.fill<To>()[i] = convert_number<To, From>(x.as<From>()[i]);
              }
            }
          });
        });
      });
    case Opcode::kReducePrecision:
      return make_array(to, x.shape(), [&](Array& out) {
        round_array(x.floats(), out.fill<float>(), x.count(), value.attributes.precision);
        // A wider exponent range than the dtype's own: what it does not hold is rounded again
        // (float16 65504 in bfloat16 steps).
        if (is_narrow(to)) round_array(out.floats(), out.fill<float>(), x.count(), Narrowing{to});
      });
    default:
      return bitcast(x, to);
  }
}

ArrayRef rounded_array(const ArrayRef& array, const Narrowing& narrowing) {
  ArrayRef rounded = make_array(array->dtype(), array->shape(), [&](Array& out) {
    round_array(array->floats(), out.fill<float>(), array->count(), narrowing);
  });
  return rounded->id() == array->id() ? array : rounded;
}

}  // namespace splitvote
