// @snippet array
using Pred = std::uint8_t;  // 0 or 1

// One rank's array, row-major; a scalar has no axes and one number.
template <class T>
struct Array {
  std::vector<int> shape;
  std::vector<T> data;
  int last() const { return shape.empty() ? 1 : shape.back(); }
};
template <class T>
using Ranks = std::vector<Array<T>>;  // [rank]: ranks run in lockstep

inline std::size_t count(const std::vector<int>& shape) {
  std::size_t n = 1;
  for (int size : shape) n *= static_cast<std::size_t>(size);
  return n;
}
// @snippet outer: array
// All axes but the last, as one: how many rows there are.
inline std::size_t outer(std::vector<int> shape) {
  if (!shape.empty()) shape.pop_back();
  return count(shape);
}
// @snippet bits
inline std::uint32_t bits_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline float float_of(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}
// @snippet number: bits
// Every arithmetic result passes here: a NaN, whichever it is, becomes 0x7fc00000.
inline float number(float x) { return x != x ? float_of(0x7fc00000u) : x; }
// @snippet if_integer
template <class T>
using IfInteger = std::enable_if_t<std::is_integral<T>::value, int>;
// @snippet each: array
// f of the numbers at one place. An operand with fewer axes is repeated along the missing trailing
// ones.
template <class R, class F, class T0, class... T>
Ranks<R> each(F f, const Ranks<T0>& x0, const Ranks<T>&... x) {
  Ranks<R> out(x0.size());
  for (std::size_t rank = 0; rank < out.size(); ++rank) {
    std::vector<int>& shape = out[rank].shape;
    for (const std::vector<int>* each : {&x0[rank].shape, &x[rank].shape...}) {
      if (each->size() > shape.size()) shape = *each;
    }
    const std::size_t n = count(shape);
    for (std::size_t i = 0; i < n; ++i) {
      out[rank].data.push_back(f(x0[rank].data[i / (n / x0[rank].data.size())],
                                 x[rank].data[i / (n / x[rank].data.size())]...));
    }
  }
  return out;
}
// @snippet given: array
// What one rank is given, and where it stands.
struct Rank {
  int rank_class;           // ranks of one class were compiled together
  int offset;               // where its slice begins in the padded concatenation of all slices
  std::vector<int> tokens;  // of its columns; -1: padding
  std::vector<std::vector<float>> logits;  // [row][column]
};
struct Given {
  std::vector<Rank> ranks;
  std::vector<int> judged;                                      // the ranks whose outcome counts
  std::map<int, std::vector<std::vector<int>>> groups;          // [stage][rank] in an all_gather
  std::map<std::string, std::vector<std::vector<int>>> shapes;  // of values named for it alone
};

// The token that an id of the padded concatenation means; -1 for padding and for no column.
inline int token_of(const Given& given, long long id) {
  for (const Rank& rank : given.ranks) {
    const long long column = id - rank.offset;
    if (column >= 0 && column < static_cast<long long>(rank.tokens.size())) {
      return rank.tokens[static_cast<std::size_t>(column)];
    }
  }
  return -1;
}
// @snippet logits: given
inline Ranks<float> logits(const Given& given) {
  Ranks<float> out;
  for (const Rank& rank : given.ranks) {
    const auto rows = static_cast<int>(rank.logits.size());
    out.push_back({{rows, static_cast<int>(rank.tokens.size())}, {}});
    for (const auto& row : rank.logits) {
      out.back().data.insert(out.back().data.end(), row.begin(), row.end());
    }
  }
  return out;
}
// @snippet scalar: given
template <class T>
Ranks<T> scalar(const Given& given, T number) {
  return Ranks<T>(given.ranks.size(), Array<T>{{}, {number}});
}
// @snippet by_class: given
// Ranks of class 0 read `first`, those of class 1 `second`.
template <class T>
Ranks<T> by_class(const Given& given, const Ranks<T>& first, const Ranks<T>& second) {
  Ranks<T> out;
  for (std::size_t rank = 0; rank < given.ranks.size(); ++rank) {
    out.push_back(given.ranks[rank].rank_class == 0 ? first[rank] : second[rank]);
  }
  return out;
}
// @snippet partition_id: given
inline Ranks<std::int32_t> partition_id(const Given& given) {
  Ranks<std::int32_t> out;
  for (std::size_t rank = 0; rank < given.ranks.size(); ++rank) {
    out.push_back({{}, {static_cast<std::int32_t>(rank)}});
  }
  return out;
}
// @snippet shard_offset: given
inline Ranks<std::int32_t> shard_offset(const Given& given) {
  Ranks<std::int32_t> out;
  for (const Rank& rank : given.ranks) out.push_back({{}, {rank.offset}});
  return out;
}
// @snippet shapes: array
using Shapes = std::vector<std::vector<int>>;  // [rank]
template <class T>
Shapes shapes(const Ranks<T>& x) {
  Shapes out;
  for (const Array<T>& each : x) out.push_back(each.shape);
  return out;
}
// @snippet iota: shapes
// The position along the last axis.
template <class T>
Ranks<T> iota(const Shapes& shapes) {
  Ranks<T> out;
  for (const std::vector<int>& shape : shapes) {
    out.push_back({shape, {}});
    const std::size_t n = count(shape);
    for (std::size_t i = 0; i < n; ++i) {
      out.back().data.push_back(static_cast<T>(i % static_cast<std::size_t>(shape.back())));
    }
  }
  return out;
}
// @snippet get_dimension_size: shapes
inline Ranks<std::int32_t> get_dimension_size(const Shapes& shapes) {
  Ranks<std::int32_t> out;
  for (const std::vector<int>& shape : shapes) out.push_back({{}, {shape.back()}});
  return out;
}
