#include "harness/identify/survivors.h"

#include <gtest/gtest.h>

#include <functional>

#include "harness/identify/same_names.h"

namespace splitvote {
namespace {

Outcome naming(std::int64_t top) {
  Outcome outcome;
  outcome.row_count = 1;
  outcome.ranks.resize(1);
  outcome.ranks[0].top = top;
  outcome.nan_decision = {false};
  return outcome;
}

// A complete sweep whose plan p names top_of(p).
Sweep swept(int sites, const std::function<std::int64_t(PlanBits)>& top_of) {
  Sweep sweep;
  sweep.site_count = sites;
  for (PlanBits plan = 0; plan < (PlanBits{1} << sites); ++plan) {
    sweep.outcome_of.push_back(static_cast<std::uint32_t>(sweep.outcomes.size()));
    sweep.outcomes.push_back(naming(top_of(plan)));
  }
  return sweep;
}

TEST(Survivors, AreThePlansThatAgreeWithEverySweep) {
  Survivors survivors(3);
  survivors.see(swept(3, [](PlanBits plan) { return static_cast<std::int64_t>(plan & 1); }),
                naming(1), 1);
  EXPECT_EQ(survivors.count(), 4U);
  EXPECT_EQ(survivors.forced(0), Forced::kPromoted);
  EXPECT_EQ(survivors.forced(1), Forced::kFree);
  survivors.see(swept(3, [](PlanBits plan) { return static_cast<std::int64_t>(plan >> 1 & 1); }),
                naming(0), 1);
  EXPECT_EQ(survivors.count(), 2U);
  EXPECT_EQ(survivors.forced(1), Forced::kRounded);
  EXPECT_EQ(survivors.forced(2), Forced::kFree);
  EXPECT_EQ(survivors.nearest(0), PlanBits{1});
  EXPECT_EQ(survivors.nearest(6), PlanBits{5});
  EXPECT_TRUE(survivors.complete());
}

TEST(Survivors, AreNoneWhenNoPlanDoesIt) {
  Survivors survivors(2);
  survivors.see(swept(2, [](PlanBits) { return std::int64_t{5}; }), naming(6), 1);
  EXPECT_FALSE(survivors.any());
  EXPECT_EQ(survivors.nearest(0), std::nullopt);
}

TEST(Survivors, OfSweepsThatLeftPlansOutAreAmongThoseThatAllCovered) {
  Sweep part = swept(2, [](PlanBits plan) { return static_cast<std::int64_t>(plan & 1); });
  part.coverage = Coverage::kNearBoth;
  part.plans = {0, 1, 3};
  part.outcome_of = {0, 1, 3};
  Survivors survivors(2);
  survivors.see(swept(2, [](PlanBits) { return std::int64_t{1}; }), naming(1), 1);
  survivors.see(part, naming(1), 1);
  EXPECT_FALSE(survivors.complete());
  EXPECT_EQ(survivors.count(), 2U);
  EXPECT_TRUE(survivors.holds(1));
  EXPECT_TRUE(survivors.holds(3));
  EXPECT_FALSE(survivors.holds(2));
}

TEST(SameNames, LooksAtTheFirstRowsOnly) {
  Outcome two = naming(1);
  two.row_count = 2;
  two.ranks.resize(2);
  two.ranks[1].top = 7;
  Outcome other = two;
  other.ranks[1].top = 8;
  EXPECT_TRUE(same_names(two, other, 1));
  EXPECT_FALSE(same_names(two, other, 2));
}

TEST(SameNames, ComparesCandidatesTopsDrawsAndOwners) {
  const Outcome plain = naming(1);
  EXPECT_FALSE(same_names(plain, naming(2), 1));
  Outcome draws = plain;
  draws.ranks[0].draw = 3;
  EXPECT_FALSE(same_names(plain, draws, 1));
  Outcome owns = plain;
  owns.ranks[0].owner = Observed::kTrue;
  EXPECT_FALSE(same_names(plain, owns, 1));
  Outcome keeps = plain;
  keeps.ranks[0].candidates = std::make_shared<IdSet>(std::vector<std::int64_t>{1}, 4);
  EXPECT_FALSE(same_names(plain, keeps, 1));
  Outcome nan = plain;
  nan.nan_decision = {true};
  EXPECT_TRUE(same_names(plain, nan, 1));
}

}  // namespace
}  // namespace splitvote
