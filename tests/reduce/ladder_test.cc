#include "harness/reduce/ladder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <set>

namespace splitvote {
namespace {

std::ptrdiff_t text_length(float value) {
  char text[64];
  return std::to_chars(text, text + sizeof text, value).ptr - text;
}

TEST(Ladder, BeginsWithTheDigits) {
  const auto rungs = ladder(1);
  ASSERT_EQ(rungs.size(), 10U);
  for (std::size_t digit = 0; digit < 10; ++digit) {
    EXPECT_EQ(rungs[digit], static_cast<float>(digit));
  }
}

TEST(Ladder, GoesFromShortTextsToLongOnes) {
  const auto rungs = ladder(4);
  for (std::size_t at = 1; at < rungs.size(); ++at) {
    const auto before = text_length(rungs[at - 1]), here = text_length(rungs[at]);
    EXPECT_LE(before, here);
    EXPECT_TRUE(before < here || std::abs(rungs[at - 1]) <= std::abs(rungs[at]));
  }
}

TEST(Ladder, HoldsEveryNumberOfShortText) {
  std::set<std::uint32_t> held;
  for (const float rung : ladder(3)) held.insert(std::bit_cast<std::uint32_t>(rung));
  std::size_t short_ones = 0;
  // Decimals of at most three characters are multiples of 0.01 below 1000, or powers of ten.
  for (std::int64_t hundredths = -99'999; hundredths <= 99'999; ++hundredths) {
    const auto value = static_cast<float>(static_cast<double>(hundredths) / 100.0);
    if (text_length(value) > 3) continue;
    ++short_ones;
    EXPECT_TRUE(held.contains(std::bit_cast<std::uint32_t>(value))) << value;
  }
  EXPECT_GT(short_ones, 1'000U);
}

TEST(Ladder, HoldsTheInfinities) {
  EXPECT_NE(std::find(ladder(3).begin(), ladder(3).end(), INFINITY), ladder(3).end());
  EXPECT_EQ(std::find(ladder(3).begin(), ladder(3).end(), -INFINITY), ladder(3).end());
  EXPECT_NE(std::find(ladder(4).begin(), ladder(4).end(), -INFINITY), ladder(4).end());
}

TEST(Numbers, AreLogitsByRowThenParametersByName) {
  Candidate candidate;
  candidate.test_case.logits.rows = 2;
  candidate.test_case.logits.values = {{1, 2}, {3, 4}};
  candidate.test_case.parameters.numbers = {{"top_k", 5}, {"temperature", 0.5}};
  std::vector<double> numbers;
  for (const NumberPlace& place : number_places(candidate)) {
    numbers.push_back(number_at(candidate, place));
    set_number(candidate, place, 7);
    EXPECT_EQ(number_at(candidate, place), 7);
  }
  EXPECT_EQ(numbers, (std::vector<double>{1, 2, 3, 4, 0.5, 5}));
}

}  // namespace
}  // namespace splitvote
