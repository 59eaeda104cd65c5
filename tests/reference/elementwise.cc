#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "tests/reference/formats.h"
#include "tests/reference/operations.h"
#include "tests/reference/transcendental.h"
#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

// An operand repeated along the axes it lacks: a copy only where something has to be repeated.
template <typename T>
class Stretched {
 public:
  Stretched(std::span<const T> data, std::size_t size) : data_(data) {
    if (data.size() == size) return;
    copy_.reserve(size);
    const std::size_t repeat = data.empty() ? 0 : size / data.size();
    for (const T element : data) copy_.insert(copy_.end(), repeat, element);
    data_ = copy_;
  }
  const T& operator[](std::size_t i) const { return data_[i]; }

 private:
  std::vector<T> copy_;
  std::span<const T> data_;
};

// The result's axes: those of the operand that has most of them.
std::vector<std::int64_t> widest_axes(Operands operands) {
  std::vector<std::int64_t> axes = operands[0].axes;
  for (const Numbers& operand : operands) {
    if (operand.axes.size() > axes.size()) axes = operand.axes;
  }
  return axes;
}

template <typename Function>
Array map_floats(Operands operands, Function function) {
  Array out = float_array(operands[0].dtype, operands[0].axes);
  for (std::size_t i = 0; i < out.u.size(); ++i) out.u[i] = function(operands[0].floats[i]);
  return out;
}

template <typename Function>
Array map_whole(Operands operands, Function function) {
  Array out = whole_array(operands[0].dtype, operands[0].axes);
  for (std::size_t i = 0; i < out.whole.size(); ++i) {
    out.whole[i] = function(operands[0].whole[i]);
  }
  return out;
}

template <typename Function>
Array zip_floats(Operands operands, Function function) {
  Array out = float_array(operands[0].dtype, widest_axes(operands));
  const Stretched<float> a(operands[0].floats, out.u.size()), b(operands[1].floats, out.u.size());
  for (std::size_t i = 0; i < out.u.size(); ++i) out.u[i] = function(a[i], b[i]);
  return out;
}

template <typename Function>
Array zip_whole(Operands operands, Dtype result, Function function) {
  Array out = whole_array(result, widest_axes(operands));
  const std::size_t size = out.whole.size();
  const Stretched<std::int64_t> a(operands[0].whole, size), b(operands[1].whole, size);
  for (std::size_t i = 0; i < size; ++i) out.whole[i] = function(a[i], b[i]);
  return out;
}

std::uint64_t bits_of(std::int64_t number) { return static_cast<std::uint64_t>(number); }

std::int64_t divide_integers(std::int64_t a, std::int64_t b, Dtype dtype) {
  if (b == 0) return wrapped(~std::uint64_t{0}, dtype);
  if (!is_signed(dtype)) return wrapped(bits_of(a) / bits_of(b), dtype);
  if (b == -1) return wrapped(0 - bits_of(a), dtype);  // the lowest integer stays itself
  return wrapped(bits_of(a / b), dtype);
}

std::int64_t shift(Opcode opcode, std::int64_t a, std::int64_t amount, Dtype dtype) {
  const auto width = static_cast<std::uint64_t>(width_of(dtype));
  // A negative amount is a large unsigned one.
  const bool beyond = bits_of(amount) >= width;
  const std::uint64_t pattern = bits_of(a) & all_bits(dtype);
  switch (opcode) {
    case Opcode::kShiftLeft:
      return beyond ? 0 : wrapped(pattern << amount, dtype);
    case Opcode::kShiftRightLogical:
      return beyond ? 0 : wrapped(pattern >> amount, dtype);
    default: {
      const bool negative = (pattern >> (width - 1) & 1u) != 0;
      if (beyond) return negative ? wrapped(~std::uint64_t{0}, dtype) : 0;
      const std::uint64_t shifted = pattern >> amount;
      const std::uint64_t kept =
          amount == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << (width - bits_of(amount))) - 1;
      return wrapped(negative ? shifted | ~kept : shifted, dtype);
    }
  }
}

// Long multiplication in halves of 32 bits; then the two's complement correction for each negative
// factor.
std::int64_t multiply_high(std::int64_t a, std::int64_t b, Dtype dtype) {
  if (width_of(dtype) < 64) {
    const std::uint64_t product = bits_of(a) * bits_of(b);
    return wrapped(product >> width_of(dtype), dtype);
  }
  const std::uint64_t low = 0xffffffffu;
  const std::uint64_t a0 = bits_of(a) & low, a1 = bits_of(a) >> 32;
  const std::uint64_t b0 = bits_of(b) & low, b1 = bits_of(b) >> 32;
  const std::uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
  const std::uint64_t carried = a0 * b1 + (middle & low);
  std::uint64_t high = a1 * b1 + (middle >> 32) + (carried >> 32);
  if (is_signed(dtype) && a < 0) high -= bits_of(b);
  if (is_signed(dtype) && b < 0) high -= bits_of(a);
  return wrapped(high, dtype);
}

template <typename T>
bool ordered(Direction direction, T a, T b) {
  switch (direction) {
    case Direction::kGe:
      return a >= b;
    case Direction::kGt:
      return a > b;
    case Direction::kLe:
      return a <= b;
    case Direction::kLt:
      return a < b;
    case Direction::kEq:
      return a == b;
    default:
      return a != b;
  }
}

Array compare(const Value& value, Operands operands) {
  const Direction direction = value.attributes.direction;
  if (!operands[0].is_float()) {
    const Dtype dtype = operands[0].dtype;
    return zip_whole(operands, Dtype::kPred, [&](std::int64_t a, std::int64_t b) {
      return ordered(direction, integer_key(a, dtype), integer_key(b, dtype)) ? 1 : 0;
    });
  }
  Array out = whole_array(Dtype::kPred, widest_axes(operands));
  const std::size_t size = out.whole.size();
  const Stretched<float> a(operands[0].floats, size), b(operands[1].floats, size);
  const bool total = value.attributes.compare_order == CompareOrder::kTotal;
  for (std::size_t i = 0; i < size; ++i) {
    const bool holds = total ? ordered(direction, float_key(a[i], KeyOrder::kTotal),
                                       float_key(b[i], KeyOrder::kTotal))
                             : ordered(direction, a[i], b[i]);
    out.whole[i] = holds ? 1 : 0;
  }
  return out;
}

Array select(Operands operands) {
  const Numbers &on_true = operands[1], &on_false = operands[2];
  Array out = array_like(on_true.dtype, widest_axes(operands));
  const std::size_t size = element_count(out.axes);
  const Stretched<std::int64_t> chosen(operands[0].whole, size);
  if (on_true.is_float()) {
    const Stretched<float> a(on_true.floats, size), b(on_false.floats, size);
    for (std::size_t i = 0; i < size; ++i) out.u[i] = chosen[i] != 0 ? a[i] : b[i];
  } else {
    const Stretched<std::int64_t> a(on_true.whole, size), b(on_false.whole, size);
    for (std::size_t i = 0; i < size; ++i) out.whole[i] = chosen[i] != 0 ? a[i] : b[i];
  }
  return out;
}

Array clamp(Operands operands) {
  const Dtype dtype = operands[0].dtype;
  Array out = array_like(dtype, widest_axes(operands));
  const std::size_t size = element_count(out.axes);
  if (is_float(dtype)) {
    const Stretched<float> low(operands[0].floats, size), x(operands[1].floats, size),
        high(operands[2].floats, size);
    for (std::size_t i = 0; i < size; ++i) out.u[i] = minimum(maximum(x[i], low[i]), high[i]);
  } else {
    const Stretched<std::int64_t> low(operands[0].whole, size), x(operands[1].whole, size),
        high(operands[2].whole, size);
    const auto below = [&](std::int64_t a, std::int64_t b) {
      return integer_key(a, dtype) < integer_key(b, dtype);
    };
    for (std::size_t i = 0; i < size; ++i) {
      const std::int64_t raised = below(x[i], low[i]) ? low[i] : x[i];
      out.whole[i] = below(high[i], raised) ? high[i] : raised;
    }
  }
  return out;
}

Array float_arithmetic(Opcode opcode, Operands operands) {
  switch (opcode) {
    case Opcode::kAdd:
      return zip_floats(operands, [](float a, float b) { return arithmetic_result(a + b); });
    case Opcode::kSubtract:
      return zip_floats(operands, [](float a, float b) { return arithmetic_result(a - b); });
    case Opcode::kMultiply:
      return zip_floats(operands, [](float a, float b) { return arithmetic_result(a * b); });
    case Opcode::kDivide:
      return zip_floats(operands, [](float a, float b) { return arithmetic_result(a / b); });
    case Opcode::kMaximum:
      return zip_floats(operands, maximum);
    case Opcode::kMinimum:
      return zip_floats(operands, minimum);
    case Opcode::kNegate:
      return map_floats(operands, [](float x) { return arithmetic_result(-x); });
    case Opcode::kAbs:
      return map_floats(operands, [](float x) { return arithmetic_result(std::fabs(x)); });
    case Opcode::kExponential:
      return map_floats(operands, exponential);
    case Opcode::kLog:
      return map_floats(operands, logarithm);
    case Opcode::kTanh:
      return map_floats(operands, hyperbolic_tangent);
    case Opcode::kSqrt:
      return map_floats(operands, [](float x) { return arithmetic_result(std::sqrt(x)); });
    case Opcode::kFloor:
      return map_floats(operands, [](float x) { return arithmetic_result(std::floor(x)); });
    default:
      std::abort();
  }
}

Array integer_arithmetic(Opcode opcode, Operands operands) {
  const Dtype dtype = operands[0].dtype;
  const auto below = [dtype](std::int64_t a, std::int64_t b) {
    return integer_key(a, dtype) < integer_key(b, dtype);
  };
  switch (opcode) {
    case Opcode::kAdd:
      return zip_whole(operands, dtype, [&](auto a, auto b) { return add_integers(a, b, dtype); });
    case Opcode::kSubtract:
      return zip_whole(operands, dtype,
                       [&](auto a, auto b) { return wrapped(bits_of(a) - bits_of(b), dtype); });
    case Opcode::kMultiply:
      return zip_whole(operands, dtype,
                       [&](auto a, auto b) { return wrapped(bits_of(a) * bits_of(b), dtype); });
    case Opcode::kMultiplyHigh:
      return zip_whole(operands, dtype, [&](auto a, auto b) { return multiply_high(a, b, dtype); });
    case Opcode::kDivide:
      return zip_whole(operands, dtype,
                       [&](auto a, auto b) { return divide_integers(a, b, dtype); });
    case Opcode::kMaximum:
      return zip_whole(operands, dtype, [&](auto a, auto b) { return below(a, b) ? b : a; });
    case Opcode::kMinimum:
      return zip_whole(operands, dtype, [&](auto a, auto b) { return below(b, a) ? b : a; });
    case Opcode::kAnd:
      return zip_whole(operands, dtype, [](auto a, auto b) { return a & b; });
    case Opcode::kOr:
      return zip_whole(operands, dtype, [](auto a, auto b) { return a | b; });
    case Opcode::kXor:
      return zip_whole(operands, dtype, [](auto a, auto b) { return a ^ b; });
    case Opcode::kNot:
      return map_whole(operands, [&](auto a) { return wrapped(~bits_of(a), dtype); });
    case Opcode::kShiftLeft:
    case Opcode::kShiftRightLogical:
    case Opcode::kShiftRightArithmetic:
      return zip_whole(operands, dtype, [&](auto a, auto b) { return shift(opcode, a, b, dtype); });
    case Opcode::kNegate:
      return map_whole(operands, [&](auto a) { return wrapped(0 - bits_of(a), dtype); });
    case Opcode::kAbs:
      return map_whole(operands, [&](auto a) {
        return is_signed(dtype) && a < 0 ? wrapped(0 - bits_of(a), dtype) : a;
      });
    default:
      std::abort();
  }
}

// Toward zero; what does not fit becomes the nearest integer that does; NaN becomes 0.
std::int64_t integer_from(double x, Dtype dtype) {
  if (x != x) return 0;
  const double truncated = std::trunc(x);
  const int value_bits = width_of(dtype) - (is_signed(dtype) ? 1 : 0);
  if (truncated >= std::ldexp(1.0, value_bits)) return highest_integer(dtype);
  if (is_signed(dtype)) {
    if (truncated < -std::ldexp(1.0, value_bits)) return lowest_integer(dtype);
    return static_cast<std::int64_t>(truncated);
  }
  return truncated <= 0 ? 0 : static_cast<std::int64_t>(static_cast<std::uint64_t>(truncated));
}

float float_from(std::int64_t number, Dtype dtype) {
  return dtype == Dtype::kU64 ? static_cast<float>(static_cast<std::uint64_t>(number))
                              : static_cast<float>(number);
}

}  // namespace

float maximum(float a, float b) {
  if (a != a || b != b) return canonical_nan();
  if (a == b) return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

float minimum(float a, float b) {
  if (a != a || b != b) return canonical_nan();
  if (a == b) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

std::int64_t add_integers(std::int64_t a, std::int64_t b, Dtype dtype) {
  return wrapped(bits_of(a) + bits_of(b), dtype);
}

Array elementwise(const Value& value, Operands operands) {
  switch (value.opcode) {
    case Opcode::kCompare:
      return compare(value, operands);
    case Opcode::kSelect:
      return select(operands);
    case Opcode::kClamp:
      return clamp(operands);
    case Opcode::kIsFinite: {
      Array out = whole_array(Dtype::kPred, operands[0].axes);
      for (std::size_t i = 0; i < out.whole.size(); ++i)
        out.whole[i] = std::isfinite(operands[0].floats[i]) ? 1 : 0;
      return out;
    }
    default:
      if (value.attributes.by_reciprocal) {
        return zip_floats(operands, [](float a, float b) {
          return arithmetic_result(a * arithmetic_result(1.0f / b));
        });
      }
      return operands[0].is_float() ? float_arithmetic(value.opcode, operands)
                                    : integer_arithmetic(value.opcode, operands);
  }
}

Array scalar(Dtype dtype, double number) {
  Array out = array_like(dtype, {});
  if (is_float(dtype)) {
    out.u[0] = round_to(arithmetic_result(static_cast<float>(number)), Narrowing{dtype});
  } else if (dtype == Dtype::kPred) {
    out.whole[0] = number != 0 ? 1 : 0;
  } else {
    out.whole[0] = integer_from(number, dtype);
  }
  return out;
}

Array convert(const Numbers& x, const Narrowing& to) {
  if (x.is_float() && is_float(to.dtype)) {
    Array same = copy_of(x);  // rounding makes r of it
    same.dtype = to.dtype;
    return same;
  }
  Array out = array_like(to.dtype, x.axes);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (is_float(to.dtype)) {
      out.u[i] = float_from(x.whole[i], x.dtype);
    } else if (x.is_float()) {
      const float number = x.floats[i];
      const bool to_pred = to.dtype == Dtype::kPred;  // a NaN is not zero
      out.whole[i] =
          to_pred ? (number != 0 ? 1 : 0) : integer_from(static_cast<double>(number), to.dtype);
    } else if (to.dtype == Dtype::kPred) {
      out.whole[i] = x.whole[i] != 0 ? 1 : 0;
    } else {
      out.whole[i] = wrapped(bits_of(x.whole[i]), to.dtype);
    }
  }
  return out;
}

Array bitcast_convert(const Numbers& x, Dtype to) {
  if (x.is_float() == is_float(to)) {
    Array out = copy_of(x);
    out.dtype = to;
    for (std::int64_t& number : out.whole) number = wrapped(bits_of(number), to);
    return out;
  }
  Array out = array_like(to, x.axes);
  for (std::size_t i = 0; i < x.size(); ++i) {
    // A bfloat16 is the high half of the float32 that holds it.
    if (x.is_float()) {
      const std::uint32_t bits = std::bit_cast<std::uint32_t>(x.floats[i]);
      out.whole[i] = wrapped(width_of(to) == 16 ? bits >> 16 : bits, to);
    } else {
      const auto bits = static_cast<std::uint32_t>(x.whole[i]);
      out.u[i] = std::bit_cast<float>(width_of(to) == 16 ? bits << 16 : bits);
    }
  }
  return out;
}

}  // namespace splitvote::reference
