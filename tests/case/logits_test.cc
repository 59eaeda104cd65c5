#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "harness/case/case.h"
#include "src/numeric/simd.h"

namespace splitvote {
namespace {

constexpr BackgroundKind kKinds[] = {BackgroundKind::kConstant, BackgroundKind::kNormal,
                                     BackgroundKind::kUniform, BackgroundKind::kZipf,
                                     BackgroundKind::kQuantized};

std::vector<float> row_of(const Logits& logits, std::int32_t vocab_size, std::int32_t row = 0) {
  std::vector<float> values(static_cast<std::size_t>(vocab_size));
  materialize_row(logits, vocab_size, row, values.data());
  return values;
}

Logits background(BackgroundKind kind, std::uint64_t seed, float center = 0, float scale = 1) {
  Logits logits;
  logits.rows = 2;
  logits.background = {kind, seed, center, scale};
  return logits;
}

// FNV-1a over the bits.
std::uint64_t fingerprint(const std::vector<float>& values) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (float value : values) hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x100000001b3u;
  return hash;
}

TEST(Background, HasTheSameBitsEverywhere) {
  const std::uint64_t expected[] = {6001387013070946407u, 944223013624184436u,
                                    10065056652706400032u, 4399070536245181229u,
                                    996569610161258599u};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(fingerprint(row_of(background(kKinds[i], 42, 1.5f, 2.5f), 10'007, 1)), expected[i])
        << i;
  }
}

TEST(Background, EverySimdLevelGivesTheSameBits) {
  const SimdLevel before = simd_level();
  for (BackgroundKind kind : kKinds) {
    std::set<std::uint64_t> seen;
    for (SimdLevel level : available_simd_levels()) {
      force_simd_level(level);
      for (int size : {1, 7, 1001}) {
        seen.insert(fingerprint(row_of(background(kind, 3, -4, 3.3f), size)));
      }
    }
    EXPECT_EQ(seen.size(), 3U);
  }
  force_simd_level(before);
}

TEST(Background, IsAFunctionOfSeedRowAndTokenAlone) {
  for (BackgroundKind kind :
       {BackgroundKind::kNormal, BackgroundKind::kUniform, BackgroundKind::kQuantized}) {
    const std::vector<float> longer = row_of(background(kind, 5), 1000);
    std::vector<float> shorter = row_of(background(kind, 5), 100);
    EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
    EXPECT_NE(row_of(background(kind, 6), 100), shorter);
    EXPECT_NE(row_of(background(kind, 5), 100, 1), shorter);
  }
}

TEST(Background, NormalHasMeanZeroUnitVarianceAndTheKurtosisOfFourUniforms) {
  const std::vector<float> values = row_of(background(BackgroundKind::kNormal, 9), 262'144);
  double sum = 0, squares = 0, fourth = 0;
  for (float value : values) {
    const double x = static_cast<double>(value);
    sum += x, squares += x * x, fourth += x * x * x * x;
  }
  const double n = static_cast<double>(values.size());
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(squares / n, 1, 0.01);
  EXPECT_NEAR(fourth / n, 3 - 1.2 / 4, 0.05);
  EXPECT_LT(*std::max_element(values.begin(), values.end()), 3.4642f);
}

TEST(Background, NeighbouringTokensAreUncorrelated) {
  const std::vector<float> values = row_of(background(BackgroundKind::kNormal, 10), 262'144);
  for (std::size_t lag : {std::size_t{1}, std::size_t{2}, std::size_t{64}, std::size_t{32'768}}) {
    double product = 0;
    for (std::size_t i = lag; i < values.size(); ++i) {
      product += static_cast<double>(values[i]) * static_cast<double>(values[i - lag]);
    }
    EXPECT_NEAR(product / static_cast<double>(values.size() - lag), 0, 0.01) << lag;
  }
}

TEST(Background, UniformStaysWithinItsBounds) {
  const std::vector<float> values =
      row_of(background(BackgroundKind::kUniform, 11, 10, 2), 100'000);
  EXPECT_GE(*std::min_element(values.begin(), values.end()), 8.0f);
  EXPECT_LE(*std::max_element(values.begin(), values.end()), 12.0f);
  EXPECT_LT(*std::min_element(values.begin(), values.end()), 8.001f);
  EXPECT_GT(*std::max_element(values.begin(), values.end()), 11.999f);
}

TEST(Background, QuantizedTakesSeventeenValues) {
  const std::vector<float> values =
      row_of(background(BackgroundKind::kQuantized, 12, 1, 0.5f), 10'000);
  const std::set<float> distinct(values.begin(), values.end());
  EXPECT_EQ(distinct.size(), 17U);
  EXPECT_EQ(*distinct.begin(), -3.0f);
  EXPECT_EQ(*distinct.rbegin(), 5.0f);
}

TEST(Background, ZipfHoldsEveryPositionOnce) {
  for (int size : {1, 2, 3, 5, 64, 65, 1000}) {
    std::vector<float> values = row_of(background(BackgroundKind::kZipf, 13, 0, -1), size);
    std::sort(values.begin(), values.end());
    for (int i = 0; i < size; ++i) {
      EXPECT_EQ(values[static_cast<std::size_t>(i)],
                static_cast<float>(std::log(static_cast<double>(1 + i))));
    }
  }
}

TEST(Background, ZipfPutsItsMaximumAnywhere) {
  std::set<std::int64_t> places;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::vector<float> values = row_of(background(BackgroundKind::kZipf, seed), 10);
    places.insert(std::max_element(values.begin(), values.end()) - values.begin());
  }
  EXPECT_EQ(places.size(), 10U);
}

TEST(Planted, LaterEntriesWinAndOtherRowsAreUntouched) {
  Logits logits = background(BackgroundKind::kConstant, 0, 1);
  logits.planted = {{0, 2, 5}, {0, 2, 6}, {1, 0, 7}};
  EXPECT_EQ(materialize(logits, 3), (std::vector<std::vector<float>>{{1, 1, 6}, {7, 1, 1}}));
}

TEST(ExplicitValues, AreTakenAsTheyStand) {
  Logits logits;
  logits.values = {{1, 2, 3}};
  EXPECT_EQ(materialize(logits, 3), logits.values);
}

}  // namespace
}  // namespace splitvote
