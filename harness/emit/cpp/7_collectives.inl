// @snippet all_gather: join
// What every rank sends, joined in rank order; all ranks receive the same.
template <class T>
Ranks<T> all_gather(const Ranks<T>& x) {
  std::vector<const Array<T>*> parts;
  for (const Array<T>& each : x) parts.push_back(&each);
  return Ranks<T>(x.size(), join(parts));
}
// @snippet all_gather.own: join
// The same, but a rank's own part is `own`, which does not cross the wire.
template <class T>
Ranks<T> all_gather(const Ranks<T>& x, const Ranks<T>& own) {
  Ranks<T> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    std::vector<const Array<T>*> parts;
    for (std::size_t j = 0; j < x.size(); ++j) parts.push_back(j == rank ? &own[j] : &x[j]);
    out.push_back(join(parts));
  }
  return out;
}
// @snippet all_gather.stage: join
// Within groups[rank], the ranks that meet in one stage; a rank's own part is `own`.
template <class T>
Ranks<T> all_gather(const Ranks<T>& x, const Ranks<T>& own,
                    const std::vector<std::vector<int>>& groups) {
  Ranks<T> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    std::vector<const Array<T>*> parts;
    for (int other : groups[rank]) {
      const auto j = static_cast<std::size_t>(other);
      parts.push_back(j == rank ? &own[j] : &x[j]);
    }
    out.push_back(join(parts));
  }
  return out;
}
// @snippet all_reduce: array
// Element by element over the ranks in rank order, from rank 0's own.
template <class T, class F>
Ranks<T> all_reduce(const Ranks<T>& x, F combine) {
  Array<T> out = x[0];
  for (std::size_t rank = 1; rank < x.size(); ++rank) {
    for (std::size_t i = 0; i < out.data.size(); ++i) {
      out.data[i] = combine(out.data[i], x[rank].data[i]);
    }
  }
  return Ranks<T>(x.size(), out);
}
// @snippet all_reduce_maximum: all_reduce
template <class T>
Ranks<T> all_reduce_maximum(const Ranks<T>& x) {
  return all_reduce(x, [](T a, T b) { return maximum(a, b); });
}
// @snippet all_reduce_minimum: all_reduce
template <class T>
Ranks<T> all_reduce_minimum(const Ranks<T>& x) {
  return all_reduce(x, [](T a, T b) { return minimum(a, b); });
}
// @snippet all_reduce_and: all_reduce
inline Ranks<Pred> all_reduce_and(const Ranks<Pred>& x) {
  return all_reduce(x, [](Pred a, Pred b) { return static_cast<Pred>(a & b); });
}
// @snippet all_reduce_or: all_reduce
inline Ranks<Pred> all_reduce_or(const Ranks<Pred>& x) {
  return all_reduce(x, [](Pred a, Pred b) { return static_cast<Pred>(a | b); });
}
// @snippet all_reduce_sum.integer: all_reduce add.integer
template <class T>
Ranks<T> all_reduce_sum(const Ranks<T>& x) {
  return all_reduce(x, [](T a, T b) { return add(a, b); });
}
// @snippet all_reduce_sum: sum_step accumulator
// The additions that rank j makes use its accumulator. rank: x0, then + x1, + x2, ... tree: rank j
// with j mod 2s = 0 takes x_j + x_{j+s}, s = 1, 2, 4, ... ring: element e of m starts at rank
// floor(e * R / m) and goes round.
enum class Route { rank, tree, ring };
inline Ranks<float> all_reduce_sum(const Given& given, const Ranks<float>& x, Route route,
                                   const Accumulator& by_class) {
  const std::size_t ranks = x.size(), n = x[0].data.size();
  Array<float> out{x[0].shape, {}};
  for (std::size_t e = 0; e < n; ++e) {
    std::vector<float> part;
    for (const Array<float>& each : x) part.push_back(each.data[e]);
    const auto take = [&](float& sum, float from, std::size_t rank) {
      sum = sum_step(sum, from, accumulator_of(given, by_class, rank));
    };
    if (route == Route::tree) {
      for (std::size_t s = 1; s < ranks; s *= 2) {
        for (std::size_t j = 0; j + s < ranks; j += 2 * s) take(part[j], part[j + s], j);
      }
      out.data.push_back(part[0]);
      continue;
    }
    const std::size_t first = route == Route::ring ? e * ranks / n : 0;
    float sum = part[first];
    for (std::size_t i = 1; i < ranks; ++i) {
      const std::size_t rank = (first + i) % ranks;
      take(sum, part[rank], rank);
    }
    out.data.push_back(sum);
  }
  return Ranks<float>(ranks, out);
}
// @snippet collective_broadcast: array
template <class T>
Ranks<T> collective_broadcast(const Ranks<T>& x, std::size_t root) {
  return Ranks<T>(x.size(), x[root]);
}
