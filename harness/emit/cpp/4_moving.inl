// @snippet broadcast: shapes
template <class T>
Ranks<T> broadcast(const Ranks<T>& x, const Shapes& shapes) {
  Ranks<T> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    out.push_back({shapes[rank], {}});
    const std::size_t n = count(shapes[rank]);
    for (std::size_t i = 0; i < n; ++i) {
      out[rank].data.push_back(x[rank].data[i / (n / x[rank].data.size())]);
    }
  }
  return out;
}
// @snippet reshape: array
// [n] to [n, 1], [n, 1] to [n].
template <class T>
Ranks<T> reshape(Ranks<T> x) {
  for (Array<T>& each : x) {
    if (each.shape.size() == 1) {
      each.shape.push_back(1);
    } else {
      each.shape.pop_back();
    }
  }
  return x;
}
// @snippet pick: outer
// Along the last axis: the elements at these positions of each row.
template <class T>
Array<T> pick(const Array<T>& x, const std::vector<std::vector<int>>& positions, int length) {
  Array<T> out{x.shape, {}};
  out.shape.back() = length;
  for (std::size_t row = 0; row < positions.size(); ++row) {
    for (int position : positions[row]) {
      out.data.push_back(
          x.data[row * static_cast<std::size_t>(x.last()) + static_cast<std::size_t>(position)]);
    }
  }
  return out;
}
// @snippet slice: pick
// Elements start, start + stride, ... below limit (-1: the end).
template <class T>
Ranks<T> slice(const Ranks<T>& x, long long start, long long limit, long long stride) {
  Ranks<T> out;
  for (const Array<T>& each : x) {
    const long long end = limit < 0 || limit > each.last() ? each.last() : limit;
    std::vector<int> positions;
    for (long long i = start; i < end; i += stride) positions.push_back(static_cast<int>(i));
    out.push_back(pick(each, std::vector<std::vector<int>>(outer(each.shape), positions),
                       static_cast<int>(positions.size())));
  }
  return out;
}
// @snippet reverse: pick
template <class T>
Ranks<T> reverse(const Ranks<T>& x) {
  Ranks<T> out;
  for (const Array<T>& each : x) {
    std::vector<int> positions;
    for (int i = each.last(); i-- > 0;) positions.push_back(i);
    out.push_back(
        pick(each, std::vector<std::vector<int>>(outer(each.shape), positions), each.last()));
  }
  return out;
}
// @snippet join: array
// Along the last axis; [batch] counts as [batch, 1].
template <class T>
Array<T> join(const std::vector<const Array<T>*>& parts) {
  const auto columns = [](const Array<T>& part) {
    return static_cast<std::size_t>(part.shape.size() == 1 ? 1 : part.last());
  };
  Array<T> out{{parts[0]->shape[0], 0}, {}};
  for (const Array<T>* part : parts) out.shape[1] += static_cast<int>(columns(*part));
  for (std::size_t row = 0; row < static_cast<std::size_t>(out.shape[0]); ++row) {
    for (const Array<T>* part : parts) {
      for (std::size_t i = 0; i < columns(*part); ++i) {
        out.data.push_back(part->data[row * columns(*part) + i]);
      }
    }
  }
  return out;
}
// @snippet concatenate: join
template <class T>
Ranks<T> concatenate(const std::vector<Ranks<T>>& parts) {
  Ranks<T> out;
  for (std::size_t rank = 0; rank < parts[0].size(); ++rank) {
    std::vector<const Array<T>*> here;
    for (const Ranks<T>& part : parts) here.push_back(&part[rank]);
    out.push_back(join(here));
  }
  return out;
}
// @snippet gather: outer
// x at ids; an id outside 0..n-1 is clamped to it; n = 0 gives zeros. Ids with one axis less name
// one element a row.
template <class T, class I>
Ranks<T> gather(const Ranks<T>& x, const Ranks<I>& ids) {
  Ranks<T> out;
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    const auto n = static_cast<std::size_t>(x[rank].last());
    const bool one = ids[rank].shape.size() < x[rank].shape.size();
    const auto per_row = static_cast<std::size_t>(one ? 1 : ids[rank].last());
    out.push_back({ids[rank].shape, {}});
    for (std::size_t i = 0; i < ids[rank].data.size(); ++i) {
      const I id = ids[rank].data[i];
      std::size_t at = 0;
      if (!(id < I{0})) {
        at = static_cast<std::uint64_t>(id) < n ? static_cast<std::size_t>(id) : n - 1;
      }
      out[rank].data.push_back(n == 0 ? T{} : x[rank].data[i / per_row * n + at]);
    }
  }
  return out;
}
// @snippet scatter: array
// base with updates applied in order, `combine(old, new)` each; ids outside 0..n-1 are dropped.
template <class T, class I, class F>
Ranks<T> scatter(Ranks<T> base, const Ranks<I>& ids, const Ranks<T>& updates, F combine) {
  for (std::size_t rank = 0; rank < base.size(); ++rank) {
    const auto n = static_cast<std::size_t>(base[rank].last());
    const bool one = ids[rank].shape.size() < base[rank].shape.size();
    const auto per_row = static_cast<std::size_t>(one ? 1 : ids[rank].last());
    const std::size_t count = ids[rank].data.size();
    for (std::size_t i = 0; i < count; ++i) {
      const I id = ids[rank].data[i];
      if (id < I{0} || static_cast<std::uint64_t>(id) >= n) continue;
      T& old = base[rank].data[i / per_row * n + static_cast<std::size_t>(id)];
      old = combine(old, updates[rank].data[i / (count / updates[rank].data.size())]);
    }
  }
  return base;
}
