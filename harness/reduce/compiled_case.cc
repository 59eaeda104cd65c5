#include "harness/reduce/compiled_case.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "harness/reduce/delta.h"
#include "src/numeric/order.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::size_t kLeadersMax = 1'024;  // of each row
constexpr float kFarBelow = 64;             // no token so far below the best is ever drawn
constexpr int kBitsMax = 23;

using Rows = std::vector<std::vector<float>>;

std::vector<Planted> leaders(const Rows& rows, std::size_t count) {
  std::vector<Planted> planted;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<std::int32_t> tokens(rows[row].size());
    for (std::size_t at = 0; at < tokens.size(); ++at) tokens[at] = static_cast<std::int32_t>(at);
    const auto key = [&](std::int32_t token) {
      return total_order_key(rows[row][static_cast<std::size_t>(token)]);
    };
    const std::size_t kept = std::min(count, tokens.size());
    std::partial_sort(
        tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(kept), tokens.end(),
        [&](std::int32_t a, std::int32_t b) { return key(a) != key(b) ? key(a) > key(b) : a < b; });
    tokens.resize(kept);
    std::sort(tokens.begin(), tokens.end());
    for (const std::int32_t token : tokens) {
      planted.push_back(
          {static_cast<std::int32_t>(row), token, rows[row][static_cast<std::size_t>(token)]});
    }
  }
  return planted;
}

Case over_background(const Case& test_case, float center, std::vector<Planted> planted) {
  Case result = test_case;
  result.logits.values.clear();
  result.logits.background = {BackgroundKind::kConstant, 0, center, 1};
  result.logits.planted = std::move(planted);
  return result;
}

// What the rest may be: far below every leader, the least number that is there, one near zero.
std::vector<float> backgrounds(const Rows& rows) {
  float lowest = rows.front().front(), highest = lowest;
  for (const std::vector<float>& row : rows) {
    for (const float value : row) {
      if (!std::isfinite(value)) continue;
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
  }
  return {0, std::floor(highest - kFarBelow), lowest};
}

std::optional<Case> few_leaders(const Case& test_case, const InterestingCase& interesting) {
  const Rows rows = materialize(test_case.logits, test_case.layout.vocab_size);
  for (std::size_t count = 1; count <= kLeadersMax; count *= 2) {
    for (const float center : backgrounds(rows)) {
      if (!std::isfinite(center)) continue;
      Case candidate = over_background(test_case, center, leaders(rows, count));
      if (interesting(candidate)) return candidate;
    }
  }
  return std::nullopt;
}

void drop_planted(Case& best, const InterestingCase& interesting) {
  const std::vector<Planted> all = best.logits.planted;
  delta(all.size(), [&](const std::vector<bool>& stays) {
    Case candidate = best;
    candidate.logits.planted.clear();
    for (std::size_t at = 0; at < all.size(); ++at) {
      if (stays[at]) candidate.logits.planted.push_back(all[at]);
    }
    if (!interesting(candidate)) return false;
    best = std::move(candidate);
    return true;
  });
}

// `number` gives the place in a case. The first spelling that is interesting is taken.
template <typename Number>
void spell_shorter(Case& best, Number number, const InterestingCase& interesting) {
  const float value = number(best);
  if (!std::isfinite(value) || value == 0) return;
  int exponent = 0;
  const float significand = std::frexp(value, &exponent);
  for (int bits = 0; bits <= kBitsMax; ++bits) {
    const float fewer = std::ldexp(std::nearbyint(std::ldexp(significand, bits)), exponent - bits);
    if (fewer == value) return;
    if (!std::isfinite(fewer)) continue;
    Case candidate = best;
    number(candidate) = fewer;
    if (!interesting(candidate)) continue;
    best = std::move(candidate);
    return;
  }
}

// Old places in ascending order, each with its new one; nothing where they are too many.
template <typename Integer>
std::optional<std::map<Integer, Integer>> numbered(const std::set<Integer>& places, Integer count) {
  if (places.size() > static_cast<std::size_t>(count)) return std::nullopt;
  const bool fit = places.empty() || *places.rbegin() < count;
  std::map<Integer, Integer> to;
  for (const Integer place : places) to[place] = fit ? place : static_cast<Integer>(to.size());
  return to;
}

}  // namespace

Case with_simpler_logits(const Case& test_case, const InterestingCase& asked) {
  const InterestingCase interesting = [&asked](const Case& candidate) {
    return case_fault(candidate).empty() && asked(candidate);
  };
  std::optional<Case> found;
  const Logits& given = test_case.logits;
  if (!given.explicit_values() && given.background.kind == BackgroundKind::kConstant) {
    found = test_case;
  } else {
    found = few_leaders(test_case, interesting);
  }
  if (!found) return test_case;
  Case best = std::move(*found);
  drop_planted(best, interesting);
  spell_shorter(
      best, [](auto& each) -> auto& { return each.logits.background.center; }, interesting);
  for (std::size_t at = 0; at < best.logits.planted.size(); ++at) {
    spell_shorter(
        best, [at](auto& each) -> auto& { return each.logits.planted[at].value; }, interesting);
  }
  return best;
}

std::optional<Case> moved_to(const Case& test_case, int finding_row, const CompiledShape& shape) {
  const Logits& logits = test_case.logits;
  if (logits.explicit_values() || logits.background.kind != BackgroundKind::kConstant) {
    return std::nullopt;
  }
  const LayoutMap from(test_case.layout);
  std::set<std::int32_t> rows = {finding_row};
  std::set<int> ranks;
  for (const Planted& planted : logits.planted) {
    rows.insert(planted.row);
    ranks.insert(from.rank_of_id(from.id_of(planted.token)));
  }
  const auto row_to = numbered(rows, static_cast<std::int32_t>(shape.rows));
  const auto rank_to = numbered(ranks, shape.ranks);
  if (!row_to || !rank_to) return std::nullopt;
  std::map<int, std::set<std::int32_t>> columns;  // [old rank]
  const auto column_of = [&from](std::int32_t token, int rank) {
    return from.id_of(token) - from.offset(rank);
  };
  for (const Planted& planted : logits.planted) {
    const int rank = from.rank_of_id(from.id_of(planted.token));
    columns[rank].insert(column_of(planted.token, rank));
  }
  Case result = test_case;
  const std::vector<std::int32_t> classes = test_case.layout.rank_class;
  result.layout = even_layout(shape.tokens_per_rank * shape.ranks, shape.ranks);
  result.layout.rank_class.assign(classes.begin(), classes.begin() + shape.ranks);
  result.logits.rows = std::min(logits.rows, static_cast<std::int32_t>(shape.rows));
  for (Planted& planted : result.logits.planted) {
    const int rank = from.rank_of_id(from.id_of(planted.token));
    const auto column_to = numbered(columns[rank], shape.tokens_per_rank);
    if (!column_to) return std::nullopt;
    planted.row = row_to->at(planted.row);
    planted.token =
        rank_to->at(rank) * shape.tokens_per_rank + column_to->at(column_of(planted.token, rank));
  }
  return result;
}

}  // namespace splitvote
