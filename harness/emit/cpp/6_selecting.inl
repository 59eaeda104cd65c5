// @snippet argmax: outer order
// -0 equals +0. NaN wins over all numbers, or is skipped. Of equal ones the first, or the last.
enum class Nan { wins, loses };
enum class Tie { first, last };
template <class T>
Ranks<std::int32_t> argmax(const Ranks<T>& x, Tie tie, Nan nan) {
  Ranks<std::int32_t> out;
  for (const Array<T>& each : x) {
    out.push_back({{each.shape.begin(), each.shape.end() - 1}, {}});
    const auto n = static_cast<std::size_t>(each.last());
    for (std::size_t row = 0; row < outer(each.shape); ++row) {
      std::size_t best = n;
      for (std::size_t i = 0; i < n; ++i) {
        const T here = each.data[row * n + i];
        if (here != here && nan == Nan::loses) continue;
        const auto mine = key(here, Order::numeric);
        const auto theirs = key(each.data[row * n + (best == n ? i : best)], Order::numeric);
        if (best == n || mine > theirs || (mine == theirs && tie == Tie::last)) best = i;
      }
      out.back().data.push_back(static_cast<std::int32_t>(best == n ? 0 : best));
    }
  }
  return out;
}
// @snippet sorted: outer order
// The positions of each row's elements, in order. Equal ones keep their order.
template <class T>
std::vector<std::vector<int>> sorted(const Array<T>& x, Order order, bool descending) {
  std::vector<std::vector<int>> out(outer(x.shape));
  for (std::size_t row = 0; row < out.size(); ++row) {
    for (int i = 0; i < x.last(); ++i) out[row].push_back(i);
    const T* numbers = x.data.data() + row * static_cast<std::size_t>(x.last());
    std::stable_sort(out[row].begin(), out[row].end(), [&](int a, int b) {
      const auto left = key(numbers[a], order), right = key(numbers[b], order);
      return descending ? left > right : left < right;
    });
  }
  return out;
}
// @snippet sort.keys: sorted pick
template <class T>
Ranks<T> sort(const Ranks<T>& x, Order order, bool descending) {
  Ranks<T> out;
  for (const Array<T>& each : x) {
    out.push_back(pick(each, sorted(each, order, descending), each.last()));
  }
  return out;
}
// @snippet sort: sorted pick
// The key and its payloads, all in the order of the key.
template <class T, class... P>
std::tuple<Ranks<T>, Ranks<P>...> sort_with(Order order, bool descending, const Ranks<T>& x,
                                            const Ranks<P>&... payload) {
  std::tuple<Ranks<T>, Ranks<P>...> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    const auto positions = sorted(x[rank], order, descending);
    const auto moved = std::make_tuple(pick(x[rank], positions, x[rank].last()),
                                       pick(payload[rank], positions, x[rank].last())...);
    std::apply(
        [&](auto&... to) {
          std::apply([&](const auto&... from) { (to.push_back(from), ...); }, moved);
        },
        out);
  }
  return out;
}
// @snippet largest: sorted
// The positions of the k largest, greatest first; of equal ones the lowest position first, or the
// highest.
template <class T>
std::vector<std::vector<int>> largest(const Array<T>& x, long long k, Order order, bool highest) {
  std::vector<std::vector<int>> out = sorted(x, order, !highest);
  for (std::vector<int>& row : out) {
    if (highest) std::reverse(row.begin(), row.end());
    if (k < static_cast<long long>(row.size())) row.resize(static_cast<std::size_t>(k < 0 ? 0 : k));
  }
  return out;
}
// @snippet top_k: largest pick
template <class T>
std::tuple<Ranks<T>, Ranks<std::int32_t>> top_k(const Ranks<T>& x, long long k, Order order,
                                                bool highest) {
  std::tuple<Ranks<T>, Ranks<std::int32_t>> out;
  for (const Array<T>& each : x) {
    const auto positions = largest(each, k, order, highest);
    const int length = static_cast<int>(k < each.last() ? k : each.last());
    const Array<T> values = pick(each, positions, length);
    Array<std::int32_t> ids{values.shape, {}};
    for (const auto& row : positions) ids.data.insert(ids.data.end(), row.begin(), row.end());
    std::get<0>(out).push_back(values);
    std::get<1>(out).push_back(ids);
  }
  return out;
}
// @snippet kth_value: largest limits
// The min(k, n)-th largest of each row; of none: -inf, or the lowest integer.
template <class T>
Ranks<T> kth_value(const Ranks<T>& x, long long k, Order order) {
  Ranks<T> out;
  for (const Array<T>& each : x) {
    out.push_back({{each.shape.begin(), each.shape.end() - 1}, {}});
    const auto positions = largest(each, k, order, false);
    for (std::size_t row = 0; row < positions.size(); ++row) {
      const auto begin = row * static_cast<std::size_t>(each.last());
      out.back().data.push_back(
          positions[row].empty()
              ? lowest<T>()
              : each.data[begin + static_cast<std::size_t>(positions[row].back())]);
    }
  }
  return out;
}
// @snippet approx_top_k: largest pick
// ApproxTopKReductionOutputSize of XLA (approx_topk_shape.cc), rank 2, tiling 128.
inline long long approx_top_k_bins(long long n, long long k, double recall_target,
                                   long long size_override) {
  const auto floor_log2 = [](long long x) {
    int log2 = 0;
    while (x >>= 1) ++log2;
    return log2;
  };
  if (n <= 128 || recall_target == 1) return n;
  const long long size = size_override >= 0 ? size_override : n;
  const long long tiles = (n + 127) / 128;
  if (k == 1) return 128;
  const double wanted = std::trunc((1.0 - static_cast<double>(k)) / std::log(recall_target));
  const double m = std::min(std::max(wanted, 128.0), static_cast<double>(n));
  int reduction = floor_log2(size / static_cast<long long>(m));
  if (reduction == 0) return n;
  reduction = std::min(reduction, tiles <= 1 ? 0 : floor_log2(tiles - 1) + 1);
  return (tiles + (1LL << reduction) - 1) / (1LL << reduction) * 128;
}
// Element i competes in bin i mod bins, in index order from (-inf, -1); the winners are ordered by
// value and the first k kept, or all are returned in bin order.
inline std::tuple<Ranks<float>, Ranks<std::int32_t>> approx_top_k(const Ranks<float>& x,
                                                                  long long k, double recall_target,
                                                                  long long size_override,
                                                                  bool aggregate_to_topk,
                                                                  bool tie_takes_newcomer) {
  std::tuple<Ranks<float>, Ranks<std::int32_t>> out;
  for (const Array<float>& each : x) {
    const auto n = static_cast<std::size_t>(each.last());
    const auto bins =
        static_cast<std::size_t>(approx_top_k_bins(each.last(), k, recall_target, size_override));
    const std::size_t rows = outer(each.shape);
    Array<float> winners{each.shape, std::vector<float>(rows * bins, -INFINITY)};
    winners.shape.back() = static_cast<int>(bins);
    Array<std::int32_t> ids{winners.shape, std::vector<std::int32_t>(rows * bins, -1)};
    for (std::size_t i = 0; i < rows * n; ++i) {
      const std::size_t bin = i / n * bins + i % n % bins;
      const float newcomer = each.data[i];
      const bool takes =
          tie_takes_newcomer ? !(winners.data[bin] > newcomer) : newcomer > winners.data[bin];
      if (!takes) continue;
      winners.data[bin] = newcomer;
      ids.data[bin] = static_cast<std::int32_t>(i % n);
    }
    if (aggregate_to_topk) {
      const auto positions = largest(winners, k, Order::numeric, false);
      const int length = static_cast<int>(std::min(k, static_cast<long long>(bins)));
      winners = pick(winners, positions, length);
      ids = pick(ids, positions, length);
    }
    std::get<0>(out).push_back(winners);
    std::get<1>(out).push_back(ids);
  }
  return out;
}
// @snippet bit_search: outer bits
// A cutoff, bit by bit from the highest: t gets a bit when measure(elements whose key is t with the
// bit, or above) >= target. Keys are float32 bits as unsigned numbers of the same order.
template <class Enough>
Ranks<float> bit_search(const Ranks<float>& x, Enough enough) {
  const auto key = [](float number) {
    const std::uint32_t bits = bits_of(number);
    return bits >> 31 != 0 ? ~bits : bits | 0x80000000u;
  };
  Ranks<float> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    const auto n = static_cast<std::size_t>(x[rank].last());
    out.push_back({{x[rank].shape.begin(), x[rank].shape.end() - 1}, {}});
    for (std::size_t row = 0; row < outer(x[rank].shape); ++row) {
      std::uint32_t t = 0;
      for (int bit = 31; bit >= 0; --bit) {
        const std::uint32_t c = t | 1u << bit;
        std::vector<std::size_t> reached;
        for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
          if (key(x[rank].data[i]) >= c) reached.push_back(i);
        }
        if (enough(rank, row, reached)) t = c;
      }
      out[rank].data.push_back(float_of(t >> 31 != 0 ? t & 0x7fffffffu : ~t));
    }
  }
  return out;
}
template <class T>
T target_of(const Array<T>& target, std::size_t row) {
  return target.data[target.data.size() == 1 ? 0 : row];
}
// @snippet bit_search_threshold: bit_search
// measure: how many they are.
inline Ranks<float> bit_search_threshold(const Ranks<float>& x, const Ranks<std::int32_t>& target) {
  return bit_search(
      x, [&](std::size_t rank, std::size_t row, const std::vector<std::size_t>& reached) {
        return static_cast<long long>(reached.size()) >= target_of(target[rank], row);
      });
}
// @snippet bit_search_threshold.weighted: bit_search number
// measure: the sum of their weights, in index order from +0.
inline Ranks<float> bit_search_threshold(const Ranks<float>& x, const Ranks<float>& weights,
                                         const Ranks<float>& target) {
  return bit_search(
      x, [&](std::size_t rank, std::size_t row, const std::vector<std::size_t>& reached) {
        float sum = 0;
        for (std::size_t i : reached) sum = number(sum + weights[rank].data[i]);
        return sum >= target_of(target[rank], row);
      });
}
