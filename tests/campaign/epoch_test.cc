#include "harness/campaign/epoch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

const std::function<bool()> kNever = [] { return false; };
const std::function<void()> kNothing = [] {};

TEST(Epoch, HandsCasesBackInTheirOrder) {
  const auto cases = run_epoch(
      100, 4,
      [](std::size_t index, EpochCase& result) {
        result.examined.emplace().plans = static_cast<std::int64_t>(index);
      },
      kNever, kNothing);
  ASSERT_EQ(cases.size(), 100U);
  for (std::size_t index = 0; index < cases.size(); ++index) {
    EXPECT_EQ(cases[index].examined->plans, static_cast<std::int64_t>(index));
  }
}

TEST(Epoch, GoesOnAfterACaseThatIsRefused) {
  const auto cases = run_epoch(
      3, 2,
      [](std::size_t index, EpochCase& result) {
        if (index == 1) throw InputError("", "an even layout");
        result.examined.emplace();
      },
      kNever, kNothing);
  EXPECT_TRUE(cases[0].examined.has_value());
  EXPECT_TRUE(cases[1].refused);
  EXPECT_FALSE(cases[1].examined.has_value());
  EXPECT_TRUE(cases[2].examined.has_value());
}

TEST(Epoch, LeavesCasesOutOnceItHasEnded) {
  std::atomic<int> done{0};
  const auto cases = run_epoch(
      100, 1,
      [&done](std::size_t /*index*/, EpochCase& result) {
        ++done;
        result.examined.emplace();
      },
      [&done] { return done >= 5; }, kNothing);
  EXPECT_EQ(done, 5);
  EXPECT_TRUE(cases[4].examined.has_value());
  EXPECT_FALSE(cases[5].examined.has_value());
}

TEST(Epoch, DropsTheCaseWhoseSweepWasStopped) {
  const auto cases = run_epoch(
      2, 1, [](std::size_t /*index*/, EpochCase& /*result*/) { throw SweepStopped(); }, kNever,
      kNothing);
  EXPECT_FALSE(cases[0].examined.has_value());
  EXPECT_FALSE(cases[0].refused);
}

TEST(Epoch, HandsErrorsOfItsThreadsOn) {
  EXPECT_THROW(run_epoch(
                   10, 2,
                   [](std::size_t /*index*/, EpochCase& /*result*/) {
                     throw std::runtime_error("our own mistake");
                   },
                   kNever, kNothing),
               std::runtime_error);
}

}  // namespace
}  // namespace splitvote
