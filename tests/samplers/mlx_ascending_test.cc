#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

// A row whose most likely token has most of the mass; ml-explore/mlx-lm#1912 tabulates where each
// dtype masks everything.
Case asked(const std::string& program, double top_p) {
  return written_case(program, {{1, 2, 5, 4, 0.5F, 3}}, 1,
                      {{"top_p", static_cast<double>(static_cast<float>(top_p))}});
}

TEST(MlxAscending, ASmallTopPKeepsNothingInBfloat16) {
  EXPECT_TRUE(kept(asked("mlx_ascending", 1e-3), "rounded").empty());
  EXPECT_FALSE(kept(asked("mlx_ascending", 0.1), "rounded").empty());
}

TEST(MlxAscending, InFloat32OnlyATinyOneDoes) {
  EXPECT_FALSE(kept(asked("mlx_ascending", 1e-3), "promoted").empty());
  EXPECT_TRUE(kept(asked("mlx_ascending", 1e-8), "promoted").empty());
}

TEST(MlxKeepLast, AlwaysKeepsTheMostLikelyToken) {
  for (double top_p : {1e-8, 1e-3, 0.1, 0.9}) {
    for (const char* plan : {"rounded", "promoted"}) {
      EXPECT_TRUE(outcome_of(asked("mlx_keep_last", top_p), plan).at(0, 0).candidates->contains(2));
    }
  }
}

TEST(MlxAscending, MinPKeepsWhatIsNearTheMaximum) {
  Case test_case = asked("mlx_ascending", 1);
  test_case.parameters.numbers["min_p"] = 0.125;
  EXPECT_EQ(kept(test_case, "promoted"), (std::vector<std::int32_t>{2, 3, 5}));
}

}  // namespace
}  // namespace splitvote
