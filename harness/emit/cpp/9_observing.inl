// @snippet outcome: given
// What one rank names in one row, as ids of the padded concatenation.
struct Names {
  std::set<long long> kept;
  long long top = -1, draw = -1;
  bool owner = false;
  bool intact = true;  // every key is the number of the token it travelled with
  bool finite = true;  // so is the number that the top was chosen for
};
struct Outcome {
  std::vector<std::vector<Names>> of;  // [rank][row]
  std::vector<bool> reads_nan;         // [row] a decision of some rank read NaN
  const Names& at(int rank, int row) const {
    return of[static_cast<std::size_t>(rank)][static_cast<std::size_t>(row)];
  }
};
inline Outcome nothing_named(const Given& given, std::size_t rows) {
  return {std::vector<std::vector<Names>>(given.ranks.size(), std::vector<Names>(rows)),
          std::vector<bool>(rows, false)};
}
// f(names, rank, i) for every element i, with the names of its rank and row.
template <class T, class F>
void for_each(Outcome& outcome, const Ranks<T>& x, F f) {
  for (std::size_t rank = 0; rank < x.size(); ++rank) {
    const std::size_t rows = outcome.of[rank].size(), per_row = x[rank].data.size() / rows;
    for (std::size_t i = 0; i < rows * per_row; ++i) f(outcome.of[rank][i / per_row], rank, i);
  }
}
// @snippet watch_nan: outcome
// A decision reads x: a NaN in it marks the row, in a scalar every row.
inline void watch_nan(Outcome& outcome, const Ranks<float>& x) {
  for (const Array<float>& each : x) {
    for (std::size_t i = 0; i < each.data.size(); ++i) {
      if (each.data[i] == each.data[i]) continue;
      const std::size_t rows = outcome.reads_nan.size();
      if (each.shape.empty()) {
        outcome.reads_nan.assign(rows, true);
      } else {
        outcome.reads_nan[i / (each.data.size() / static_cast<std::size_t>(each.shape[0]))] = true;
      }
    }
  }
}
// @snippet keep_own_slices: outcome
// A mask over every rank's own slice: all ranks together keep one set.
inline void keep_own_slices(const Given& given, Outcome& outcome, const Ranks<Pred>& mask) {
  Outcome joint = nothing_named(given, outcome.reads_nan.size());
  for_each(joint, mask, [&](Names&, std::size_t rank, std::size_t i) {
    if (!mask[rank].data[i]) return;
    const auto n = static_cast<std::size_t>(mask[rank].last());
    for (auto& names : outcome.of) {
      names[i / n].kept.insert(given.ranks[rank].offset + static_cast<long long>(i % n));
    }
  });
}
// @snippet keep_ids: outcome
// Ids alone: negative ones mean none.
template <class I>
void keep_ids(Outcome& outcome, const Ranks<I>& ids) {
  for_each(outcome, ids, [&](Names& names, std::size_t rank, std::size_t i) {
    const auto id = static_cast<long long>(ids[rank].data[i]);
    if (id >= 0) names.kept.insert(id);
  });
}
// @snippet keep_masked_ids: outcome
template <class I>
void keep_masked_ids(Outcome& outcome, const Ranks<Pred>& mask, const Ranks<I>& ids) {
  for_each(outcome, ids, [&](Names& names, std::size_t rank, std::size_t i) {
    if (mask[rank].data[i]) names.kept.insert(static_cast<long long>(ids[rank].data[i]));
  });
}
// @snippet name_top: outcome
template <class I>
void name_top(Outcome& outcome, const Ranks<I>& ids) {
  for_each(outcome, ids, [&](Names& names, std::size_t rank, std::size_t i) {
    names.top = static_cast<long long>(ids[rank].data[i]);
  });
}
// @snippet name_top_value: outcome
inline void name_top_value(Outcome& outcome, const Ranks<float>& values) {
  for_each(outcome, values, [&](Names& names, std::size_t rank, std::size_t i) {
    names.finite = std::isfinite(values[rank].data[i]);
  });
}
// @snippet name_draw: outcome
template <class I>
void name_draw(Outcome& outcome, const Ranks<I>& ids) {
  for_each(outcome, ids, [&](Names& names, std::size_t rank, std::size_t i) {
    names.draw = static_cast<long long>(ids[rank].data[i]);
  });
}
// @snippet name_owner: outcome
inline void name_owner(Outcome& outcome, const Ranks<Pred>& mask) {
  for_each(outcome, mask, [&](Names& names, std::size_t rank, std::size_t i) {
    names.owner = mask[rank].data[i] != 0;
  });
}
// @snippet name_travellers: outcome bits
// Every key must be, bit for bit, the source's number at the column that its id names.
template <class I>
void name_travellers(const Given& given, Outcome& outcome, const Ranks<I>& ids,
                     const Ranks<float>& keys, const Ranks<float>& source) {
  for_each(outcome, ids, [&](Names& names, std::size_t rank, std::size_t i) {
    const std::size_t row = i / (ids[rank].data.size() / outcome.reads_nan.size());
    const auto id = static_cast<long long>(ids[rank].data[i]);
    bool found = false;
    for (std::size_t j = 0; j < given.ranks.size(); ++j) {
      const long long column = id - given.ranks[j].offset, n = source[j].last();
      if (column < 0 || column >= n) continue;
      const float number =
          source[j].data[row * static_cast<std::size_t>(n) + static_cast<std::size_t>(column)];
      found = bits_of(number) == bits_of(keys[rank].data[i]);
    }
    names.intact = names.intact && found;
  });
}
// @snippet print: outcome
inline std::string named(const Given& given, long long id) {
  const int token = token_of(given, id);
  return token < 0 ? "id " + std::to_string(id) + " (no token)" : std::to_string(token);
}
// @snippet print_kept: print
inline std::string kept(const Given& given, const Names& names) {
  std::set<int> tokens;
  std::string others;
  for (long long id : names.kept) {
    if (token_of(given, id) < 0) {
      others += ", " + named(given, id);
    } else {
      tokens.insert(token_of(given, id));
    }
  }
  std::string text;
  for (int token : tokens) text += ", " + std::to_string(token);
  text += others;
  return "{" + (text.empty() ? "" : text.substr(2)) + "}";
}
// @snippet place
inline std::string place(int row) { return "row " + std::to_string(row); }
inline std::string place(int row, int rank) { return place(row) + " rank " + std::to_string(rank); }
