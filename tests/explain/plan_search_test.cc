#include "harness/explain/plan_search.h"

#include <gtest/gtest.h>

#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

FailingSet some_plans(const BitTable& table, std::uint64_t seed) {
  FailingSet set;
  set.choice_count = table.variable_count();
  for (PlanBits plan = 0; plan < table.assignment_count(); ++plan) {
    if (scrambled(plan * 31 + seed) % 3 == 0) continue;
    set.plans.push_back(plan);
    set.fails.push_back(table.test(plan));
  }
  return set;
}

TEST(PlanSearch, LooksAtCoveredPlansOnly) {
  for (std::uint64_t round = 0; round < 200; ++round) {
    const BitTable table = random_function(static_cast<int>(round % 9), round);
    for (const FailingSet& set : {complete_set(table), some_plans(table, round)}) {
      const PlanSearch search(set);
      Implicant where;
      where.choices = scrambled(round) & scrambled(round + 7) & (table.assignment_count() - 1);
      where.promoted = where.choices & scrambled(round + 9);
      std::uint64_t covered = 0;
      std::optional<PlanBits> least;
      for (PlanBits plan = 0; plan < table.assignment_count(); ++plan) {
        if (!where.holds(plan) || !set.covers(plan)) continue;
        ++covered;
        if (!set.test(plan)) continue;
        if (!least || std::popcount(plan) < std::popcount(*least)) least = plan;
      }
      EXPECT_EQ(search.covered(where), covered);
      EXPECT_EQ(search.least(where, true), least);
      EXPECT_EQ(search.none(where, true), !least.has_value());
    }
  }
}

TEST(PlanSearch, FindsAPrimeAroundAPlan) {
  for (std::uint64_t round = 0; round < 60; ++round) {
    const BitTable table = random_function(1 + static_cast<int>(round % 8), round);
    const FailingSet set = complete_set(table);
    const PlanSearch search(set);
    const std::vector<Implicant> primes = primes_by_definition(table);
    table.for_each([&](PlanBits plan) {
      const Implicant prime = search.prime_around(plan, true);
      EXPECT_TRUE(prime.holds(plan));
      EXPECT_NE(std::find(primes.begin(), primes.end(), prime), primes.end());
    });
  }
}

}  // namespace
}  // namespace splitvote
