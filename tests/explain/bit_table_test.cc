#include "harness/explain/bit_table.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

BitTable random_table(int variables, std::uint64_t seed) {
  BitTable table(variables);
  for (std::uint64_t a = 0; a < table.assignment_count(); ++a) {
    if (mixed(seed * 0x9e3779b97f4a7c15u + a) % 3 != 0) table.set(a);
  }
  return table;
}

std::uint64_t with(std::uint64_t assignment, int variable, bool value) {
  const std::uint64_t low = assignment & ((std::uint64_t{1} << variable) - 1);
  return low | (static_cast<std::uint64_t>(value) << variable) | ((assignment - low) << 1);
}

TEST(BitTable, RemovesAVariableAsTheDefinitionSays) {
  for (int variables = 1; variables <= 9; ++variables) {
    for (int variable = 0; variable < variables; ++variable) {
      const BitTable table =
          random_table(variables, static_cast<std::uint64_t>(variables * 16 + variable));
      const BitTable where_false = table.where_false(variable), for_all = table.for_all(variable);
      bool depends = false;
      for (std::uint64_t a = 0; a < for_all.assignment_count(); ++a) {
        const bool off = table.test(with(a, variable, false)),
                   on = table.test(with(a, variable, true));
        ASSERT_EQ(where_false.test(a), off) << variables << " " << variable << " " << a;
        ASSERT_EQ(for_all.test(a), off && on) << variables << " " << variable << " " << a;
        depends = depends || off != on;
      }
      ASSERT_EQ(table.depends_on(variable), depends);
      ASSERT_LE(for_all.count(), for_all.assignment_count());
    }
  }
}

TEST(BitTable, SeesThatAVariableDoesNotMatter) {
  for (int variable = 0; variable < 9; ++variable) {
    const BitTable small = random_table(8, 7);
    BitTable table(9);
    for (std::uint64_t a = 0; a < 256; ++a) {
      if (!small.test(a)) continue;
      table.set(with(a, variable, false));
      table.set(with(a, variable, true));
    }
    EXPECT_FALSE(table.depends_on(variable));
    EXPECT_EQ(table.where_false(variable), small);
    EXPECT_EQ(table.count(), 2 * small.count());
  }
}

TEST(BitTable, VisitsTrueAssignmentsAscending) {
  for (int variables : {0, 3, 6, 8}) {
    const BitTable table = random_table(variables, 5);
    std::vector<std::uint64_t> visited, expected;
    table.for_each([&](std::uint64_t a) { visited.push_back(a); });
    for (std::uint64_t a = 0; a < table.assignment_count(); ++a) {
      if (table.test(a)) expected.push_back(a);
    }
    EXPECT_EQ(visited, expected);
    EXPECT_EQ(table.none(), expected.empty());
  }
}

}  // namespace
}  // namespace splitvote
