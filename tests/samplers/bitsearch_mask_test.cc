#include <gtest/gtest.h>

#include "tests/samplers/near_ties.h"
#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

Case number(int n) {
  Rng rng(static_cast<std::uint64_t>(n), 31);
  return near_tie_case("bitsearch_mask", 512, 4, 24,
                       {{"temperature", 0.703125}, {"top_k", 1}, {"top_p", 1}}, rng);
}

TEST(BitsearchMask, ACutoffSearchedOnOtherNumbersThanItIsComparedWithKeepsNothing) {
  int empty = 0;
  for (int n = 0; n < 200; ++n) {
    empty += kept(number(n), "stored:y=promoted").empty() ? 1 : 0;
    EXPECT_FALSE(kept(number(n), "rounded").empty()) << n;
    EXPECT_FALSE(kept(number(n), "promoted").empty()) << n;
  }
  std::printf("nothing kept in %d of 200 rows\n", empty);
  EXPECT_GT(empty, 50);
  EXPECT_LT(empty, 150);
}

TEST(BitsearchMask, KeepsEveryTieAtTheKthValue) {
  EXPECT_EQ(kept(written_case("bitsearch_mask", {{1, 2, 2, 2, 3}}, 1, {{"top_k", 3}}), "rounded"),
            (std::vector<std::int32_t>{1, 2, 3, 4}));
}

TEST(BitsearchMask, KeepsEverythingWhereNoCutoffReachesTopP) {
  const std::vector<float> row = {0.1F, 0.7F, 0.3F, 1.1F, 0.2F, 0.9F, 0.4F};
  EXPECT_EQ(kept(written_case("bitsearch_mask", {row}, 1), "promoted").size(), row.size());
}

}  // namespace
}  // namespace splitvote
