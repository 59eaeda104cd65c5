// dot: sums of products along the last axis of both operands.
#include <algorithm>

#include "src/evaluate/kernels.h"
#include "src/numeric/arithmetic.h"
#include "src/numeric/canonical_nan.h"
#include "src/numeric/sums.h"

namespace splitvote {
namespace {

// Sequential sums of n outputs side by side: each has its own order, whatever the others do.
// `columns` is y turned around, [k][n]. A NaN stays one, so it is made canonical once, at the end.
void sequential_row(const float* x, const float* columns, std::size_t k, std::size_t n, float* to) {
  std::fill_n(to, n, 0.0F);
  for (std::size_t i = 0; i < k; ++i) {
    const float factor = x[i];
    const float* column = columns + i * n;
    for (std::size_t j = 0; j < n; ++j) to[j] += factor * column[j];
  }
  for (std::size_t j = 0; j < n; ++j) to[j] = canonical(to[j]);
}

}  // namespace

ArrayRef evaluate_dot(const Value& value, const Array& x, const Array& y) {
  const Attributes& a = value.attributes;
  const Shape leading = x.shape().without_last();
  const std::size_t k = x.shape().last(), m = leading.last(), n = y.shape().without_last().last();
  const std::size_t batches = leading.without_last().count();
  return make_array(Dtype::kFloat32, leading.plus_axis(n), [&](Array& out) {
    std::vector<float> scratch(a.sum_order == SumOrder::kSequential ? k * n : k);
    for (std::size_t batch = 0; batch < batches; ++batch) {
      const float* rows = x.floats() + batch * m * k;
      const float* columns = y.floats() + batch * n * k;
      float* to = out.fill<float>() + batch * m * n;
      if (a.sum_order == SumOrder::kSequential) {
        for (std::size_t j = 0; j < n; ++j) {
          for (std::size_t i = 0; i < k; ++i) scratch[i * n + j] = columns[j * k + i];
        }
        for (std::size_t i = 0; i < m; ++i)
          sequential_row(rows + i * k, scratch.data(), k, n, to + i * n);
        continue;
      }
      for (std::size_t i = 0; i < m * n; ++i) {
        arithmetic_array(Arithmetic::kMultiply, {rows + i / n * k}, {columns + i % n * k},
                         scratch.data(), k);
        to[i] = sum(scratch.data(), k, {a.sum_order, a.width, {}, false});
      }
    }
  });
}

}  // namespace splitvote
