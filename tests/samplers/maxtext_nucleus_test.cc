#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

// The running sum stops in bfloat16 far below top_p, and the cutoff's index is past the end.
TEST(MaxtextNucleus, ASumThatNeverReachesTopPKeepsTheWholeVocabulary) {
  Case wide = written_case("maxtext_nucleus", {{0}}, 1, {{"top_p", 0.5}});
  wide.layout = even_layout(32'000, 8);
  wide.logits.values.clear();
  wide.logits.background = {BackgroundKind::kNormal, 3, 0, 1.5F};
  EXPECT_EQ(kept(wide, "rounded").size(), 32'000U);
  EXPECT_LT(kept(wide, "promoted").size(), 8'000U);
}

TEST(MaxtextNucleus, APeakedRowIsCut) {
  EXPECT_EQ(kept(written_case("maxtext_nucleus", {{1, 9, 2, 8}}, 2, {{"top_p", 0.5}}), "rounded"),
            (std::vector<std::int32_t>{1}));
}

}  // namespace
}  // namespace splitvote
