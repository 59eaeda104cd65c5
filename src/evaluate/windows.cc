// reduce_window: sums and extremes over windows of each row.
#include <algorithm>
#include <limits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/scalar_operations.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/canonical_nan.h"
#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

template <typename T>
T neutral(Combine combine) {
  using Limits = std::numeric_limits<T>;
  if (combine == Combine::kSum) return T{};
  if constexpr (std::is_same_v<T, float>) {
    return combine == Combine::kMaximum ? -Limits::infinity() : Limits::infinity();
  } else {
    return combine == Combine::kMaximum ? Limits::lowest() : Limits::max();
  }
}

Opcode step_of(Combine combine) {
  if (combine == Combine::kSum) return Opcode::kAdd;
  return combine == Combine::kMaximum ? Opcode::kMaximum : Opcode::kMinimum;
}

// The partial result after one more element.
struct FloatStep {
  Combine combine;
  Narrowing accumulator;
  bool rounds;

  float operator()(float partial, float x) const {
    if (combine == Combine::kMaximum) return arithmetic(Arithmetic::kMaximum, partial, x);
    if (combine == Combine::kMinimum) return arithmetic(Arithmetic::kMinimum, partial, x);
    const float total = canonical(partial + x);
    return rounds ? canonical(round_to(total, accumulator)) : total;
  }
};

template <typename T>
struct IntegerStep {
  Opcode opcode;
  T operator()(T partial, T x) const { return integer_operation<T>(opcode, partial, x); }
};

template <typename T, typename Step>
void reduce_windows(const Attributes& a, const T* x, std::size_t n, T* to, std::size_t windows,
                    const Step& step) {
  const auto size = static_cast<std::int64_t>(n);
  std::int64_t begin = 0, end = 0;
  T partial = neutral<T>(a.combine);
  for (std::size_t window = 0; window < windows; ++window) {
    const std::int64_t first = static_cast<std::int64_t>(window) * a.stride - a.pad_low;
    const std::int64_t from = std::clamp<std::int64_t>(first, 0, size);
    // A window that begins where the last one did (at the padding) goes on from its result.
    if (from != begin) {
      partial = neutral<T>(a.combine);
      begin = end = from;
    }
    for (const auto until = std::clamp<std::int64_t>(first + a.window, from, size); end < until;
         ++end) {
      partial = step(partial, x[end]);
    }
    to[window] = partial;
  }
}

}  // namespace

ArrayRef evaluate_windows(const Value& value, const Array& x, bool round_accumulator) {
  const Attributes& a = value.attributes;
  const std::size_t rows = x.shape().outer(), n = x.shape().last();
  const auto windows = static_cast<std::size_t>(
      window_count(static_cast<std::int64_t>(n) + a.pad_low + a.pad_high, a.window, a.stride));
  return make_array(x.dtype(), x.shape().with_last(windows), [&](Array& out) {
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < rows; ++row) {
        const T* from = x.as<T>() + row * n;
        T* to = out.fill<T>() + row * windows;
        if constexpr (std::is_same_v<T, float>) {
          const bool rounds = round_accumulator && is_narrow(a.accumulator.dtype);
          reduce_windows(a, from, n, to, windows, FloatStep{a.combine, a.accumulator, rounds});
        } else if constexpr (kIsInteger<T>) {
          reduce_windows(a, from, n, to, windows, IntegerStep<T>{step_of(a.combine)});
        }
      }
    });
  });
}

}  // namespace splitvote
