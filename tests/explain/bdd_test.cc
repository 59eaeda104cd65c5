#include "harness/explain/bdd.h"

#include <gtest/gtest.h>

#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

constexpr std::size_t kMany = std::size_t{1} << 20;

TEST(Bdd, FindsTheLeastAssignmentByDefinition) {
  for (std::uint64_t round = 0; round < 400; ++round) {
    const int variables = static_cast<int>(round % 10);
    const BitTable table = random_function(variables, round);
    const Bdd bdd(table, kMany);
    Implicant where;
    where.choices = scrambled(round) & scrambled(round + 1) & (table.assignment_count() - 1);
    where.promoted = where.choices & scrambled(round + 2);
    for (const bool wanted : {false, true}) {
      std::optional<std::uint64_t> expected;
      for (std::uint64_t a = 0; a < table.assignment_count(); ++a) {
        if (!where.holds(a) || table.test(a) != wanted) continue;
        if (!expected || std::popcount(a) < std::popcount(*expected)) expected = a;
      }
      EXPECT_EQ(bdd.least(where, wanted), expected) << round;
    }
  }
}

TEST(Bdd, IsOneNodePerDistinctSubfunction) {
  // Parity: two subfunctions a variable, but for the last one at the top; and the constants.
  const Bdd parity(table_of(12, [](std::uint64_t a) { return std::popcount(a) % 2 == 1; }), kMany);
  EXPECT_EQ(parity.node_count(), 2U * 12 - 1 + 2);
  const Bdd constant(BitTable(9).negated(), kMany);
  EXPECT_EQ(constant.root(), Bdd::kTrue);
  EXPECT_EQ(constant.node_count(), 2U);
}

TEST(Bdd, ConjoinsEqualFunctionsIntoEqualNodes) {
  Bdd bdd(random_function(9, 3), kMany);
  EXPECT_EQ(bdd.conjunction(bdd.root(), Bdd::kTrue), bdd.root());
  EXPECT_EQ(bdd.conjunction(bdd.root(), Bdd::kFalse), Bdd::kFalse);
  EXPECT_EQ(bdd.conjunction(bdd.low(bdd.root()), bdd.high(bdd.root())),
            bdd.conjunction(bdd.high(bdd.root()), bdd.low(bdd.root())));
}

TEST(Bdd, GivesUpBeyondTheNodesAllowed) {
  EXPECT_THROW(Bdd(random_function(12, 8), 100), NodesExceeded);
}

}  // namespace
}  // namespace splitvote
