#include "harness/reduce/delta.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace splitvote {
namespace {

// Drops everything but `needed`; gives the number of questions.
int asked_for(std::size_t count, const std::set<std::size_t>& needed) {
  int questions = 0;
  std::vector<bool> left(count, true);
  delta(count, [&](const std::vector<bool>& stays) {
    ++questions;
    const bool allowed = std::all_of(needed.begin(), needed.end(),
                                     [&](std::size_t feature) { return stays[feature]; });
    if (allowed) left = stays;
    return allowed;
  });
  for (std::size_t feature = 0; feature < count; ++feature) {
    EXPECT_EQ(left[feature], needed.contains(feature)) << feature;
  }
  return questions;
}

TEST(Delta, LeavesExactlyWhatIsNeeded) {
  asked_for(0, {});
  asked_for(1, {});
  asked_for(1, {0});
  asked_for(7, {0, 6});
  asked_for(100, {3, 4, 50, 99});
}

TEST(Delta, DropsAllAtOnceWhereNothingIsNeeded) { EXPECT_EQ(asked_for(100'000, {}), 1); }

TEST(Delta, AsksAboutAsOftenAsNeededTimesLogarithm) {
  EXPECT_LE(asked_for(131'072, {5, 70'000, 70'001, 131'071}), 4 * 2 * 18);
}

TEST(Delta, NeverAsksAboutWhatIsGone) {
  std::vector<bool> left(64, true);
  delta(64, [&](const std::vector<bool>& stays) {
    EXPECT_NE(stays, left);
    for (std::size_t feature = 0; feature < 64; ++feature) {
      EXPECT_FALSE(stays[feature] && !left[feature]);
    }
    if (!stays[40]) return false;
    left = stays;
    return true;
  });
}

// Features that can only go together go in the chunk that holds them both.
TEST(Delta, DropsPairsThatOnlyGoTogether) {
  std::vector<bool> left(8, true);
  delta(8, [&](const std::vector<bool>& stays) {
    const bool allowed = stays[0] && stays[2] == stays[3];
    if (allowed) left = stays;
    return allowed;
  });
  EXPECT_EQ(left, (std::vector<bool>{true, false, false, false, false, false, false, false}));
}

}  // namespace
}  // namespace splitvote
