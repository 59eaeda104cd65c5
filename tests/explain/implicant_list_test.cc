#include "harness/explain/implicant_list.h"

#include <gtest/gtest.h>

#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

void expect_proof(const FailingSet& set, const Implicant& implicant, bool failing) {
  const PlanSearch search(set);
  EXPECT_TRUE(search.none(implicant, !failing));
  const std::vector<PlanBits> needed = needed_for(search, implicant, failing);
  ASSERT_EQ(needed.size(), static_cast<std::size_t>(implicant.literal_count()));
  std::size_t at = 0;
  for (PlanBits rest = implicant.choices; rest != 0; rest &= rest - 1, ++at) {
    const int choice = std::countr_zero(rest);
    EXPECT_TRUE(implicant.without(choice).holds(needed[at]));
    EXPECT_FALSE(implicant.holds(needed[at]));
    EXPECT_TRUE(set.covers(needed[at]));
    EXPECT_NE(set.test(needed[at]), failing);
  }
}

TEST(ImplicantList, ProvesEveryLiteralWithAPlan) {
  for (std::uint64_t round = 0; round < 60; ++round) {
    const FailingSet set = complete_set(random_function(static_cast<int>(round % 9), round));
    for (const bool failing : {true, false}) {
      for (const Implicant& implicant : minimal_implicants(set, failing, 50, 50).listed) {
        expect_proof(set, implicant, failing);
      }
    }
  }
}

TEST(ImplicantList, OfSomePlansHasFewestLiteralsAndSaysThatItIsNotAll) {
  for (std::uint64_t round = 0; round < 60; ++round) {
    const BitTable table = random_function(8, round);
    FailingSet set;
    set.choice_count = 8;
    for (PlanBits plan = 0; plan < 256; ++plan) {
      if (scrambled(plan + round * 1'000) % 3 == 0) continue;
      set.plans.push_back(plan);
      set.fails.push_back(table.test(plan));
    }
    for (const bool failing : {true, false}) {
      const ImplicantList list = minimal_implicants(set, failing, 100, 1'000);
      EXPECT_EQ(list.all, list.listed.empty());
      for (const Implicant& implicant : list.listed) {
        EXPECT_EQ(implicant.literal_count(), list.listed.front().literal_count());
        expect_proof(set, implicant, failing);
      }
    }
  }
}

TEST(ImplicantList, ListsWholeNumbersOfLiteralsUpToTheMost) {
  const FailingSet set = complete_set(
      table_of(10, [](std::uint64_t a) { return (a & 1) != 0 || std::popcount(a) >= 5; }));
  const ImplicantList list = minimal_implicants(set, true, 2, 1'000);
  EXPECT_EQ(list.count, 127U);  // the one, and 9 over 5
  EXPECT_EQ(list.listed.size(), 127U);
  EXPECT_EQ(minimal_implicants(set, true, 1, 1'000).listed.size(), 1U);
  EXPECT_EQ(minimal_implicants(set, true, 2, 50).listed.size(), 50U);
}

}  // namespace
}  // namespace splitvote
