#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

using Ids = std::vector<std::int32_t>;

TEST(HfLogitsProcess, KeepsEveryTieAtTheKthValue) {
  EXPECT_EQ(
      kept(written_case("hf_logits_process", {{1, 2, 2, 2, 3}}, 1, {{"top_k", 3}}), "rounded"),
      (Ids{1, 2, 3, 4}));
}

TEST(HfLogitsProcess, KeepsTheMostLikelyTokenHoweverSmallTopPIs) {
  EXPECT_EQ(kept(written_case("hf_logits_process", {{1, 2, 5, 4}}, 2, {{"top_p", 0}}), "rounded"),
            (Ids{2}));
}

TEST(HfLogitsProcess, ReadsNarrowNumbersOnlyOnTheWay) {
  EXPECT_EQ(site_names("hf_logits_process"),
            (std::vector<std::string>{"gathered:x", "wide:gathered"}));
}

}  // namespace
}  // namespace splitvote
