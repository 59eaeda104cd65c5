#include "src/numeric/arithmetic.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "src/numeric/canonical_nan.h"
#include "src/numeric/order.h"
#include "src/numeric/simd/kernel_table.h"

namespace splitvote {
namespace {

// How far from element `i` an operand keeps one number, or the whole row if it never does.
std::size_t steady_until(std::size_t i, std::size_t repeat, std::size_t n) {
  return repeat == 1 ? n : std::min(n, (i / repeat + 1) * repeat);
}

// Cuts [0, n) into runs over which each operand is either an array or one number, and calls
// run(a, b, form, begin, count). `form` is kOperandFormCount where both are one number.
template <typename A, typename B, typename Run>
void for_each_run(Spread<A> a, Spread<B> b, std::size_t n, const Run& run) {
  assert(n == 0 || (a.repeat > 0 && b.repeat > 0));
  for (std::size_t begin = 0; begin < n;) {
    const std::size_t end =
        std::min(steady_until(begin, a.repeat, n), steady_until(begin, b.repeat, n));
    const OperandForm form = a.repeat == 1 ? (b.repeat == 1 ? kBothArrays : kSecondIsOne)
                                           : (b.repeat == 1 ? kFirstIsOne : kOperandFormCount);
    run(a.data + begin / a.repeat, b.data + begin / b.repeat, form, begin, end - begin);
    begin = end;
  }
}

struct ComparisonRow {
  ComparisonKernel kernel;
  bool exchanged;
};

// In the order of Comparison: a <= b is b >= a, also with NaN.
constexpr ComparisonRow kComparisons[] = {{kEqKernel, false}, {kNeKernel, false},
                                          {kGeKernel, false}, {kGtKernel, false},
                                          {kGeKernel, true},  {kGtKernel, true}};

}  // namespace

float arithmetic(Arithmetic operation, float a, float b) {
  float result = 0.0f;
  baseline_kernels().arithmetic[static_cast<std::size_t>(operation)][kBothArrays](&a, &b, &result,
                                                                                  1);
  return result;
}

bool compare(Comparison comparison, float a, float b) {
  std::uint8_t result = 0;
  const ComparisonRow row = kComparisons[static_cast<std::size_t>(comparison)];
  if (row.exchanged) std::swap(a, b);
  baseline_kernels().compare[row.kernel][kBothArrays](&a, &b, &result, 1);
  return result != 0;
}

float unary(Unary operation, float a) {
  baseline_kernels().unary[static_cast<std::size_t>(operation)](&a, &a, 1);
  return a;
}

void arithmetic_array(Arithmetic operation, Operand a, Operand b, float* out, std::size_t n) {
  const auto& forms = kernels().arithmetic[static_cast<std::size_t>(operation)];
  for_each_run(a, b, n,
               [&](const float* from_a, const float* from_b, OperandForm form, std::size_t begin,
                   std::size_t count) {
                 if (form == kOperandFormCount) {
                   std::fill_n(out + begin, count, arithmetic(operation, *from_a, *from_b));
                 } else {
                   forms[form](from_a, from_b, out + begin, count);
                 }
               });
}

void compare_array(Comparison comparison, Operand a, Operand b, std::uint8_t* out, std::size_t n) {
  const ComparisonRow row = kComparisons[static_cast<std::size_t>(comparison)];
  if (row.exchanged) std::swap(a, b);
  const auto& forms = kernels().compare[row.kernel];
  for_each_run(a, b, n,
               [&](const float* from_a, const float* from_b, OperandForm form, std::size_t begin,
                   std::size_t count) {
                 if (form == kOperandFormCount) {
                   std::uint8_t one = 0;
                   forms[kBothArrays](from_a, from_b, &one, 1);
                   std::fill_n(out + begin, count, one);
                 } else {
                   forms[form](from_a, from_b, out + begin, count);
                 }
               });
}

void unary_array(Unary operation, const float* in, float* out, std::size_t n) {
  kernels().unary[static_cast<std::size_t>(operation)](in, out, n);
}

void select_array(Spread<std::uint8_t> predicate, Operand on_true, Operand on_false, float* out,
                  std::size_t n) {
  const Kernels& with = kernels();
  for_each_run(on_true, on_false, n,
               [&](const float* from_true, const float* from_false, OperandForm form,
                   std::size_t begin, std::size_t count) {
                 const std::size_t true_step = form == kBothArrays || form == kSecondIsOne ? 1 : 0;
                 const std::size_t false_step = form == kBothArrays || form == kFirstIsOne ? 1 : 0;
                 if (predicate.repeat == 1) {
                   with.select(predicate.data + begin, from_true, true_step, from_false, false_step,
                               out + begin, count);
                   return;
                 }
                 for (std::size_t i = 0; i < count; ++i) {
                   const bool chosen = predicate.data[(begin + i) / predicate.repeat] != 0;
                   out[begin + i] = chosen ? from_true[i * true_step] : from_false[i * false_step];
                 }
               });
}

bool has_nan(const float* x, std::size_t n) { return kernels().has_nan(x, n); }

float reduce_max(const float* x, std::size_t n) {
  if (n == 0) return -std::numeric_limits<float>::infinity();
  if (kernels().has_nan(x, n)) return kCanonicalNan;
  return float_of_total_order_key(kernels().max_key(x, n));
}

float reduce_min(const float* x, std::size_t n) {
  if (n == 0) return std::numeric_limits<float>::infinity();
  if (kernels().has_nan(x, n)) return kCanonicalNan;
  return float_of_total_order_key(kernels().min_key(x, n));
}

}  // namespace splitvote
