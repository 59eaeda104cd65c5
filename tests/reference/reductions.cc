#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/reference/formats.h"
#include "tests/reference/operations.h"
#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<std::int64_t> without_last_axis(std::vector<std::int64_t> axes) {
  axes.pop_back();
  return axes;
}

float reduce_floats(const Value& value, std::span<const float> row, const Adder& add) {
  float result = 0;
  switch (value.attributes.combine) {
    case Combine::kMaximum:
      result = -kInfinity;
      for (const float x : row) result = maximum(result, x);
      return result;
    case Combine::kMinimum:
      result = kInfinity;
      for (const float x : row) result = minimum(result, x);
      return result;
    case Combine::kProduct:
      result = 1;
      for (const float x : row) result = arithmetic_result(result * x);
      return result;
    default:
      return sum(row, value.attributes.sum_order, static_cast<std::size_t>(value.attributes.width),
                 add);
  }
}

std::int64_t reduce_whole(Combine combine, std::span<const std::int64_t> row, Dtype dtype) {
  std::int64_t result = 0;
  switch (combine) {
    case Combine::kMaximum:
      result = lowest_integer(dtype);
      for (const auto x : row) {
        if (integer_key(x, dtype) > integer_key(result, dtype)) result = x;
      }
      return result;
    case Combine::kMinimum:
      result = dtype == Dtype::kPred ? 1 : highest_integer(dtype);
      for (const auto x : row) {
        if (integer_key(x, dtype) < integer_key(result, dtype)) result = x;
      }
      return result;
    case Combine::kProduct:
      result = 1;
      for (const auto x : row) {
        result = wrapped(static_cast<std::uint64_t>(result) * static_cast<std::uint64_t>(x), dtype);
      }
      return result;
    case Combine::kAnd:
      result = wrapped(~std::uint64_t{0}, dtype);
      for (const auto x : row) result &= x;
      return result;
    case Combine::kOr:
      for (const auto x : row) result |= x;
      return result;
    default:
      for (const auto x : row) result = add_integers(result, x, dtype);
      return result;
  }
}

Numbers scalar_of(const Array& x) { return {x.dtype, {}, x.u, x.whole}; }

// One operation of a region, on scalars, rounded to its declared dtype unless the accumulator is
// promoted.
Array region_step(const Value& value, const std::vector<Array>& known, bool accumulator_promoted) {
  std::vector<Numbers> operands;
  for (const int operand : value.operands)
    operands.push_back(scalar_of(known[static_cast<std::size_t>(operand)]));
  const Dtype dtype = value.elements[0].dtype;
  Array out;
  switch (value.opcode) {
    case Opcode::kConstant:
      return scalar(dtype, value.attributes.number);
    case Opcode::kConvert:
      out = convert(operands[0], value.attributes.precision);
      break;
    case Opcode::kBitcastConvert:
      return bitcast_convert(operands[0], dtype);
    case Opcode::kReducePrecision:
      out = copy_of(operands[0]);
      for (float& x : out.u)
        x = round_to(round_to(x, value.attributes.precision), Narrowing{dtype});
      return out;
    case Opcode::kOptimizationBarrier:
      return copy_of(operands[0]);
    default:
      out = elementwise(value, operands);
  }
  if (!accumulator_promoted) {
    const Narrowing narrowing =
        value.opcode == Opcode::kConvert ? value.attributes.precision : Narrowing{dtype};
    for (float& x : out.u) x = round_to(x, narrowing);
  }
  return out;
}

}  // namespace

Array element_of(const Numbers& x, std::size_t index) {
  Array out = array_like(x.dtype, {});
  if (x.is_float()) {
    out.u[0] = x.floats[index];
  } else {
    out.whole[0] = x.whole[index];
  }
  return out;
}

std::vector<Array> apply_region(const Region& region, std::vector<Array> known, bool rounded) {
  for (std::size_t i = known.size(); i < region.values.size(); ++i)
    known.push_back(region_step(region.values[i], known, !rounded));
  std::vector<Array> yields;
  for (const int index : region.yields) yields.push_back(known[static_cast<std::size_t>(index)]);
  return yields;
}

Array reduce(const Value& value, const Numbers& x, const Adder& add) {
  Array out = array_like(x.dtype, without_last_axis(x.axes));
  const std::size_t n = row_size(x.axes);
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    if (x.is_float()) {
      out.u[row] = reduce_floats(value, x.floats.subspan(row * n, n), add);
    } else {
      out.whole[row] = reduce_whole(value.attributes.combine, x.whole.subspan(row * n, n), x.dtype);
    }
  }
  return out;
}

std::vector<Array> reduce_region(const Value& value, Operands operands, bool accumulator_promoted) {
  const std::size_t count = operands.size() / 2;
  const std::size_t n = row_size(operands[0].axes), rows = row_count(operands[0].axes);
  std::vector<Array> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(array_like(operands[i].dtype, without_last_axis(operands[i].axes)));
  }
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<Array> accumulators;
    for (std::size_t i = 0; i < count; ++i)
      accumulators.push_back(element_of(operands[count + i], 0));
    for (std::size_t column = 0; column < n; ++column) {
      std::vector<Array> known = accumulators;
      for (std::size_t i = 0; i < count; ++i)
        known.push_back(element_of(operands[i], row * n + column));
      accumulators = apply_region(value.regions[0], std::move(known), !accumulator_promoted);
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (is_float(out[i].dtype)) {
        out[i].u[row] = accumulators[i].u[0];
      } else {
        out[i].whole[row] = accumulators[i].whole[0];
      }
    }
  }
  return out;
}

Array running_sum(const Value& value, const Numbers& x, const Adder& add) {
  Array out = array_like(x.dtype, x.axes);
  const std::size_t n = row_size(x.axes);
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    if (x.is_float()) {
      cumsum(x.floats.subspan(row * n, n), value.attributes.sum_order,
             static_cast<std::size_t>(value.attributes.width), add,
             std::span<float>(out.u).subspan(row * n, n));
      continue;
    }
    std::int64_t total = 0;
    for (std::size_t i = row * n; i < (row + 1) * n; ++i)
      out.whole[i] = total = add_integers(total, x.whole[i], x.dtype);
  }
  return out;
}

Array reduce_window(const Value& value, const Numbers& x, const Adder& add) {
  const Attributes& a = value.attributes;
  const auto n = static_cast<std::int64_t>(row_size(x.axes));
  std::vector<std::int64_t> axes = x.axes;
  axes.back() = 0;
  while (axes.back() * a.stride + a.window <= n + a.pad_low + a.pad_high) ++axes.back();
  Array out = array_like(x.dtype, axes);
  std::size_t at = 0;
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    for (std::int64_t window = 0; window < axes.back(); ++window) {
      const std::int64_t first = window * a.stride - a.pad_low;
      const std::int64_t begin = std::clamp<std::int64_t>(first, 0, n);
      const auto count =
          static_cast<std::size_t>(std::clamp<std::int64_t>(first + a.window, begin, n) - begin);
      const std::size_t from = row * static_cast<std::size_t>(n) + static_cast<std::size_t>(begin);
      if (x.is_float()) {
        out.u[at++] = reduce_floats(value, x.floats.subspan(from, count), add);
      } else {
        out.whole[at++] = reduce_whole(a.combine, x.whole.subspan(from, count), x.dtype);
      }
    }
  }
  return out;
}

Array dot(const Value& value, const Numbers& x, const Numbers& y) {
  const Attributes& a = value.attributes;
  const std::size_t k = row_size(x.axes);
  const auto m = static_cast<std::size_t>(x.axes[x.axes.size() - 2]);
  const auto n = static_cast<std::size_t>(y.axes[y.axes.size() - 2]);
  std::vector<std::int64_t> axes = x.axes;
  axes.back() = static_cast<std::int64_t>(n);
  Array out = float_array(value.elements[0].dtype, axes);
  for (std::size_t i = 0; i < out.u.size(); ++i) {
    const std::size_t batch = i / (m * n), row = i / n % m, column = i % n;
    std::vector<float> products;
    for (std::size_t p = 0; p < k; ++p) {
      products.push_back(arithmetic_result(x.floats[(batch * m + row) * k + p] *
                                           y.floats[(batch * n + column) * k + p]));
    }
    out.u[i] = sum(products, a.sum_order, static_cast<std::size_t>(a.width), Adder{});
  }
  return out;
}

Array argmax(const Value& value, const Numbers& x) {
  Array out = whole_array(Dtype::kS32, without_last_axis(x.axes));
  const std::size_t n = row_size(x.axes);
  const bool last = value.attributes.tie == Tie::kHighestIndex;
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    std::int64_t best = 0, best_key = 0;
    bool found = false;
    for (std::size_t column = 0; column < n; ++column) {
      const std::size_t i = row * n + column;
      if (x.is_float() && x.floats[i] != x.floats[i] && !value.attributes.nan_wins) continue;
      // In the numeric order both zeros are one, and a NaN is above everything.
      const std::int64_t key = x.is_float() ? float_key(x.floats[i], KeyOrder::kNumeric)
                                            : integer_key(x.whole[i], x.dtype);
      if (!found || key > best_key || (last && key == best_key)) {
        best = static_cast<std::int64_t>(column);
        best_key = key;
        found = true;
      }
    }
    out.whole[row] = best;
  }
  return out;
}

}  // namespace splitvote::reference
