// The ledger against the definitions written out token by token, over random rows with many ties.

#include "harness/oracle/row_ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % bound;
  }

 private:
  std::uint64_t state_;
};

std::vector<float> random_row(Dice& dice, std::size_t size) {
  const std::uint64_t distinct = 1 + dice.below(dice.below(2) == 0 ? 6 : 400);
  std::vector<float> row(size);
  for (float& logit : row) {
    logit = static_cast<float>(dice.below(distinct)) / 8.0F - 3.0F;
    if (dice.below(60) == 0) logit = std::nanf("");
    if (dice.below(60) == 0) logit = -std::numeric_limits<float>::infinity();
    if (dice.below(2000) == 0) logit = std::numeric_limits<float>::infinity();
    if (dice.below(30) == 0) logit = -0.0F;
  }
  return row;
}

TEST(TokenOrder, EqualsAStableSortHoweverMuchIsAskedFor) {
  Dice dice(1);
  for (int round = 0; round < 60; ++round) {
    const std::size_t size = 1 + dice.below(round % 3 == 0 ? 40'000 : 900);
    Scene scene({random_row(dice, size)}, 1);
    const Truth truth = establish_truth(scene.ready());
    const TrueRow& row = truth.rows[0];
    std::vector<std::int32_t> sorted;
    for (std::size_t token = 0; token < size; ++token) {
      if (!std::isnan(row.logits[token])) sorted.push_back(static_cast<std::int32_t>(token));
    }
    std::stable_sort(sorted.begin(), sorted.end(), [&](std::int32_t a, std::int32_t b) {
      return row.logits[static_cast<std::size_t>(a)] > row.logits[static_cast<std::size_t>(b)];
    });
    TokenOrder order;
    for (std::size_t count : {std::size_t{1}, std::size_t{130}, size / 3, size + 5}) {
      const std::vector<std::int32_t>& first = order.first(count, row);
      ASSERT_GE(first.size(), std::min(count, sorted.size()));
      ASSERT_TRUE(std::equal(first.begin(), first.end(), sorted.begin()));
    }
  }
}

struct Expected {
  std::int32_t wrongly_dropped = kNoToken;
  std::int32_t least = kNoToken;
  std::int32_t best = kNoToken;
  bool holds_maximum = false;
};

Expected by_definition(const TrueRow& row, const std::vector<bool>& kept) {
  Expected expected;
  const auto logit = [&](std::int32_t token) {
    return row.logits[static_cast<std::size_t>(token)];
  };
  for (std::size_t at = 0; at < kept.size(); ++at) {
    const auto token = static_cast<std::int32_t>(at);
    if (!kept[at] || std::isnan(row.logits[at])) continue;
    if (expected.best == kNoToken || logit(token) > logit(expected.best)) expected.best = token;
    if (expected.least == kNoToken || logit(token) < logit(expected.least)) expected.least = token;
    expected.holds_maximum =
        expected.holds_maximum ||
        std::find(row.maximal.begin(), row.maximal.end(), token) != row.maximal.end();
  }
  for (std::size_t at = 0; at < kept.size() && expected.least != kNoToken; ++at) {
    const auto token = static_cast<std::int32_t>(at);
    if (kept[at] || !(logit(token) > logit(expected.least))) continue;
    if (expected.wrongly_dropped == kNoToken || logit(token) > logit(expected.wrongly_dropped)) {
      expected.wrongly_dropped = token;
    }
  }
  return expected;
}

// Nearly the first tokens in order, so that sets with and without a violation both occur.
std::vector<bool> random_choice(Dice& dice, const TrueRow& row) {
  std::vector<bool> kept(row.logits.size(), false);
  TokenOrder order;
  const std::vector<std::int32_t>& sorted = order.first(row.logits.size(), row);
  if (!sorted.empty()) {
    const std::size_t count = dice.below(dice.below(2) == 0 ? sorted.size() + 1 : 5);
    for (std::size_t at = 0; at < std::min(count, sorted.size()); ++at) {
      kept[static_cast<std::size_t>(sorted[at])] = true;
    }
  }
  for (std::uint64_t flips = dice.below(3); flips > 0; --flips) {
    const std::size_t at = dice.below(kept.size());
    kept[at] = !kept[at];
  }
  return kept;
}

TEST(RowLedger, EqualsTheDefinitionsOnRandomSets) {
  Dice dice(2);
  int violations = 0, clean = 0;
  for (int round = 0; round < 4'000; ++round) {
    const std::size_t size = 1 + dice.below(round % 100 == 0 ? 20'000 : 60);
    Scene scene({random_row(dice, size)}, 1 + static_cast<int>(dice.below(4)));
    if (dice.below(2) == 0) scene.test_case.layout.split = Split::kStrided;
    for (std::int32_t& padding : scene.test_case.layout.padding) {
      padding = static_cast<std::int32_t>(dice.below(3));
    }
    const Truth truth = establish_truth(scene.ready());
    const LayoutMap map(scene.test_case.layout);
    RowLedger ledger(truth.rows[0], truth.parameters, map, {true, false});
    for (int choice = 0; choice < 3; ++choice) {
      const std::vector<bool> chosen = random_choice(dice, truth.rows[0]);
      std::vector<std::int64_t> ids;
      for (std::size_t token = 0; token < size; ++token) {
        if (chosen[token]) ids.push_back(map.id_of(static_cast<std::int32_t>(token)));
      }
      const Expected expected = by_definition(truth.rows[0], chosen);
      const Kept& kept = ledger.kept(scene.candidates(ids));
      ASSERT_EQ(kept.token_count, static_cast<std::int64_t>(ids.size()));
      ASSERT_FALSE(kept.holds_no_token);
      ASSERT_EQ(kept.best_token, expected.best);
      ASSERT_EQ(kept.least_token, expected.least);
      ASSERT_EQ(kept.holds_maximum, expected.holds_maximum);
      ASSERT_EQ(kept.wrongly_dropped, expected.wrongly_dropped);
      ++(expected.wrongly_dropped == kNoToken ? clean : violations);
    }
  }
  EXPECT_GT(violations, 1000);
  EXPECT_GT(clean, 1000);
}

// Every way to break ties and to decide a close sum that the rule allows keeps all sure tokens and
// none that is out; and of tokens that are sure or out, none is left undecided when the sums are
// far from top_p.
TEST(RowLedger, NucleusBoundsHoldTheNucleusOfEveryTieBreak) {
  Dice dice(3);
  for (int round = 0; round < 3'000; ++round) {
    const std::size_t size = 1 + dice.below(40);
    Scene scene({random_row(dice, size)}, 1);
    Truth truth = establish_truth(scene.ready());
    const TrueRow& row = truth.rows[0];
    if (row.maximal.empty()) continue;
    truth.parameters.top_p = static_cast<double>(dice.below(1001)) / 1000;
    if (dice.below(2) == 0)
      truth.parameters.top_k = 1 + static_cast<std::int64_t>(dice.below(size));
    TokenOrder order;
    const Nucleus nucleus = true_nucleus(row, truth.parameters, order);

    std::vector<std::int32_t> tokens;
    for (std::size_t token = 0; token < size; ++token) {
      if (!std::isnan(row.logits[token])) tokens.push_back(static_cast<std::int32_t>(token));
    }
    const auto logit = [&](std::int32_t token) {
      return row.logits[static_cast<std::size_t>(token)];
    };
    const bool last_first = dice.below(2) == 0;
    std::sort(tokens.begin(), tokens.end(), [&](std::int32_t a, std::int32_t b) {
      if (logit(a) != logit(b)) return logit(a) > logit(b);
      return last_first ? a > b : a < b;
    });
    if (truth.parameters.top_k) {
      tokens.resize(std::min(tokens.size(), static_cast<std::size_t>(*truth.parameters.top_k)));
    }
    const auto weight = [&](std::int32_t token) -> long double {
      if (std::isinf(row.maximum)) return logit(token) == row.maximum ? 1 : 0;
      return std::exp(static_cast<long double>(logit(token)) -
                      static_cast<long double>(row.maximum));
    };
    long double mass = 0;
    for (std::int32_t token : tokens) mass += weight(token);
    long double before = 0;
    std::int64_t kept = 0, surely = 0;
    for (std::int32_t token : tokens) {
      if (!(before < static_cast<long double>(*truth.parameters.top_p) * mass)) break;
      before += weight(token);
      ++kept;
      if (nucleus.surely_count > 0 && logit(token) >= nucleus.surely_from) ++surely;
      ASSERT_GE(logit(token), nucleus.possibly_from);
    }
    ASSERT_EQ(surely, nucleus.surely_count);
    ASSERT_LE(nucleus.surely_count, kept);
    ASSERT_GE(nucleus.possibly_count, kept);
  }
}

}  // namespace
}  // namespace splitvote
