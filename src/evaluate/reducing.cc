#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/arithmetic.h"
#include "src/numeric/rounding.h"
#include "src/numeric/sums.h"

namespace splitvote {
namespace {

SumPolicy policy_of(const Attributes& a, bool round_accumulator) {
  return {a.sum_order, a.width, a.accumulator, round_accumulator && is_narrow(a.accumulator.dtype)};
}

float reduce_floats(const Attributes& a, const float* x, std::size_t n, bool round_accumulator) {
  switch (a.combine) {
    case Combine::kMaximum:
      return reduce_max(x, n);
    case Combine::kMinimum:
      return reduce_min(x, n);
    case Combine::kSum:
      return sum(x, n, policy_of(a, round_accumulator));
    default: {  // product
      float product = 1;
      for (std::size_t i = 0; i < n; ++i)
        product = arithmetic(Arithmetic::kMultiply, product, x[i]);
      return product;
    }
  }
}

template <typename T>
T reduce_integers(Combine combine, const T* x, std::size_t n) {
  using U = std::make_unsigned_t<T>;
  if (combine == Combine::kMaximum || combine == Combine::kMinimum) {
    T best = combine == Combine::kMaximum ? std::numeric_limits<T>::lowest()
                                          : std::numeric_limits<T>::max();
    for (std::size_t i = 0; i < n; ++i)
      best = combine == Combine::kMaximum ? std::max(best, x[i]) : std::min(best, x[i]);
    return best;
  }
  U total = combine == Combine::kSum ? 0 : 1;
  for (std::size_t i = 0; i < n; ++i) {
    total = combine == Combine::kSum
                ? static_cast<U>(total + static_cast<U>(x[i]))
                : static_cast<U>(std::uint64_t{total} * std::uint64_t{static_cast<U>(x[i])});
  }
  return static_cast<T>(total);
}

bool reduce_predicates(Combine combine, const bool* x, std::size_t n) {
  if (combine == Combine::kAnd) return std::find(x, x + n, false) == x + n;
  return std::find(x, x + n, true) != x + n;
}

ArrayRef reduce(const Attributes& a, const Array& x, bool round_accumulator) {
  return make_array(x.dtype(), x.shape().without_last(), [&](Array& out) {
    const std::size_t n = x.shape().last();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < out.count(); ++row) {
        const T* from = x.as<T>() + row * n;
        if constexpr (std::is_same_v<T, float>) {
          out.fill<T>()[row] = reduce_floats(a, from, n, round_accumulator);
        } else if constexpr (std::is_same_v<T, bool>) {
          out.fill<T>()[row] = reduce_predicates(a.combine, from, n);
        } else {
          out.fill<T>()[row] = reduce_integers(a.combine, from, n);
        }
      }
    });
  });
}

ArrayRef running_sum(const Attributes& a, const Array& x, bool round_accumulator) {
  return make_array(x.dtype(), x.shape(), [&](Array& out) {
    const std::size_t n = x.shape().last(), rows = x.shape().outer();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < rows; ++row) {
        const T* from = x.as<T>() + row * n;
        T* to = out.fill<T>() + row * n;
        if constexpr (std::is_same_v<T, float>) {
          cumsum(from, to, n, policy_of(a, round_accumulator));
        } else if constexpr (kIsInteger<T>) {
          using U = std::make_unsigned_t<T>;
          U total = 0;
          for (std::size_t i = 0; i < n; ++i)
            to[i] = static_cast<T>(total = static_cast<U>(total + static_cast<U>(from[i])));
        }
      }
    });
  });
}

}  // namespace

ArrayRef constant_scalar(Dtype dtype, double number) {
  return make_array(dtype, Shape{}, [&](Array& out) {
    with_stored_type(dtype, [&](auto zero) {
      using T = decltype(zero);
      T scalar;
      if constexpr (std::is_same_v<T, float>) {
        scalar = number != number ? std::bit_cast<float>(0x7fc00000U)
                                  : round_to(static_cast<float>(number), Narrowing{dtype});
      } else if constexpr (std::is_same_v<T, bool>) {
        scalar = number != 0;
      } else {
        // 2^digits and -2^digits are doubles.
        const double beyond =
            2.0 * static_cast<double>(T{1} << (std::numeric_limits<T>::digits - 1));
        const double lowest = std::is_signed_v<T> ? -beyond : 0.0;
        scalar = number != number   ? T{0}
                 : number >= beyond ? std::numeric_limits<T>::max()
                 : number <= lowest ? std::numeric_limits<T>::lowest()
                                    : static_cast<T>(number);
      }
      *out.fill<T>() = scalar;
    });
  });
}

ArrayRef evaluate_reduction(const Value& value, const ArrayRef& operand, bool round_accumulator) {
  if (value.opcode == Opcode::kCumsum)
    return running_sum(value.attributes, *operand, round_accumulator);
  return reduce(value.attributes, *operand, round_accumulator);
}

}  // namespace splitvote
