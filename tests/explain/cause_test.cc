#include "harness/explain/cause.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>

namespace splitvote {
namespace {

std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

FailingSet complete(int choices, const std::function<bool(PlanBits)>& fails) {
  FailingSet set;
  set.choice_count = choices;
  set.table.emplace(choices);
  for (PlanBits plan = 0; plan < set.table->assignment_count(); ++plan) {
    if (fails(plan)) set.table->set(plan);
  }
  return set;
}

// Plans at most two choices away from all-rounded or from all-promoted.
FailingSet near_both(int choices, const std::function<bool(PlanBits)>& fails) {
  FailingSet set;
  set.choice_count = choices;
  const PlanBits all = choices == 64 ? ~PlanBits{0} : (PlanBits{1} << choices) - 1;
  std::vector<PlanBits> plans;
  for (int a = 0; a < choices; ++a) {
    for (int b = 0; b < choices; ++b) {
      const PlanBits pair = (PlanBits{1} << a) | (PlanBits{1} << b);
      plans.push_back(pair);
      plans.push_back(all & ~pair);
    }
  }
  plans.push_back(0);
  plans.push_back(all);
  std::sort(plans.begin(), plans.end());
  plans.erase(std::unique(plans.begin(), plans.end()), plans.end());
  set.plans = plans;
  for (PlanBits plan : plans) set.fails.push_back(fails(plan));
  return set;
}

ChoiceNames letters(int sites, int classes = 1) {
  ChoiceNames names;
  for (int site = 0; site < sites; ++site) {
    // Not in alphabetical order: h:x, c:x, f:x, a:x, ...
    names.sites.push_back(std::string(1, static_cast<char>('a' + (7 + site * 5) % 26)) + ":x");
  }
  names.class_count = classes;
  return names;
}

// By definition: every partial assignment of the choices, the text of every one that is an
// implicant.
std::string by_definition(const FailingSet& failing, const ChoiceNames& names) {
  const PlanBits all = (PlanBits{1} << failing.choice_count) - 1;
  std::string best;
  int fewest = 65;
  for (PlanBits choices = 0; choices <= all; ++choices) {
    const int literals = std::popcount(choices);
    if (literals > fewest) continue;
    for (PlanBits promoted = choices;; promoted = (promoted - 1) & choices) {
      bool matches = false, holds = true;
      for (PlanBits plan = 0; plan <= all && holds; ++plan) {
        if (!failing.covers(plan) || (plan & choices) != promoted) continue;
        matches = true;
        holds = failing.test(plan);
      }
      if (matches && holds) {
        const std::string text = cause_of(Implicant{choices, promoted}, names).text;
        if (literals < fewest || text < best) best = text;
        fewest = literals;
      }
      if (promoted == 0) break;
    }
  }
  return best;
}

TEST(Cause, NamesTheChoicesThatSufficeForFailing) {
  const ChoiceNames names = {{"keep:y", "m:y", "sq:y#2"}, 1};
  const Cause cause = cause_of(complete(3, [](PlanBits plan) { return (plan & 3) == 1; }), names);
  EXPECT_EQ(cause.text, "keep:y promoted, m:y rounded");
  ASSERT_EQ(cause.literals.size(), 2U);
  EXPECT_EQ(cause.literals[0].site, "keep:y");
  EXPECT_TRUE(cause.literals[0].promoted);
  EXPECT_FALSE(cause.literals[1].promoted);
}

TEST(Cause, IsEveryPlanWhereNoChoiceMatters) {
  EXPECT_EQ(cause_of(complete(4, [](PlanBits) { return true; }), letters(4)).text, "every plan");
  EXPECT_EQ(cause_of(complete(0, [](PlanBits) { return true; }), letters(0)).text, "every plan");
  EXPECT_EQ(cause_of(near_both(40, [](PlanBits) { return true; }), letters(40)).text, "every plan");
}

TEST(Cause, TakesFewerLiteralsFirstThenTheFirstText) {
  const ChoiceNames names = {{"b:x", "a:x", "c:x"}, 1};
  // Two pairs suffice, and one single.
  EXPECT_EQ(
      cause_of(complete(3, [](PlanBits p) { return (p & 3) == 3 || (p & 4) != 0; }), names).text,
      "c:x promoted");
  EXPECT_EQ(
      cause_of(complete(3, [](PlanBits p) { return (p & 1) != 0 || (p & 2) != 0; }), names).text,
      "a:x promoted");
  EXPECT_EQ(
      cause_of(complete(3, [](PlanBits p) { return (p & 3) == 1 || (p & 3) == 2; }), names).text,
      "a:x promoted, b:x rounded");
}

TEST(Cause, CallsTheClassesSoThatTheTextComesFirst) {
  const ChoiceNames names = {{"keep:y", "m:y"}, 2};
  // keep:y is choice 0 of the first class and 2 of the second, m:y 1 and 3.
  const std::string expected = "A keep:y promoted, B m:y rounded";
  EXPECT_EQ(cause_of(complete(4, [](PlanBits p) { return (p & 9) == 1; }), names).text, expected);
  EXPECT_EQ(cause_of(complete(4, [](PlanBits p) { return (p & 6) == 4; }), names).text, expected);
  EXPECT_EQ(cause_of(complete(4, [](PlanBits p) { return (p & 5) == 4; }), names).text,
            "A keep:y promoted, B keep:y rounded");
}

TEST(Cause, EqualsTheDefinitionOnRandomFunctions) {
  for (std::uint64_t round = 0; round < 400; ++round) {
    const int choices = 1 + static_cast<int>(round % 8);
    const int classes = choices % 2 == 0 && round % 3 == 0 ? 2 : 1;
    const ChoiceNames names = letters(choices / classes, classes);
    const std::uint64_t density = 1 + mixed(round) % 9;
    const PlanBits mask = mixed(round + 1000) | mixed(round + 2000);
    const FailingSet set = complete(
        choices, [&](PlanBits plan) { return mixed((plan & mask) * 1000 + round) % 10 < density; });
    if (set.count() == 0) continue;
    ASSERT_EQ(cause_of(set, names).text, by_definition(set, names)) << round;
  }
}

TEST(Cause, EqualsTheDefinitionOnPartlyCoveredSets) {
  for (std::uint64_t round = 0; round < 400; ++round) {
    const int choices = 1 + static_cast<int>(round % 8);
    const ChoiceNames names = letters(choices);
    FailingSet set;
    set.choice_count = choices;
    for (PlanBits plan = 0; plan < (PlanBits{1} << choices); ++plan) {
      if (mixed(plan * 77 + round) % 3 == 0) continue;
      set.plans.push_back(plan);
      set.fails.push_back(mixed(plan * 1000 + round) % 10 < 1 + mixed(round) % 9);
    }
    if (set.count() == 0) continue;
    ASSERT_EQ(cause_of(set, names).text, by_definition(set, names)) << round;
  }
}

// No more work is allowed than a second or two, and the result is one with the fewest literals.
TEST(Cause, OfManyChoicesIsFoundWithinTheWorkAllowed) {
  const FailingSet few = complete(24, [](PlanBits p) { return (p & 0x800401) == 0x400; });
  EXPECT_EQ(cause_of(few, letters(24)).literals.size(), 3U);
  const FailingSet many = complete(20, [](PlanBits p) {
    return std::popcount(p & 0x3ff) >= 5 && std::popcount(p & 0xffc00) < 4;
  });
  EXPECT_EQ(cause_of(many, letters(20)).literals.size(), 12U);
  const FailingSet listed =
      near_both(64, [](PlanBits p) { return (p & 1) == 0 && (p >> 63) != 0; });
  EXPECT_EQ(cause_of(listed, letters(64)).literals.size(), 2U);
}

// Fails only when all of the first twelve choices agree with a pattern: out of work long before
// twelve literals.
TEST(Cause, FallsBackToAPrimeImplicantWhenOutOfWork) {
  const FailingSet set = complete(12, [](PlanBits p) { return std::popcount(p) % 2 == 1; });
  std::vector<Implicant> found;
  fewest_literals(
      set, [&](const Implicant& implicant) { found.push_back(implicant); }, 10);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], (Implicant{0xfff, 1}));
  const FailingSet simple = complete(12, [](PlanBits p) { return (p & 3) == 2 || (p & 8) != 0; });
  found.clear();
  fewest_literals(
      simple, [&](const Implicant& implicant) { found.push_back(implicant); }, 0);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], (Implicant{3, 2}));
}

}  // namespace
}  // namespace splitvote
