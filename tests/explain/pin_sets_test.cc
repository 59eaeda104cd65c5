#include "harness/explain/pin_sets.h"

#include <gtest/gtest.h>

#include <deque>

#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

// Failing sets over `sites` sites in one or two classes, with what asking them needs.
struct Corpus {
  std::deque<FailingSet> sets;
  std::deque<PlanSearch> searches;
  std::vector<PinnedSet> pinned;

  void add(const BitTable& table, int sites) {
    sets.push_back(complete_set(table));
    searches.emplace_back(sets.back());
    std::vector<int> site_of_choice;
    for (int choice = 0; choice < table.variable_count(); ++choice) {
      site_of_choice.push_back(choice % sites);
    }
    pinned.push_back({&searches.back(), site_of_choice});
  }
};

// Every set of pins, by definition: those with the fewest pins that leave no failing plan.
std::vector<Implicant> by_definition(const Corpus& corpus, int sites) {
  std::vector<Implicant> best;
  const PlanBits all = (PlanBits{1} << sites) - 1;
  for (PlanBits choices = 0; choices <= all; ++choices) {
    if (!best.empty() && std::popcount(choices) > best.front().literal_count()) continue;
    for (PlanBits promoted = choices;; promoted = (promoted - 1) & choices) {
      const Implicant pins = {choices, promoted};
      bool enough = true;
      for (std::size_t at = 0; at < corpus.sets.size() && enough; ++at) {
        const Implicant spread = corpus.pinned[at].spread(pins);
        corpus.sets[at].for_each([&](PlanBits plan) { enough = enough && !spread.holds(plan); });
      }
      if (enough) {
        if (!best.empty() && pins.literal_count() < best.front().literal_count()) best.clear();
        best.push_back(pins);
      }
      if (promoted == 0) break;
    }
  }
  std::sort(best.begin(), best.end(), [](const Implicant& a, const Implicant& b) {
    return std::tuple(a.choices, a.promoted) < std::tuple(b.choices, b.promoted);
  });
  return best;
}

TEST(PinSets, AreTheSmallestByDefinition) {
  int none = 0, several = 0;
  for (std::uint64_t round = 0; round < 300; ++round) {
    const int sites = 1 + static_cast<int>(round % 5);
    Corpus corpus;
    for (std::uint64_t at = 0; at <= scrambled(round) % 3; ++at) {
      const int classes = scrambled(round + at) % 3 == 0 ? 2 : 1;
      corpus.add(random_function(sites * classes, round * 7 + at), sites);
    }
    const PinSets found = smallest_pin_sets(corpus.pinned, 1'000);
    ASSERT_TRUE(found.exhaustive);
    ASSERT_EQ(found.smallest, by_definition(corpus, sites)) << round;
    none += found.smallest.empty() ? 1 : 0;
    several += found.smallest.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(none, 10);
  EXPECT_GT(several, 10);
}

TEST(PinSets, OfOneSetAndOneClassAreTheSmallestPrimesOfWhatPasses) {
  for (std::uint64_t round = 0; round < 60; ++round) {
    const BitTable table = random_function(1 + static_cast<int>(round % 7), round);
    Corpus corpus;
    corpus.add(table, table.variable_count());
    std::vector<Implicant> primes = primes_by_definition(table.negated());
    std::erase_if(primes, [least = primes.empty() ? 0 : primes.front().literal_count()](
                              const Implicant& prime) { return prime.literal_count() > least; });
    EXPECT_EQ(smallest_pin_sets(corpus.pinned, 1'000).smallest, primes) << round;
  }
}

// Class A promoted with class B rounded fails, and the other way: either pin is enough.
TEST(PinSets, FixASiteForAllClasses) {
  Corpus corpus;
  corpus.add(table_of(2, [](PlanBits plan) { return plan == 1 || plan == 2; }), 1);
  EXPECT_EQ(smallest_pin_sets(corpus.pinned, 10).smallest,
            (std::vector<Implicant>{{1, 0}, {1, 1}}));
}

TEST(PinSets, AreNoneWhereFindingsContradictEachOther) {
  Corpus corpus;
  corpus.add(table_of(2, [](PlanBits plan) { return (plan & 1) != 0; }), 2);
  EXPECT_EQ(smallest_pin_sets(corpus.pinned, 10).smallest, (std::vector<Implicant>{{1, 0}}));
  corpus.add(table_of(2, [](PlanBits plan) { return (plan & 1) == 0; }), 2);
  const PinSets found = smallest_pin_sets(corpus.pinned, 10);
  EXPECT_TRUE(found.smallest.empty());
  EXPECT_TRUE(found.exhaustive);
}

TEST(PinSets, OutOfWorkAreStillEnough) {
  Corpus corpus;
  corpus.add(table_of(8, [](PlanBits plan) { return (plan & 0x0f) != 0x0f; }), 8);
  corpus.add(table_of(8, [](PlanBits plan) { return (plan & 0xf0) != 0; }), 8);
  const PinSets found = smallest_pin_sets(corpus.pinned, 10, 5);
  EXPECT_FALSE(found.exhaustive);
  ASSERT_EQ(found.smallest.size(), 1U);
  for (const PinnedSet& set : corpus.pinned) EXPECT_FALSE(set.left_by(found.smallest[0]));
}

}  // namespace
}  // namespace splitvote
