#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

// A flat row's running sum stops in bfloat16 far below top_p: the cutoff's index is past the end.
TEST(MaxtextNucleus, AFlatRowKeepsTheWholeVocabulary) {
  Case flat =
      written_case("maxtext_nucleus", {std::vector<float>(4096, 1.0F)}, 8, {{"top_p", 0.5}});
  flat.logits.values[0][17] = 1.0078125F;
  EXPECT_EQ(kept(flat, "rounded").size(), 4096U);
}

TEST(MaxtextNucleus, APeakedRowIsCut) {
  EXPECT_EQ(kept(written_case("maxtext_nucleus", {{1, 9, 2, 8}}, 2, {{"top_p", 0.5}}), "rounded"),
            (std::vector<std::int32_t>{1}));
}

}  // namespace
}  // namespace splitvote
