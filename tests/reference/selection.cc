#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "tests/reference/formats.h"
#include "tests/reference/operations.h"
#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

// One integer per element of a row, ordered as the elements are.
std::vector<std::int64_t> row_keys(const Numbers& x, std::size_t row, KeyOrder order) {
  const std::size_t n = row_size(x.axes);
  std::vector<std::int64_t> keys(n);
  for (std::size_t i = 0; i < n; ++i) {
    keys[i] = x.is_float() ? float_key(x.floats[row * n + i], order)
                           : integer_key(x.whole[row * n + i], x.dtype);
  }
  return keys;
}

std::vector<std::size_t> positions(std::size_t n) {
  std::vector<std::size_t> out(n);
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

// The positions of the k largest, greatest first, equal ones by position as `tie` says.
std::vector<std::size_t> largest(const std::vector<std::int64_t>& keys, std::size_t k, Tie tie) {
  std::vector<std::size_t> order = positions(keys.size());
  const auto precedes = [&](std::size_t a, std::size_t b) {
    if (keys[a] != keys[b]) return keys[a] > keys[b];
    return tie == Tie::kLowestIndex ? a < b : a > b;
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order.end(),
                    precedes);
  order.resize(k);
  return order;
}

// [rows of `x`, n] with the elements of `x` that `chosen` names in each row.
Array pick(const Numbers& x, const std::vector<std::vector<std::size_t>>& chosen, std::size_t n) {
  std::vector<std::int64_t> axes = x.axes;
  axes.back() = static_cast<std::int64_t>(n);
  Array out = array_like(x.dtype, std::move(axes));
  std::size_t at = 0;
  for (std::size_t row = 0; row < chosen.size(); ++row) {
    for (const std::size_t position : chosen[row]) {
      const std::size_t from = row * row_size(x.axes) + position;
      if (x.is_float()) {
        out.u[at++] = x.floats[from];
      } else {
        out.whole[at++] = x.whole[from];
      }
    }
  }
  return out;
}

// Runs of 1, 2, 4, ... merged with their right neighbours: the last merge is that of the largest
// power of two below n with the rest. The head of the right run goes first only where it is
// `before` that of the left.
template <typename Before>
std::vector<std::size_t> merge_sorted(const std::vector<std::size_t>& ids, const Before& before) {
  if (ids.size() < 2) return ids;
  std::size_t half = 1;
  while (2 * half < ids.size()) half *= 2;
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(half);
  const auto left = merge_sorted(std::vector<std::size_t>(ids.begin(), middle), before);
  const auto right = merge_sorted(std::vector<std::size_t>(middle, ids.end()), before);
  std::vector<std::size_t> merged;
  auto a = left.begin();
  for (const std::size_t b : right) {
    while (a != left.end() && !before(b, *a)) merged.push_back(*a++);
    merged.push_back(b);
  }
  merged.insert(merged.end(), a, left.end());
  return merged;
}

std::size_t smaller(std::int64_t k, std::size_t n) {
  return k <= 0 ? 0 : std::min(static_cast<std::size_t>(k), n);
}

int floor_log2(std::uint64_t x) {
  int result = 0;
  while (x >>= 1) ++result;
  return result;
}
// Cut toward zero to eight bits of significand: what a packed key keeps.
std::vector<float> without_lower_bits(const Numbers& x) {
  std::vector<float> cut(x.floats.begin(), x.floats.end());
  for (float& number : cut) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(number);
    number = std::bit_cast<float>(bits >> 16 << 16);
  }
  return cut;
}
int ceil_log2(std::uint64_t x) { return x <= 1 ? 0 : floor_log2(x - 1) + 1; }
std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

std::vector<Array> sort(const Value& value, Operands operands) {
  const Numbers& key = operands[0];
  const std::size_t n = row_size(key.axes);
  std::vector<std::vector<std::size_t>> order(row_count(key.axes), positions(n));
  for (std::size_t row = 0; row < order.size(); ++row) {
    if (!value.regions.empty()) {
      order[row] = merge_sorted(order[row], [&](std::size_t a, std::size_t b) {
        std::vector<Array> pairs;
        for (const Numbers& operand : operands) {
          pairs.push_back(element_of(operand, row * n + a));
          pairs.push_back(element_of(operand, row * n + b));
        }
        return apply_region(value.regions[0], std::move(pairs), true)[0].whole[0] != 0;
      });
      continue;
    }
    const std::vector<std::int64_t> keys = row_keys(key, row, value.attributes.key_order);
    std::stable_sort(order[row].begin(), order[row].end(), [&](std::size_t a, std::size_t b) {
      return value.attributes.descending ? keys[a] > keys[b] : keys[a] < keys[b];
    });
  }
  std::vector<Array> out;
  for (const Numbers& operand : operands) out.push_back(pick(operand, order, n));
  return out;
}

std::vector<Array> top_k(const Numbers& whole, std::int64_t k, const Attributes& a) {
  const std::vector<float> cut = without_lower_bits(whole);
  const Numbers x =
      a.selection_key == SelectionKey::kPacked ? Numbers{whole.dtype, whole.axes, cut, {}} : whole;
  const std::size_t count = smaller(k, row_size(x.axes));
  std::vector<std::vector<std::size_t>> chosen(row_count(x.axes));
  std::vector<std::int64_t> axes = x.axes;
  axes.back() = static_cast<std::int64_t>(count);
  Array ids = whole_array(Dtype::kS32, std::move(axes));
  std::size_t at = 0;
  for (std::size_t row = 0; row < chosen.size(); ++row) {
    chosen[row] = largest(row_keys(x, row, a.key_order), count, a.tie);
    for (const std::size_t position : chosen[row])
      ids.whole[at++] = static_cast<std::int64_t>(position);
  }
  return {pick(x, chosen, count), std::move(ids)};
}

Array kth_value(const Numbers& whole, std::int64_t k, const Attributes& a) {
  const std::vector<float> cut = without_lower_bits(whole);
  const Numbers x =
      a.selection_key == SelectionKey::kPacked ? Numbers{whole.dtype, whole.axes, cut, {}} : whole;
  Array out = array_like(x.dtype, std::vector<std::int64_t>(x.axes.begin(), x.axes.end() - 1));
  const std::size_t n = row_size(x.axes);
  const std::size_t count = smaller(k, n);
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    if (count == 0) {
      if (x.is_float()) {
        out.u[row] = -std::numeric_limits<float>::infinity();
      } else {
        out.whole[row] = lowest_integer(x.dtype);
      }
      continue;
    }
    const std::size_t at =
        row * n + largest(row_keys(x, row, a.key_order), count, Tie::kLowestIndex).back();
    if (x.is_float()) {
      out.u[row] = x.floats[at];
    } else {
      out.whole[row] = x.whole[at];
    }
  }
  return out;
}

Bins approx_top_k_bins(std::int64_t n, std::int64_t k, double recall_target,
                       std::int64_t override_size) {
  if (n <= 128 || recall_target == 1) return {n, true};
  const std::int64_t size = override_size >= 0 ? override_size : n;
  const std::int64_t tiles = ceil_divide(n, 128);
  if (k == 1) return {128, false};
  const double wanted = std::trunc((1.0 - static_cast<double>(k)) / std::log(recall_target));
  const auto m =
      static_cast<std::int64_t>(std::min(std::max(wanted, 128.0), static_cast<double>(n)));
  int log2_reduction = floor_log2(static_cast<std::uint64_t>(size / m));
  if (log2_reduction == 0) return {n, true};
  log2_reduction = std::min(log2_reduction, ceil_log2(static_cast<std::uint64_t>(tiles)));
  return {ceil_divide(tiles, std::int64_t{1} << log2_reduction) * 128, false};
}

std::vector<Array> approx_top_k(const Value& value, const Numbers& x) {
  const Attributes& a = value.attributes;
  const std::size_t n = row_size(x.axes);
  const std::int64_t bins = approx_top_k_bins(static_cast<std::int64_t>(n), a.count.number,
                                              a.recall_target, a.reduction_input_size_override)
                                .count;
  std::vector<std::int64_t> axes = x.axes;
  axes.back() = bins;
  Array winners = float_array(x.dtype, axes);
  Array ids = whole_array(Dtype::kS32, axes);
  std::fill(winners.u.begin(), winners.u.end(), -std::numeric_limits<float>::infinity());
  std::fill(ids.whole.begin(), ids.whole.end(), -1);
  const auto bin_count = static_cast<std::size_t>(bins);
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    for (std::size_t i = 0; i < n; ++i) {
      const float newcomer = x.floats[row * n + i];
      float& winner = winners.u[row * bin_count + i % bin_count];
      const bool takes = a.tie_takes_newcomer ? !(winner > newcomer) : newcomer > winner;
      if (!takes) continue;
      winner = newcomer;
      ids.whole[row * bin_count + i % bin_count] = static_cast<std::int64_t>(i);
    }
  }
  if (!a.aggregate_to_topk) return {std::move(winners), std::move(ids)};
  const Numbers winner_numbers{winners.dtype, winners.axes, winners.u, {}};
  const Numbers id_numbers{ids.dtype, ids.axes, {}, ids.whole};
  const std::size_t count = smaller(a.count.number, bin_count);
  std::vector<std::vector<std::size_t>> chosen;
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    chosen.push_back(
        largest(row_keys(winner_numbers, row, KeyOrder::kNumeric), count, Tie::kLowestIndex));
  }
  return {pick(winner_numbers, chosen, count), pick(id_numbers, chosen, count)};
}

Array bit_search_threshold(Operands operands) {
  const Numbers& x = operands[0];
  const bool weighted = operands.size() == 3;
  const Numbers& target = operands.back();
  const std::size_t n = row_size(x.axes);
  Array out =
      float_array(Dtype::kFloat32, std::vector<std::int64_t>(x.axes.begin(), x.axes.end() - 1));
  const auto unsigned_key = [](float number) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    return bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
  };
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    const std::size_t target_at = target.size() == 1 ? 0 : row;
    std::uint32_t threshold = 0;
    for (int bit = 31; bit >= 0; --bit) {
      const std::uint32_t candidate = threshold | (std::uint32_t{1} << bit);
      std::int64_t count = 0;
      float weight = 0;
      for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
        if (unsigned_key(x.floats[i]) < candidate) continue;
        ++count;
        if (weighted) weight = arithmetic_result(weight + operands[1].floats[i]);
      }
      const bool enough =
          weighted ? weight >= target.floats[target_at] : count >= target.whole[target_at];
      if (enough) threshold = candidate;
    }
    const std::uint32_t bits = threshold >> 31 != 0 ? threshold & 0x7fffffffu : ~threshold;
    out.u[row] = std::bit_cast<float>(bits);
  }
  return out;
}

}  // namespace splitvote::reference
