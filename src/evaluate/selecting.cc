#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/arithmetic.h"
#include "src/numeric/order.h"
#include "src/numeric/top_k.h"

namespace splitvote {
namespace {

std::int32_t argmax_floats(const Attributes& a, const float* x, std::size_t n) {
  const bool last = a.tie == Tie::kHighestIndex;
  std::int32_t best = -1;
  for (std::size_t i = 0; i < n; ++i) {
    const auto index = static_cast<std::int32_t>(i);
    if (std::isnan(x[i])) {
      if (!a.nan_wins) continue;
      if (best < 0 || !std::isnan(x[best]) || last) best = index;
    } else if (best < 0 || x[i] > x[best] || (last && x[i] == x[best])) {
      best = index;
    }
  }
  return std::max(best, 0);
}

template <typename T>
std::int32_t argmax_integers(const Attributes& a, const T* x, std::size_t n) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (x[i] > x[best] || (a.tie == Tie::kHighestIndex && x[i] == x[best])) best = i;
  }
  return static_cast<std::int32_t>(best);
}

ArrayRef argmax(const Attributes& a, const Array& x) {
  return make_array(Dtype::kS32, x.shape().without_last(), [&](Array& out) {
    const std::size_t n = x.shape().last();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < out.count(); ++row) {
        const T* from = x.as<T>() + row * n;
        if constexpr (std::is_same_v<T, float>) {
          out.fill<std::int32_t>()[row] = argmax_floats(a, from, n);
        } else if constexpr (kIsInteger<T>) {
          out.fill<std::int32_t>()[row] = argmax_integers(a, from, n);
        }
      }
    });
  });
}

}  // namespace

ArrayRef take_from_rows(const Array& x, const Array& ids) {
  return make_array(x.dtype(), ids.shape(), [&](Array& out) {
    const std::size_t rows = ids.shape().outer(), count = ids.shape().last(), n = x.shape().last();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = row * count; i < (row + 1) * count; ++i) {
          out.fill<T>()[i] =
              x.as<T>()[row * n + static_cast<std::size_t>(ids.as<std::int32_t>()[i])];
        }
      }
    });
  });
}

void sort_ids(const Array& key, KeyOrder order, bool descending, Array& ids) {
  const std::size_t rows = key.shape().outer(), n = key.shape().last();
  with_stored_type(key.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::size_t row = 0; row < rows; ++row) {
      const T* from = key.as<T>() + row * n;
      std::int32_t* to = ids.fill<std::int32_t>() + row * n;
      if constexpr (std::is_same_v<T, float>) {
        sort_permutation(from, n, order, descending, to);
      } else if constexpr (kIsInteger<T>) {
        sort_permutation(from, n, descending, to);
      }
    }
  });
}

namespace {

std::vector<ArrayRef> sort_rows(const Attributes& a, Operands operands) {
  const Array& key = *operands[0];
  const ArrayRef ids = make_array(
      Dtype::kS32, key.shape(), [&](Array& out) { sort_ids(key, a.key_order, a.descending, out); });
  std::vector<ArrayRef> sorted;
  for (const ArrayRef& each : operands) sorted.push_back(take_from_rows(*each, *ids));
  return sorted;
}

template <typename T>
void top_k_integers(const T* x, std::size_t n, std::size_t k, Tie tie, std::int32_t* ids) {
  std::vector<std::int32_t> order(n);
  sort_permutation(x, n, true, order.data());
  if (tie == Tie::kHighestIndex) {  // stable by lowest index: turn each run of equal keys around
    for (std::size_t begin = 0; begin < n;) {
      std::size_t end = begin + 1;
      while (end < n && x[order[end]] == x[order[begin]]) ++end;
      std::reverse(order.begin() + static_cast<std::ptrdiff_t>(begin),
                   order.begin() + static_cast<std::ptrdiff_t>(end));
      begin = end;
    }
  }
  std::copy_n(order.begin(), k, ids);
}

ArrayRef top_k_ids(const Attributes& a, const Array& x, std::size_t k) {
  const std::size_t rows = x.shape().outer(), n = x.shape().last(), kept = std::min(k, n);
  return make_array(Dtype::kS32, x.shape().with_last(kept), [&](Array& out) {
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < rows && kept != 0; ++row) {
        const T* from = x.as<T>() + row * n;
        std::int32_t* to = out.fill<std::int32_t>() + row * kept;
        if constexpr (std::is_same_v<T, float>) {
          top_k(from, n, kept, a.key_order, a.tie, to);
        } else if constexpr (kIsInteger<T>) {
          top_k_integers(from, n, kept, a.tie, to);
        }
      }
    });
  });
}

ArrayRef kth_value(const Attributes& a, const Array& x, std::size_t k) {
  const std::size_t rows = x.shape().outer(), n = x.shape().last(), kept = std::min(k, n);
  if (n == 0) {
    const ArrayRef lowest = constant_scalar(x.dtype(), -std::numeric_limits<double>::infinity());
    return broadcast_array(*lowest, x.shape().without_last());
  }
  const ArrayRef ids = top_k_ids(a, x, k);
  const ArrayRef last = make_array(Dtype::kS32, x.shape().with_last(1), [&](Array& out) {
    for (std::size_t row = 0; row < rows; ++row) {
      out.fill<std::int32_t>()[row] = ids->as<std::int32_t>()[row * kept + kept - 1];
    }
  });
  const ArrayRef column = take_from_rows(x, *last);
  return make_array(x.dtype(), x.shape().without_last(), [&](Array& out) {
    std::memcpy(out.fill<std::byte>(), column->as<std::byte>(), column->bytes());
  });
}

// What is ordered and returned.
ArrayRef selection_keys(const Attributes& a, const ArrayRef& x) {
  if (a.selection_key == SelectionKey::kNumber) return x;
  return make_array(x->dtype(), x->shape(), [&](Array& out) {
    std::transform(x->as<float>(), x->as<float>() + x->count(), out.fill<float>(), packed_number);
  });
}

struct Winner {
  float value;
  std::int32_t id;
};

std::vector<Winner> bin_winners(const Attributes& a, const float* x, std::size_t n,
                                std::size_t bins) {
  std::vector<Winner> winners(bins, Winner{-std::numeric_limits<float>::infinity(), -1});
  for (std::size_t i = 0; i < n; ++i) {
    Winner& best = winners[i % bins];
    const bool newcomer = a.tie_takes_newcomer ? !(best.value > x[i]) : x[i] > best.value;
    if (newcomer) best = {x[i], static_cast<std::int32_t>(i)};
  }
  return winners;
}

std::vector<ArrayRef> approx_top_k(const Attributes& a, const Array& x) {
  const std::size_t rows = x.shape().outer(), n = x.shape().last();
  const std::size_t bins =
      approx_top_k_bins(n, a.count.number, a.recall_target, a.reduction_input_size_override);
  const std::size_t kept =
      a.aggregate_to_topk ? std::min(static_cast<std::size_t>(a.count.number), bins) : bins;
  std::vector<Winner> all;
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<Winner> winners = bin_winners(a, x.floats() + row * n, n, bins);
    if (a.aggregate_to_topk) {
      std::stable_sort(winners.begin(), winners.end(), [](const Winner& p, const Winner& q) {
        return numeric_order_key(p.value) > numeric_order_key(q.value);
      });
    }
    all.insert(all.end(), winners.begin(), winners.begin() + static_cast<std::ptrdiff_t>(kept));
  }
  const Shape shape = x.shape().with_last(kept);
  return {make_array(x.dtype(), shape,
                     [&](Array& out) {
                       for (std::size_t i = 0; i < all.size(); ++i)
                         out.fill<float>()[i] = all[i].value;
                     }),
          make_array(Dtype::kS32, shape, [&](Array& out) {
            for (std::size_t i = 0; i < all.size(); ++i) out.fill<std::int32_t>()[i] = all[i].id;
          })};
}

std::uint32_t unsigned_order_key(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

float float_of_unsigned_order_key(std::uint32_t key) {
  return std::bit_cast<float>((key & 0x80000000U) != 0 ? key & 0x7fffffffU : ~key);
}

ArrayRef bit_search(Operands operands) {
  const Array& x = *operands[0];
  const bool weighted = operands.size() == 3;
  const Array& target = *operands.back();
  return make_array(Dtype::kFloat32, x.shape().without_last(), [&](Array& out) {
    const std::size_t n = x.shape().last();
    std::vector<std::uint32_t> keys(n);
    for (std::size_t row = 0; row < out.count(); ++row) {
      for (std::size_t i = 0; i < n; ++i) keys[i] = unsigned_order_key(x.floats()[row * n + i]);
      const std::size_t target_at = target.shape().axes == 0 ? 0 : row;
      const auto reaches = [&](std::uint32_t candidate) {
        if (!weighted) {
          const auto count = std::count_if(keys.begin(), keys.end(),
                                           [&](std::uint32_t key) { return key >= candidate; });
          return count >= static_cast<std::ptrdiff_t>(target.as<std::int32_t>()[target_at]);
        }
        float mass = 0;
        for (std::size_t i = 0; i < n; ++i) {
          if (keys[i] >= candidate)
            mass = arithmetic(Arithmetic::kAdd, mass, operands[1]->floats()[row * n + i]);
        }
        return mass >= target.floats()[target_at];
      };
      std::uint32_t threshold = 0;
      for (int bit = 31; bit >= 0; --bit) {
        const std::uint32_t candidate = threshold | std::uint32_t{1} << bit;
        if (reaches(candidate)) threshold = candidate;
      }
      out.fill<float>()[row] = float_of_unsigned_order_key(threshold);
    }
  });
}

int floor_log2(std::uint64_t x) { return static_cast<int>(std::bit_width(x)) - 1; }
int ceil_log2(std::uint64_t x) { return x <= 1 ? 0 : static_cast<int>(std::bit_width(x - 1)); }
std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

}  // namespace

std::size_t approx_top_k_bins(std::size_t n, std::int64_t k, double recall_target,
                              std::int64_t size_override) {
  constexpr std::uint64_t kTiling = 128;
  if (n <= kTiling || recall_target == 1.0) return n;
  const std::uint64_t logical = size_override >= 0 ? static_cast<std::uint64_t>(size_override) : n;
  if (k == 1) return kTiling;
  const double wanted = std::trunc(static_cast<double>(1 - k) / std::log(recall_target));
  const std::uint64_t m = std::min<std::uint64_t>(
      std::max<std::uint64_t>(static_cast<std::uint64_t>(std::min(wanted, 1e18)), kTiling), n);
  const std::uint64_t ratio = logical / m;
  int log2_reduction = ratio == 0 ? 0 : floor_log2(ratio);
  if (log2_reduction == 0) return n;
  log2_reduction = std::min(log2_reduction, ceil_log2(ceil_div(n, kTiling)));
  return ceil_div(ceil_div(n, kTiling), std::uint64_t{1} << log2_reduction) * kTiling;
}

std::vector<ArrayRef> evaluate_selection(const Value& value, Operands operands, std::size_t k) {
  const Attributes& a = value.attributes;
  const Array& x = *operands[0];
  switch (value.opcode) {
    case Opcode::kArgmax:
      return {argmax(a, x)};
    case Opcode::kSort:
      return value.regions.empty() ? sort_rows(a, operands) : evaluate_region_sort(value, operands);
    case Opcode::kTopK: {
      const ArrayRef keys = selection_keys(a, operands[0]);
      ArrayRef ids = top_k_ids(a, *keys, k);
      ArrayRef values = take_from_rows(*keys, *ids);
      return {std::move(values), std::move(ids)};
    }
    case Opcode::kApproxTopK:
      return approx_top_k(a, x);
    case Opcode::kKthValue:
      return {kth_value(a, *selection_keys(a, operands[0]), k)};
    default:
      return {bit_search(operands)};
  }
}

}  // namespace splitvote
