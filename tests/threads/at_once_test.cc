#include "harness/threads/at_once.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace splitvote {
namespace {

TEST(AtOnce, DoesEachPieceOnceForAnyNumberOfThreads) {
  for (const int jobs : {0, 1, 3, 100}) {
    std::vector<std::atomic<int>> done(50);
    at_once(done.size(), jobs, [&](std::size_t at) { ++done[at]; });
    for (const std::atomic<int>& each : done) EXPECT_EQ(each, 1) << jobs;
  }
  at_once(0, 2, [](std::size_t) { FAIL() << "there is nothing to do"; });
}

TEST(AtOnce, ThrowsWhatAPieceThrewAndBeginsNoOther) {
  int begun = 0;
  EXPECT_THROW(at_once(10, 1,
                       [&](std::size_t at) {
                         ++begun;
                         if (at == 3) throw std::runtime_error("no");
                       }),
               std::runtime_error);
  EXPECT_EQ(begun, 4);
}

}  // namespace
}  // namespace splitvote
