#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

std::int64_t top_of(const std::vector<float>& row, int top_k = 2) {
  const Case test_case = written_case("trt_topk_cpp", {row}, 1, {{"top_k", top_k}});
  return outcome_of(test_case, "rounded").at(0, 0).top;
}

// Reference cases R13 and R17: nothing above the least float16 is inserted.
TEST(TrtTopKCpp, ARowWithoutAnythingAboveTheLeastFloat16NamesTheLastId) {
  const float minus_infinity = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(top_of(std::vector<float>(12, minus_infinity)), 11);
  EXPECT_EQ(top_of(std::vector<float>(12, -65504)), 11);
  EXPECT_EQ(top_of(std::vector<float>(12, std::nanf(""))), 11);
  EXPECT_EQ(top_of({-70000, -80000, -65472, -90000}), 2);
}

// Blocks are strided by 8: ids 5 and 13 share one, which offers the later one first.
TEST(TrtTopKCpp, OfEqualValuesTheLastOfABlockAndTheLastEntryOfTheMergeWin) {
  const std::vector<float> row = {1, 2, 3, 4, 5, 9, 7, 8, 0, 1, 2, 3, 4, 9, 5};
  EXPECT_EQ(top_of({1, 9, 3, 9}), 3);
  EXPECT_EQ(top_of(row, 1), 13);
  EXPECT_EQ(top_of(row, 2), 5);
}

TEST(TrtTopKCpp, NanIsNeverInserted) { EXPECT_EQ(top_of({1, std::nanf(""), 4, 3}), 2); }

}  // namespace
}  // namespace splitvote
