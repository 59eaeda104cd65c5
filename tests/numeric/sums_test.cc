#include "src/numeric/sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "src/numeric/rounding.h"
#include "tests/numeric/float_samples.h"

namespace splitvote {
namespace {

// The definitions of sums.h, word for word.
struct Defined {
  SumPolicy policy;

  float nan_made_canonical(float x) const { return std::isnan(x) ? float_of(0x7fc00000u) : x; }
  float add(float a, float b) const {
    const float sum = nan_made_canonical(a + b);
    return policy.round_accumulator ? nan_made_canonical(round_to(sum, policy.accumulator)) : sum;
  }
  float pairwise(const float* x, std::size_t n) const {
    if (n == 0) return 0.0f;
    if (n == 1) return x[0];
    std::size_t half = 1;
    while (half * 2 < n) half *= 2;
    return add(pairwise(x, half), pairwise(x + half, n - half));
  }
  float sum(const std::vector<float>& x) const {
    if (policy.order == SumOrder::kPairwise) return pairwise(x.data(), x.size());
    if (policy.order == SumOrder::kSequential) {
      float acc = 0.0f;
      for (const float value : x) acc = add(acc, value);
      return acc;
    }
    const auto width = static_cast<std::size_t>(policy.width);
    if (policy.order == SumOrder::kNested) {
      std::vector<float> rows = x;
      while (rows.size() > width) {
        std::vector<float> sums((rows.size() + width - 1) / width, 0.0f);
        for (std::size_t i = 0; i < rows.size(); ++i)
          sums[i / width] = add(sums[i / width], rows[i]);
        rows = kept(sums);
      }
      float acc = 0.0f;
      for (const float value : rows) acc = add(acc, value);
      return acc;
    }
    std::vector<float> lanes(width, 0.0f);
    for (std::size_t i = 0; i < x.size(); ++i) lanes[i % width] = add(lanes[i % width], x[i]);
    for (std::size_t s = width / 2; s >= 1; s /= 2) {
      for (std::size_t j = 0; j < s; ++j) lanes[j] = add(lanes[j], lanes[j + s]);
    }
    return lanes[0];
  }
  std::vector<float> kept(std::vector<float> x) const {
    for (float& value : x) value = nan_made_canonical(round_to(value, policy.accumulator));
    return x;
  }
  // An inner level's result is rounded by the level above.
  std::vector<float> nested(const std::vector<float>& x) const {
    const auto width = static_cast<std::size_t>(policy.width);
    std::vector<float> local(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
      local[i] = add(i % width == 0 ? 0.0f : local[i - 1], x[i]);
    if (x.size() <= width) return local;
    local = kept(local);
    std::vector<float> last;
    for (std::size_t i = width - 1; i < x.size(); i += width) last.push_back(local[i]);
    const std::vector<float> whole = kept(nested(last));
    std::vector<float> out;
    for (std::size_t i = 0; i < x.size(); ++i)
      out.push_back(add(local[i], i < width ? 0.0f : whole[i / width - 1]));
    return out;
  }
  std::vector<float> cumsum(const std::vector<float>& x) const {
    if (policy.order == SumOrder::kNested) return nested(x);
    const std::size_t width =
        policy.order == SumOrder::kBlocked ? static_cast<std::size_t>(policy.width) : x.size();
    std::vector<float> out(x.size());
    float carry = 0.0f;
    float local = 0.0f;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i % width == 0) {
        carry = i == 0 ? 0.0f : out[i - 1];
        local = 0.0f;
      }
      local = add(local, x[i]);
      out[i] = policy.order == SumOrder::kBlocked ? add(carry, local) : local;
    }
    return out;
  }
};

std::vector<SumPolicy> policies() {
  const Narrowing accumulators[] = {
      {},
      {Dtype::kBfloat16},
      {Dtype::kBfloat16, RoundingMode::kTowardZero},
      {Dtype::kBfloat16, RoundingMode::kNearestEven, Subnormals::kFlushed},
      {Dtype::kFloat16},
      {Dtype::kFloat8E4m3fn},
      {Dtype::kTf32, RoundingMode::kTiesAway},
  };
  std::vector<SumPolicy> all;
  for (const Narrowing& accumulator : accumulators) {
    for (const bool round : {false, true}) {
      all.push_back({SumOrder::kSequential, 0, accumulator, round});
      all.push_back({SumOrder::kPairwise, 0, accumulator, round});
      for (int width = 2; width <= 4096; width *= 2) {
        all.push_back({SumOrder::kBlocked, width, accumulator, round});
        all.push_back({SumOrder::kNested, width, accumulator, round});
      }
    }
  }
  return all;
}

void expect_defined(const std::vector<float>& x) {
  for (const SumPolicy& policy : policies()) {
    const Defined defined{policy};
    ASSERT_EQ(bits_of(sum(x.data(), x.size(), policy)), bits_of(defined.sum(x)))
        << "n " << x.size() << ", order " << static_cast<int>(policy.order) << ", width "
        << policy.width << ", accumulator " << name(policy.accumulator.dtype) << ", rounded "
        << policy.round_accumulator;
    if (policy.order == SumOrder::kPairwise) continue;
    const std::vector<std::uint32_t> expected = bits_of(defined.cumsum(x));
    std::vector<float> out(x.size());
    cumsum(x.data(), out.data(), x.size(), policy);
    ASSERT_EQ(bits_of(out), expected) << "n " << x.size() << ", width " << policy.width
                                      << ", accumulator " << name(policy.accumulator.dtype);
    out = x;
    cumsum(out.data(), out.data(), x.size(), policy);
    ASSERT_EQ(bits_of(out), expected);
  }
}

TEST(Sums, FollowTheDefinitionAtEveryShortLength) {
  for (std::size_t n = 0; n <= 130; ++n) expect_defined(logits(n, n));
}

TEST(Sums, FollowTheDefinitionOnLongRows) {
  for (const std::size_t n : {2047u, 2048u, 2049u, 4096u, 4097u, 8191u, 10000u, 20481u}) {
    expect_defined(logits(n, n));
  }
}

TEST(Sums, FollowTheDefinitionOnSpecialNumbers) {
  for (std::size_t n = 1; n <= 40; ++n) expect_defined(mixed_floats(n, 100 + n));
  for (const float special : special_floats()) {
    std::vector<float> x = logits(70, 16);
    x[0] = special;
    expect_defined(x);
    expect_defined({special});
    expect_defined({special, special, special});
  }
}

TEST(Sums, OfSubnormalsKeepTheirSign) {
  std::vector<float> x(100);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = float_of(0x80000001u + static_cast<std::uint32_t>(i) * 777u);
  expect_defined(x);
}

TEST(Sums, OrdersGiveDifferentBits) {
  const std::vector<float> x = {1.0f, 0x1p-24f, 0x1p-24f};
  EXPECT_EQ(sum(x.data(), 3, {SumOrder::kSequential}), 1.0f);
  const std::vector<float> y = {0x1p-24f, 0x1p-24f, 1.0f};
  EXPECT_EQ(sum(y.data(), 3, {SumOrder::kSequential}), 1.0f + 0x1p-23f);
  const std::vector<float> z = {1.0f, 0x1p-24f, 0.0f, 0x1p-24f};
  EXPECT_EQ(sum(z.data(), 4, {SumOrder::kPairwise}), 1.0f);
  EXPECT_EQ(sum(z.data(), 4, {SumOrder::kBlocked, 2}), 1.0f + 0x1p-23f);
}

TEST(Sums, ABfloat16AccumulatorStopsGrowingAt256) {
  const std::vector<float> ones(1000, 1.0f);
  SumPolicy policy = {SumOrder::kSequential, 0, {Dtype::kBfloat16}, true};
  EXPECT_EQ(sum(ones.data(), ones.size(), policy), 256.0f);
  policy.round_accumulator = false;
  EXPECT_EQ(sum(ones.data(), ones.size(), policy), 1000.0f);
}

TEST(Sums, NestedBlocksKeepWhatABfloat16AccumulatorLoses) {
  const std::vector<float> ones(1000, 1.0f);
  std::vector<float> out(ones.size());
  cumsum(ones.data(), out.data(), ones.size(),
         {SumOrder::kSequential, 0, {Dtype::kBfloat16}, true});
  EXPECT_EQ(out.back(), 256.0f);
  cumsum(ones.data(), out.data(), ones.size(), {SumOrder::kNested, 16, {Dtype::kBfloat16}, true});
  EXPECT_EQ(out[271], 272.0f) << "16 blocks of 16, and another";
  EXPECT_EQ(out.back(), 1000.0f);
}

TEST(Sums, CopyASingleElementPairwiseButAddItSequentially) {
  const float negative_zero = -0.0f;
  EXPECT_TRUE(std::signbit(sum(&negative_zero, 1, {SumOrder::kPairwise})));
  EXPECT_FALSE(std::signbit(sum(&negative_zero, 1, {SumOrder::kSequential})));
  const float third = 1.0f / 3.0f;
  EXPECT_EQ(sum(&third, 1, {SumOrder::kPairwise, 0, {Dtype::kBfloat16}, true}), third);
}

}  // namespace
}  // namespace splitvote
