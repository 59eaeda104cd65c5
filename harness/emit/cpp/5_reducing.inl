// @snippet fold: outer
// The last axis of each row to one number, from `start`.
template <class T, class F>
Ranks<T> fold(const Ranks<T>& x, T start, F combine) {
  Ranks<T> out;
  for (const Array<T>& each : x) {
    out.push_back({{each.shape.begin(), each.shape.end() - 1}, {}});
    const auto n = static_cast<std::size_t>(each.last());
    for (std::size_t row = 0; row < outer(each.shape); ++row) {
      T result = start;
      for (std::size_t i = row * n; i < (row + 1) * n; ++i) result = combine(result, each.data[i]);
      out.back().data.push_back(result);
    }
  }
  return out;
}
// @snippet limits
template <class T>
T lowest() {
  return std::is_floating_point<T>::value ? static_cast<T>(-INFINITY)
                                          : std::numeric_limits<T>::lowest();
}
template <class T>
T highest() {
  return std::is_floating_point<T>::value ? static_cast<T>(INFINITY)
                                          : std::numeric_limits<T>::max();
}
// @snippet reduce_maximum: fold limits
template <class T>
Ranks<T> reduce_maximum(const Ranks<T>& x) {
  return fold(x, lowest<T>(), [](T a, T b) { return maximum(a, b); });
}
// @snippet reduce_minimum: fold limits
template <class T>
Ranks<T> reduce_minimum(const Ranks<T>& x) {
  return fold(x, highest<T>(), [](T a, T b) { return minimum(a, b); });
}
// @snippet reduce_product: fold
template <class T>
Ranks<T> reduce_product(const Ranks<T>& x) {
  return fold(x, T{1}, [](T a, T b) { return multiply(a, b); });
}
// @snippet reduce_and: fold
inline Ranks<Pred> reduce_and(const Ranks<Pred>& x) {
  return fold(x, Pred{1}, [](Pred a, Pred b) { return static_cast<Pred>(a & b); });
}
// @snippet reduce_or: fold
inline Ranks<Pred> reduce_or(const Ranks<Pred>& x) {
  return fold(x, Pred{0}, [](Pred a, Pred b) { return static_cast<Pred>(a | b); });
}
// @snippet reduce_sum.integer: fold add.integer
template <class T>
Ranks<T> reduce_sum(const Ranks<T>& x) {
  return fold(x, T{0}, [](T a, T b) { return add(a, b); });
}
// @snippet sum_step: number
// One addition of a sum: float32, then to the accumulator's format.
inline float sum_step(float a, float b, float (*accumulator)(float)) {
  return number(accumulator(number(a + b)));
}
// @snippet sequential: sum_step
// From +0, one after another.
inline float sequential(const float* x, std::size_t n, float (*accumulator)(float)) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum = sum_step(sum, x[i], accumulator);
  return sum;
}
// @snippet pairwise: sum_step
// The first h and the rest, h the largest power of two below n.
inline float pairwise(const float* x, std::size_t n, float (*accumulator)(float)) {
  if (n == 0) return 0;
  if (n == 1) return x[0];
  std::size_t half = 1;
  while (half * 2 < n) half *= 2;
  return sum_step(pairwise(x, half, accumulator), pairwise(x + half, n - half, accumulator),
                  accumulator);
}
// @snippet blocked: sum_step
// W lanes, element i in lane i mod W; then the upper half of the lanes onto the lower, and again.
template <std::size_t W>
float blocked(const float* x, std::size_t n, float (*accumulator)(float)) {
  std::vector<float> lanes(W, 0.0f);
  for (std::size_t i = 0; i < n; ++i) lanes[i % W] = sum_step(lanes[i % W], x[i], accumulator);
  for (std::size_t s = W / 2; s >= 1; s /= 2) {
    for (std::size_t j = 0; j < s; ++j) lanes[j] = sum_step(lanes[j], lanes[j + s], accumulator);
  }
  return lanes[0];
}
// @snippet reduce_sum: outer accumulator
template <class Sum>
Ranks<float> reduce_sum(const Given& given, const Ranks<float>& x, Sum sum,
                        const Accumulator& by_class) {
  Ranks<float> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    const auto n = static_cast<std::size_t>(x[rank].last());
    out.push_back({{x[rank].shape.begin(), x[rank].shape.end() - 1}, {}});
    for (std::size_t row = 0; row < outer(x[rank].shape); ++row) {
      out[rank].data.push_back(
          sum(x[rank].data.data() + row * n, n, accumulator_of(given, by_class, rank)));
    }
  }
  return out;
}
// @snippet cumsum.integer: outer add.integer
template <class T>
Ranks<T> cumsum(Ranks<T> x) {
  for (Array<T>& each : x) {
    const auto n = static_cast<std::size_t>(each.last());
    for (std::size_t i = 0; i < each.data.size(); ++i) {
      each.data[i] = add(i % n == 0 ? T{0} : each.data[i - 1], each.data[i]);
    }
  }
  return x;
}
// @snippet cumsum: sum_step accumulator
// Blocks of `width` are scanned from +0, then carry + local, the carry being the last number of the
// block before. Width 0: one scan of the whole row.
inline Ranks<float> cumsum(const Given& given, Ranks<float> x, std::size_t width,
                           const Accumulator& by_class) {
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    const auto accumulator = accumulator_of(given, by_class, rank);
    const auto n = static_cast<std::size_t>(x[rank].last());
    float local = 0, carry = 0;
    for (std::size_t i = 0; i < x[rank].data.size(); ++i) {
      float& here = x[rank].data[i];
      if (i % n == 0) local = carry = 0;
      if (width != 0 && i % n != 0 && i % n % width == 0) {
        carry = x[rank].data[i - 1];
        local = 0;
      }
      local = sum_step(local, here, accumulator);
      here = width == 0 ? local : sum_step(carry, local, accumulator);
    }
  }
  return x;
}
// @snippet reduce_region: outer
// The rows of several arrays at once: acc = region(acc..., x...) for each position in order.
template <class... T, class F, std::size_t... I>
std::tuple<Ranks<T>...> reduce_region(const Given& given, const std::tuple<Ranks<T>...>& x,
                                      const std::tuple<Ranks<T>...>& start, F region,
                                      std::index_sequence<I...>) {
  std::tuple<Ranks<T>...> out;
  for (std::size_t rank = 0; rank < given.ranks.size(); ++rank) {
    const auto& first = std::get<0>(x)[rank];
    const auto n = static_cast<std::size_t>(first.last());
    const std::vector<int> shape(first.shape.begin(), first.shape.end() - 1);
    (std::get<I>(out).push_back({shape, {}}), ...);
    for (std::size_t row = 0; row < outer(first.shape); ++row) {
      std::tuple<T...> accumulated(std::get<I>(start)[rank].data[0]...);
      for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
        accumulated = region(given.ranks[rank].rank_class, std::get<I>(accumulated)...,
                             std::get<I>(x)[rank].data[i]...);
      }
      (std::get<I>(out)[rank].data.push_back(std::get<I>(accumulated)), ...);
    }
  }
  return out;
}
template <class... T, class F>
std::tuple<Ranks<T>...> reduce_region(const Given& given, const std::tuple<Ranks<T>...>& x,
                                      const std::tuple<Ranks<T>...>& start, F region) {
  return reduce_region(given, x, start, region, std::index_sequence_for<T...>());
}
