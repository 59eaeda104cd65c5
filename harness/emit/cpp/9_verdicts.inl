// @snippet rank_split.ids: outcome
// Whether two judged ranks name different ids in a row.
inline bool split(const Given& given, const Outcome& outcome, int row, long long Names::*id) {
  std::set<long long> ids;
  for (int rank : given.judged) ids.insert(outcome.at(rank, row).*id);
  return ids.size() > 1;
}
// @snippet rank_split.owners: outcome
inline int owners(const Given& given, const Outcome& outcome, int row) {
  int count = 0;
  for (int rank : given.judged) count += outcome.at(rank, row).owner ? 1 : 0;
  return count;
}
// @snippet kept_tokens: outcome
// The tokens among what is kept; ids that are no token left out.
inline std::set<int> kept_tokens(const Given& given, const Names& names) {
  std::set<int> tokens;
  for (long long id : names.kept) {
    if (token_of(given, id) >= 0) tokens.insert(token_of(given, id));
  }
  return tokens;
}
// @snippet missing
// How many of `wanted` are not in `tokens`.
inline int missing(const std::set<int>& wanted, const std::set<int>& tokens) {
  int count = 0;
  for (int token : wanted) count += tokens.count(token) == 0 ? 1 : 0;
  return count;
}
// @snippet no_standing
constexpr long long kNoStanding = std::numeric_limits<long long>::min();  // NaN
// @snippet order_violated: no_standing
// The highest standing of a dropped token is `steps` or more above the lowest of a kept one.
inline bool order_violated(const std::vector<long long>& standing, const std::set<int>& tokens,
                           long long steps) {
  long long lowest_kept = kNoStanding, highest_dropped = kNoStanding;
  for (std::size_t token = 0; token < standing.size(); ++token) {
    const long long here = standing[token];
    if (here == kNoStanding) continue;
    if (tokens.count(static_cast<int>(token)) == 0) {
      highest_dropped = std::max(highest_dropped, here);
    } else if (lowest_kept == kNoStanding || here < lowest_kept) {
      lowest_kept = here;
    }
  }
  if (lowest_kept == kNoStanding || highest_dropped == kNoStanding) return false;
  return highest_dropped - lowest_kept >= steps;
}
// @snippet no_token: outcome
inline bool no_token(const Given& given, long long id) { return token_of(given, id) < 0; }
// @snippet apart: no_standing
// Whether two tokens (-1: none) are different, and not nearly equal.
inline bool apart(int a, int b, const std::vector<long long>& standing, long long steps) {
  if (a == b) return false;
  if (a < 0 || b < 0) return true;
  const long long left = standing[static_cast<std::size_t>(a)];
  const long long right = standing[static_cast<std::size_t>(b)];
  return left == kNoStanding || right == kNoStanding || std::abs(left - right) >= steps;
}
