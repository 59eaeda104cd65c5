#include "harness/explain/prime_implicants.h"

#include <gtest/gtest.h>

#include "harness/explain/implicant_list.h"
#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

constexpr std::size_t kAll = std::size_t{1} << 30;

TEST(PrimeImplicants, EqualTheDefinitionOnAThousandRandomFunctions) {
  std::size_t listed = 0;
  for (std::uint64_t round = 0; round < 1'000; ++round) {
    const BitTable table = random_function(static_cast<int>(round % 13), round);
    const std::vector<Implicant> expected = primes_by_definition(table);
    const ImplicantList found = minimal_implicants(complete_set(table), true, kAll, kAll);
    ASSERT_TRUE(found.all);
    ASSERT_EQ(found.count, expected.size()) << round;
    ASSERT_EQ(found.listed, expected) << round;
    listed += expected.size();
  }
  EXPECT_GT(listed, 50'000U);
}

TEST(PrimeImplicants, OfThePlansThatPassAreThoseOfTheNegatedFunction) {
  for (std::uint64_t round = 0; round < 100; ++round) {
    const BitTable table = random_function(static_cast<int>(round % 11), round);
    const ImplicantList found = minimal_implicants(complete_set(table), false, kAll, kAll);
    ASSERT_EQ(found.listed, primes_by_definition(table.negated())) << round;
  }
}

TEST(PrimeImplicants, OfConstantsAreNoneAndTheEmptyOne) {
  EXPECT_EQ(PrimeImplicants::of(BitTable(5))->count(), 0U);
  const auto always = PrimeImplicants::of(BitTable(5).negated());
  EXPECT_EQ(always->fewest(10, 10), std::vector<Implicant>{Implicant{}});
  EXPECT_EQ(PrimeImplicants::of(BitTable(0).negated())->count(), 1U);
}

TEST(PrimeImplicants, AreCountedWithoutBeingListed) {
  const BitTable majority = table_of(20, [](std::uint64_t a) { return std::popcount(a) >= 10; });
  const auto primes = PrimeImplicants::of(majority);
  ASSERT_TRUE(primes.has_value());
  EXPECT_EQ(primes->count(), 184'756U);  // 20 over 10
  EXPECT_EQ(primes->fewest(5, 7).size(), 7U);
  EXPECT_TRUE(primes->any_of(10));
  EXPECT_FALSE(primes->any_of(9));
}

TEST(PrimeImplicants, WithFewestLiteralsComeFirst) {
  const auto primes = PrimeImplicants::of(table_of(
      8, [](std::uint64_t a) { return (a & 1) != 0 || (a & 6) == 2 || (a & 0x38) == 0x38; }));
  const std::vector<Implicant> first = primes->fewest(2, 10);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0], (Implicant{1, 1}));
  EXPECT_EQ(first[1], (Implicant{6, 2}));
}

TEST(PrimeImplicants, AreGivenUpWhereTheyNeedTooManyNodes) {
  const BitTable table = random_function(12, 8);
  EXPECT_FALSE(PrimeImplicants::of(table, 1'000).has_value());
  EXPECT_TRUE(PrimeImplicants::of(table).has_value());
}

}  // namespace
}  // namespace splitvote
