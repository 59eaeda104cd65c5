// Known answers for the reference, worked out by hand, so that it is not wrong in the way the
// product may be.
#include "tests/reference/reference.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "tests/reference/draft_builder.h"
#include "tests/reference/formats.h"
#include "tests/reference/lockstep.h"
#include "tests/reference/transcendental.h"

namespace splitvote::reference {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
const float kNaN = std::bit_cast<float>(0x7fc00000u);
const float kNegativeNaN = std::bit_cast<float>(0xffc00000u);
// A bfloat16 ulp at 1 is 2^-7: this lies just above half of one, so that RNE goes up and truncation
// does not.
constexpr float kAboveHalf = 1.0f + 0x1p-8f + 0x1p-20f;

std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

Numbers floats(const std::vector<float>& x, std::vector<std::int64_t> axes = {}) {
  if (axes.empty()) axes = {1, static_cast<std::int64_t>(x.size())};
  return {Dtype::kFloat32, std::move(axes), x, {}};
}

// One program over one row of logits, and every array it made.
struct Ran {
  Ran(DraftBuilder builder, std::vector<float> logits, Layout layout, const Plan& plan,
      Parameters parameters = {})
      : test_case{std::make_shared<const Program>(check_program(builder.draft())),
                  {},
                  std::move(layout),
                  std::move(parameters)},
        rows{std::move(logits)},
        map(test_case.layout),
        lockstep(test_case, map, rows, plan) {
    test_case.logits.values = rows;
    lockstep.run();
    outcome = reference_outcome(test_case, plan);
  }
  [[nodiscard]] const Array& of(const std::string& id, int rank = 0) const {
    const auto& values = test_case.program->values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].id == id) return lockstep.at(static_cast<int>(i), rank)[0];
    }
    ADD_FAILURE() << "no value " << id;
    return lockstep.at(0, 0)[0];
  }

  Case test_case;
  std::vector<std::vector<float>> rows;
  LayoutMap map;
  Lockstep lockstep;
  Outcome outcome;
};

Plan plan_of(PlanBits bits) { return {{bits}}; }

TEST(Formats, EigenRoundsToNearestEvenAsTheLongHandDoes) {
  for (const Dtype dtype : {Dtype::kBfloat16, Dtype::kFloat16}) {
    std::uint64_t state = 1;
    for (int i = 0; i < 2'000'000; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      auto pattern = static_cast<std::uint32_t>(state >> 32);
      if (i % 4 == 0) pattern &= 0xffff8000u;  // ties of bfloat16
      if (i % 4 == 1)
        pattern = (pattern & 0x8000ffffu) | 0x38000000u;  // float16's subnormals and ties
      const float x = std::bit_cast<float>(pattern);
      ASSERT_EQ(bits(round_to(x, Narrowing{dtype})), bits(round_long_hand(x, Narrowing{dtype})))
          << std::hex << pattern;
    }
  }
}

TEST(Formats, Float8E4m3fnOverflowsToNaNBeyondTheTieAt464) {
  const Narrowing nearest{Dtype::kFloat8E4m3fn};
  EXPECT_EQ(round_to(448.0f, nearest), 448.0f);
  EXPECT_EQ(round_to(464.0f, nearest), 448.0f);  // halfway to 480, and 448 is even
  EXPECT_EQ(bits(round_to(464.0001f, nearest)), 0x7fc00000u);
  EXPECT_EQ(bits(round_to(-kInf, nearest)), 0xffc00000u);
  EXPECT_EQ(round_to(1e30f, {Dtype::kFloat8E4m3fn, RoundingMode::kTowardZero, Subnormals::kKept}),
            448.0f);
  EXPECT_TRUE(std::isnan(
      round_to(464.0f, {Dtype::kFloat8E4m3fn, RoundingMode::kTiesAway, Subnormals::kKept})));
  EXPECT_EQ(round_to(0x1p-9f, nearest), 0x1p-9f);  // the smallest subnormal
  EXPECT_EQ(round_to(0x1p-10f, nearest), 0.0f);    // halfway to zero, and zero is even
  EXPECT_EQ(bits(round_to(-0x1p-11f, nearest)), 0x80000000u);
}

TEST(Formats, RoundsTheThreeWaysAndFlushes) {
  const float tie = 1.0f + 0x1p-8f;  // halfway between 1 and 1 + 2^-7 in bfloat16
  EXPECT_EQ(round_to(tie, Narrowing{Dtype::kBfloat16}), 1.0f);
  EXPECT_EQ(round_to(tie, {Dtype::kBfloat16, RoundingMode::kTiesAway, Subnormals::kKept}),
            1.0f + 0x1p-7f);
  EXPECT_EQ(round_to(-kAboveHalf, {Dtype::kBfloat16, RoundingMode::kTowardZero, Subnormals::kKept}),
            -1.0f);
  EXPECT_EQ(round_to(0x1p-127f, Narrowing{Dtype::kBfloat16}), 0x1p-127f);
  EXPECT_EQ(bits(round_to(-0x1p-127f,
                          {Dtype::kBfloat16, RoundingMode::kNearestEven, Subnormals::kFlushed})),
            0x80000000u);
  EXPECT_EQ(round_to(65520.0f, Narrowing{Dtype::kFloat16}), kInf);
  EXPECT_EQ(round_to(65519.0f, Narrowing{Dtype::kFloat16}), 65504.0f);
  EXPECT_EQ(round_to(1.0f + 0x1p-11f, {Dtype::kTf32, RoundingMode::kTiesAway, Subnormals::kKept}),
            1.0f + 0x1p-10f);
  EXPECT_EQ(round_to(61440.0f, Narrowing{Dtype::kFloat8E5m2}),
            kInf);  // halfway from 57344 to 65536
  EXPECT_EQ(round_to(3.4e38f, {Dtype::kBfloat16, RoundingMode::kTowardZero, Subnormals::kKept}),
            0x1.fep127f);
}

TEST(Formats, NaNKeepsItsSignAndTheHighPayload) {
  EXPECT_EQ(bits(round_to(std::bit_cast<float>(0xff812345u), Narrowing{Dtype::kBfloat16})),
            0xffc10000u);
  EXPECT_EQ(bits(round_to(std::bit_cast<float>(0x7fa12345u), Narrowing{Dtype::kFloat8E5m2})),
            0x7fe00000u);
  EXPECT_EQ(bits(round_to(std::bit_cast<float>(0x7f812345u), Narrowing{Dtype::kFloat8E4m3fn})),
            0x7fc00000u);
}

TEST(Transcendental, KnownValuesAndLimits) {
  EXPECT_EQ(exponential(1.0f), 0x1.5bf0a8p+1f);
  EXPECT_EQ(exponential(-104.0f), 0.0f);       // 2^-150.04
  EXPECT_EQ(exponential(-103.0f), 0x1p-149f);  // 1.87e-45 is nearest to 1.4e-45
  EXPECT_EQ(exponential(88.72284f), kInf);     // ln of the largest float32 is 88.722839...
  EXPECT_EQ(exponential(-kInf), 0.0f);
  EXPECT_EQ(logarithm(0.0f), -kInf);
  EXPECT_EQ(bits(logarithm(-1.0f)), 0x7fc00000u);
  EXPECT_EQ(logarithm(2.0f), 0x1.62e430p-1f);
  EXPECT_EQ(logarithm(0x1p-149f), -0x1.9d1da0p+6f);  // -103.27893
  EXPECT_EQ(bits(hyperbolic_tangent(-0.0f)), 0x80000000u);
  EXPECT_EQ(hyperbolic_tangent(kInf), 1.0f);
  EXPECT_EQ(hyperbolic_tangent(1e-30f), 1e-30f);
}

// 2^24 + 1 is no float32: the order of additions shows.
TEST(Sums, OrdersDiffer) {
  const std::vector<float> x = {0x1p24f, 1.0f, 1.0f, 1.0f, 1.0f};
  const Adder plain;
  EXPECT_EQ(sum(x, SumOrder::kSequential, 1, plain), 0x1p24f);
  // (2^24 + 1) + (1 + 1) = 2^24 + 2, then + 1: halfway between 2^24 + 2 and 2^24 + 4, whose half is
  // even.
  EXPECT_EQ(sum(x, SumOrder::kPairwise, 1, plain), 0x1p24f + 4.0f);
  // lanes: 2^24 + 1 + 1 = 2^24, and 1 + 1
  EXPECT_EQ(sum(x, SumOrder::kBlocked, 2, plain), 0x1p24f + 2.0f);
  EXPECT_EQ(sum({}, SumOrder::kPairwise, 1, plain), 0.0f);
}

TEST(Sums, NarrowAccumulatorStopsGrowing) {
  const std::vector<float> ones(300, 1.0f);
  const Adder narrow{Narrowing{Dtype::kBfloat16}, true};
  EXPECT_EQ(sum(ones, SumOrder::kSequential, 1, narrow), 256.0f);  // 257 rounds to 256
  EXPECT_EQ(sum(ones, SumOrder::kSequential, 1, Adder{}), 300.0f);
}

TEST(Sums, OneNumberPairwiseIsItselfAndMinusZeroSurvives) {
  const std::vector<float> x = {-0.0f};
  EXPECT_EQ(bits(sum(x, SumOrder::kPairwise, 1, Adder{})), 0x80000000u);
  EXPECT_EQ(bits(sum(x, SumOrder::kSequential, 1, Adder{})), 0u);
}

TEST(Sums, NestedBlocksAreSummedApart) {
  const std::vector<float> x = {0x1p24f, 1.0f, 1.0f, 1.0f, 1.0f};
  EXPECT_EQ(sum(x, SumOrder::kSequential, 1, Adder{}), 0x1p24f);
  EXPECT_EQ(sum(x, SumOrder::kNested, 2, Adder{}), 0x1p24f + 4) << "2^24, 2, 1; 2^24 + 2, 1";
  std::vector<float> out(5);
  cumsum(x, SumOrder::kNested, 2, Adder{}, out);
  // blocks 2^24 (twice), then 1, 2 over 2^24, then 1 over 2^24 + 2
  EXPECT_EQ(out, (std::vector<float>{0x1p24f, 0x1p24f, 0x1p24f, 0x1p24f + 2, 0x1p24f + 4}));
  // In a bfloat16 array 257 is 256, whether additions are rounded or not.
  const std::vector<float> long_row = {256.0f, 1.0f, 1.0f};
  EXPECT_EQ(sum(long_row, SumOrder::kNested, 2, {Narrowing{Dtype::kBfloat16}, false}), 257.0f);
}

TEST(Sums, BlockedRunningSumCarriesTheLastOut) {
  const std::vector<float> x = {0x1p24f, 1.0f, 1.0f, 1.0f, 1.0f};
  std::vector<float> out(5);
  cumsum(x, SumOrder::kBlocked, 2, Adder{}, out);
  // blocks (2^24, 2^24), then 1, 2 over 2^24: 2^24 + 1 is 2^24, 2^24 + 2; then 2^24 + 2 + 1,
  // halfway, to 2^24 + 4
  EXPECT_EQ(out, (std::vector<float>{0x1p24f, 0x1p24f, 0x1p24f, 0x1p24f + 2, 0x1p24f + 4}));
}

Attributes selecting(KeyOrder order, Tie tie, SelectionKey key = SelectionKey::kNumber) {
  Attributes attributes;
  attributes.key_order = order;
  attributes.tie = tie;
  attributes.selection_key = key;
  return attributes;
}

TEST(TopK, TiesGoToTheLowestOrHighestIndex) {
  const std::vector<float> x = {1, 3, 2, 3, 3};
  EXPECT_EQ(top_k(floats(x), 2, selecting(KeyOrder::kTotal, Tie::kLowestIndex))[1].whole,
            (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(top_k(floats(x), 2, selecting(KeyOrder::kTotal, Tie::kHighestIndex))[1].whole,
            (std::vector<std::int64_t>{4, 3}));
}

TEST(TopK, PackedKeysCutNumbersTowardZero) {
  // 1 + 2^-7 is the next bfloat16 after 1; all but the last are cut to 1 or -1.
  const std::vector<float> x = {1, 1 + 0x1.fp-8f, -1 - 0x1.fp-8f, 1 + 0x1p-7f};
  const std::vector<Array> best =
      top_k(floats(x), 4, selecting(KeyOrder::kTotal, Tie::kLowestIndex, SelectionKey::kPacked));
  EXPECT_EQ(best[0].u, (std::vector<float>{1 + 0x1p-7f, 1, 1, -1}));
  EXPECT_EQ(best[1].whole, (std::vector<std::int64_t>{3, 0, 1, 2}));
}

TEST(TopK, TotalOrderPutsNaNsOutsideTheInfinitiesAndSplitsZeros) {
  const std::vector<float> x = {-0.0f, kInf, kNegativeNaN, 0.0f, kNaN, -kInf};
  EXPECT_EQ(top_k(floats(x), 6, selecting(KeyOrder::kTotal, Tie::kLowestIndex))[1].whole,
            (std::vector<std::int64_t>{4, 1, 3, 0, 5, 2}));
  EXPECT_EQ(top_k(floats(x), 9, selecting(KeyOrder::kNumeric, Tie::kLowestIndex))[1].whole,
            (std::vector<std::int64_t>{2, 4, 1, 0, 3, 5}));
}

Value argmax_value(Tie tie, bool nan_wins) {
  Value value;
  value.opcode = Opcode::kArgmax;
  value.attributes.tie = tie;
  value.attributes.nan_wins = nan_wins;
  return value;
}

TEST(Argmax, ZerosTieAndNaNsWinOrLose) {
  const auto at = [](const std::vector<float>& x, Tie tie, bool nan_wins) {
    return argmax(argmax_value(tie, nan_wins), floats(x)).whole[0];
  };
  EXPECT_EQ(at({-1, -0.0f, 0.0f}, Tie::kLowestIndex, true), 1);
  EXPECT_EQ(at({-1, 0.0f, -0.0f}, Tie::kHighestIndex, true), 2);
  EXPECT_EQ(at({5, kNegativeNaN, kInf, kNaN}, Tie::kLowestIndex, true), 1);
  EXPECT_EQ(at({5, kNegativeNaN, kInf, kNaN}, Tie::kHighestIndex, true), 3);
  EXPECT_EQ(at({5, kNaN, 7, kNaN}, Tie::kLowestIndex, false), 2);
  EXPECT_EQ(at({kNaN, kNaN}, Tie::kHighestIndex, false), 0);
  EXPECT_EQ(at({-kInf, -kInf}, Tie::kLowestIndex, false), 0);
  EXPECT_EQ(at({}, Tie::kLowestIndex, true), 0);
}

// XLA's ApproxTopKReductionOutputSize, worked out by hand: -39 / ln(0.95) = 760.3.
TEST(ApproxTopK, BinCountsAreXlas) {
  const auto bins = [](std::int64_t n, std::int64_t k, double recall,
                       std::int64_t override_size = -1) {
    const Bins result = approx_top_k_bins(n, k, recall, override_size);
    return result.exact ? -result.count : result.count;  // negative: exact
  };
  EXPECT_EQ(bins(131072, 40, 0.95), 1024);  // 131072 / 760 = 172: 2^7; 1024 tiles / 128 = 8
  EXPECT_EQ(bins(128256, 40, 0.95), 1024);  // 168: 2^7; 1002 tiles / 128 rounds up to 8
  EXPECT_EQ(bins(32768, 40, 0.95), 1024);   // 43: 2^5; 256 tiles / 32 = 8
  EXPECT_EQ(bins(131072, 5, 0.95), 128);    // -4 / ln(0.95) = 77.9, at least 128: 2^10
  EXPECT_EQ(bins(131072, 1, 0.95), 128);
  EXPECT_EQ(bins(1000, 10, 0.95), 256);  // 175; 1000 / 175 = 5: 2^2; 8 tiles / 4 = 2
  EXPECT_EQ(bins(200, 40, 0.95), -200);  // M = 200: no reduction
  EXPECT_EQ(bins(128, 5, 0.95), -128);
  EXPECT_EQ(bins(131072, 40, 1.0), -131072);
  EXPECT_EQ(bins(131072, 64, 0.99), 8192);  // 6268; 20: 2^4; 1024 / 16 = 64
  EXPECT_EQ(bins(4096, 5, 0.95, 131072),
            128);  // the whole array is meant: 2^10, cut to 2^5; 32 / 32 = 1
}

TEST(ApproxTopK, OneWinnerPerBinAndANaNErasesWhatWasThere) {
  Value value;
  value.opcode = Opcode::kApproxTopK;
  value.attributes.count.number = 2;
  value.attributes.recall_target = 0.5;
  std::vector<float> x(256, 0.0f);  // M = 128; 2 elements a bin, 128 bins
  x[3] = 5;
  x[131] = 5;  // the same bin: a tie takes the newcomer
  x[7] = 9;
  x[135] = kNaN;  // the newcomer is taken
  const std::vector<Array> last = approx_top_k(value, floats(x));
  EXPECT_EQ(last[1].whole, (std::vector<std::int64_t>{
                               135, 131}));  // a NaN is above everything in the numeric order
  value.attributes.tie_takes_newcomer = false;
  const std::vector<Array> first = approx_top_k(value, floats(x));
  EXPECT_EQ(first[1].whole, (std::vector<std::int64_t>{7, 3}));
  EXPECT_EQ(first[0].u, (std::vector<float>{9, 5}));
}

TEST(BitSearch, FindsTheKthValueAndTheWeightBound) {
  const std::vector<float> x = {-1.0f, 0.5f, 2.0f, -3.0f};
  const std::vector<std::int64_t> two = {2};
  const Numbers target{Dtype::kS32, {}, {}, two};
  const std::vector<Numbers> counted = {floats(x), target};
  EXPECT_EQ(bit_search_threshold(counted).u[0], 0.5f);
  const std::vector<std::int64_t> three = {3};
  const std::vector<Numbers> negative = {floats(x), Numbers{Dtype::kS32, {1}, {}, three}};
  EXPECT_EQ(bit_search_threshold(negative).u[0], -1.0f);
  const std::vector<float> weights = {0.25f, 0.25f, 0.5f, 0.0f}, bound = {0.75f};
  const std::vector<Numbers> weighted = {floats(x), floats(weights),
                                         Numbers{Dtype::kFloat32, {}, bound, {}}};
  EXPECT_EQ(bit_search_threshold(weighted).u[0], 0.5f);
}

// Random123's known answers for threefry2x32, 20 rounds.
TEST(Threefry, KnownAnswers) {
  const auto answer = [](Words key, Words counter) {
    const Words out = threefry2x32(key, counter);
    return std::pair(out.first, out.second);
  };
  EXPECT_EQ(answer({0, 0}, {0, 0}), std::pair(0x6b200159u, 0x99ba4efeu));
  EXPECT_EQ(answer({~0u, ~0u}, {~0u, ~0u}), std::pair(0x1cb996fcu, 0xbb002be7u));
  EXPECT_EQ(answer({0x13198a2eu, 0x03707344u}, {0x243f6a88u, 0x85a308d3u}),
            std::pair(0xc4923a9cu, 0x483df7a0u));
}

TEST(Collectives, AllReduceOrders) {
  // Four ranks; elements 0..3 of each. 2^24 + 1 rounds away a 1 unless ones meet first.
  const std::vector<std::vector<float>> of_rank = {
      {0x1p24f, 0x1p24f, 1, 1}, {1, 1, 0x1p24f, 1}, {1, 1, 1, 0x1p24f}, {1, 1, 1, 1}};
  std::vector<Numbers> in;
  for (const auto& x : of_rank) in.push_back(floats(x));
  const std::vector<Adder> adders(4);
  Value value;
  value.opcode = Opcode::kAllReduce;
  value.attributes.combine = Combine::kSum;
  // The last: 1 + 1 + 2^24 + 1 = 2^24 + 3, halfway, and 2^24 + 4 is even.
  EXPECT_EQ(all_reduce(value, in, adders).u,
            (std::vector<float>{0x1p24f, 0x1p24f, 0x1p24f, 0x1p24f + 4}));
  value.attributes.reduce_order = ReduceOrder::kTree;  // (0 + 1) + (2 + 3)
  EXPECT_EQ(all_reduce(value, in, adders).u,
            (std::vector<float>{0x1p24f + 2, 0x1p24f + 2, 0x1p24f + 2, 0x1p24f + 2}));
  // Ring: element c starts at rank c: 0 1 2 3; 1 2 3 0; 2 3 0 1; 3 0 1 2.
  value.attributes.reduce_order = ReduceOrder::kRing;
  EXPECT_EQ(all_reduce(value, in, adders).u,
            (std::vector<float>{0x1p24f, 0x1p24f + 4, 0x1p24f + 4, 0x1p24f + 4}));
}

// The 2025 incident in small: the maximum is rounded on its way, the value it is compared with is
// not.
DraftBuilder keep_above_maximum() {
  DraftBuilder b("keep_above_maximum");
  const std::string x = b.logits("float32");
  const std::string y = b.convert(x, "bfloat16");
  const std::string m = b.add("reduce", {y}, {{"kind", word("maximum")}});
  const std::string M = b.add("all_reduce", {m}, {{"kind", word("maximum")}});
  const std::string keep = b.add("compare", {y, M}, {{"direction", word("GE")}});
  b.observe("candidates", {{"mask", keep}});
  return b;
}

TEST(Sites, EachUseReadsItsOwnNumber) {
  const DraftBuilder b = keep_above_maximum();
  const std::vector<float> logits = {1.0f, kAboveHalf - 0x1p-19f, 0.5f,
                                     kAboveHalf};  // rounded: 1, 1, 0.5, 1 + 2^-7
  const Layout layout = even_layout(4, 2);
  const auto kept = [&](PlanBits plan) {
    std::vector<std::int32_t> ids;
    const Ran ran(b, logits, layout, plan_of(plan));
    ran.outcome.at(1, 0).candidates->for_each([&](std::int32_t id) { ids.push_back(id); });
    return ids;
  };
  // Sites: m:y, M:m, keep:y, keep:M
  EXPECT_EQ(kept(0b0000), (std::vector<std::int32_t>{3}));
  EXPECT_EQ(kept(0b1111), (std::vector<std::int32_t>{3}));
  EXPECT_EQ(kept(0b0100),
            (std::vector<std::int32_t>{}));  // the unrounded values, all below the rounded maximum
  EXPECT_EQ(kept(0b1011), (std::vector<std::int32_t>{3}));
}

TEST(Sites, RankClassesFollowTheirOwnPlans) {
  Layout layout = even_layout(4, 2);
  layout.rank_class = {0, 1};
  const Ran ran(keep_above_maximum(), {kAboveHalf, 0.0f, kAboveHalf, 0.0f}, layout,
                Plan{{0b0000, 0b0100}});
  const auto& candidates = *ran.outcome.at(0, 0).candidates;
  EXPECT_TRUE(candidates.contains(0));   // class 0 compares the rounded value
  EXPECT_FALSE(candidates.contains(2));  // class 1 the unrounded one
}

TEST(Sites, MovedValuesCarryBothNumbersToTheirReader) {
  DraftBuilder b("moved");
  const std::string x = b.logits("float32");
  const std::string y = b.convert(x, "bfloat16");
  const std::string reversed = b.add("reverse", {y});
  const std::string top = b.add("argmax", {reversed});
  b.observe("top", {{"id", top}});
  // Rounded both are 1 + 2^-7 and the first of the reversed wins; unrounded the larger one does.
  const std::vector<float> logits = {kAboveHalf + 0x1p-19f, kAboveHalf};
  EXPECT_EQ(Ran(b, logits, even_layout(2, 1), plan_of(0)).outcome.at(0, 0).top, 0);
  EXPECT_EQ(Ran(b, logits, even_layout(2, 1), plan_of(1)).outcome.at(0, 0).top, 1);
}

TEST(Sites, AccumulatorIsRoundedAfterEveryAdditionUnlessPromoted) {
  DraftBuilder b("accumulated");
  const std::string x = b.logits("float32");
  const std::string total =
      b.add("reduce", {x}, {{"kind", word("sum")}, {"accumulator_dtype", word("bfloat16")}});
  const std::string id = b.add("convert", {total}, {{"dtype", word("s32")}});
  b.observe("top", {{"id", id}});
  const std::vector<float> ones(300, 1.0f);
  EXPECT_EQ(Ran(b, ones, even_layout(300, 1), plan_of(0)).outcome.at(0, 0).top, 256);
  EXPECT_EQ(Ran(b, ones, even_layout(300, 1), plan_of(1)).outcome.at(0, 0).top, 300);
}

TEST(Pins, ReducePrecisionReadsTheRoundedNumberWhateverThePlan) {
  DraftBuilder b("pinned");
  const std::string x = b.logits("float32");
  const std::string y = b.convert(x, "bfloat16");
  const std::string pinned = b.add("reduce_precision", {y}, {{"to", word("bfloat16")}});
  const std::string top = b.add("argmax", {pinned});
  b.observe("top", {{"id", top}});
  const Ran ran(b, {kAboveHalf, kAboveHalf + 0x1p-19f}, even_layout(2, 1), plan_of(~PlanBits{0}));
  EXPECT_EQ(ran.test_case.program->site_count(), 0);
  EXPECT_EQ(ran.outcome.at(0, 0).top, 0);
}

TEST(Pins, ReducePrecisionStaysWithinItsOwnDtype) {
  DraftBuilder b("within");
  const std::string x = b.logits("float16");
  const std::string rounded = b.add("reduce_precision", {x}, {{"to", word("bfloat16")}});
  const std::string top = b.add("argmax", {rounded});
  b.observe("top", {{"id", top}});
  // 65504 is nearest to 65536 in bfloat16, which float16 does not hold.
  const Ran ran(b, {65504.0f, 65280.0f}, even_layout(2, 1), plan_of(0));
  EXPECT_EQ(ran.of(rounded).u, (std::vector<float>{kInf, 65280.0f}));
}

TEST(Gather, OwnPartDoesNotCrossTheWire) {
  DraftBuilder b("own");
  const std::string x = b.logits("float32");
  const std::string sent = b.convert(x, "bfloat16");
  const std::string kept = b.add("convert", {sent}, {{"dtype", word("float32")}});
  const std::string all = b.add("all_gather", {kept, x});
  const std::string top = b.add("argmax", {all});
  b.observe("top", {{"id", top}});
  // Rank 0 sees its own 1 + 2^-8 + 2^-20 below the other's 1 + 2^-7; rank 1 sees a tie of two
  // rounded and its own unrounded.
  const Ran ran(b, {kAboveHalf, kAboveHalf + 0x1p-19f}, even_layout(2, 2), plan_of(0));
  EXPECT_EQ(ran.outcome.at(0, 0).top, 1);
  EXPECT_EQ(ran.outcome.at(1, 0).top, 0);
}

TEST(Gather, StagesEightByFourGatherDigitByDigit) {
  DraftBuilder b("stages");
  const std::string x = b.logits("float32");
  const std::string first = b.add("all_gather", {x}, {{"stage", whole(0)}});
  const std::string second = b.add("all_gather", {first}, {{"stage", whole(1)}});
  const std::string third = b.add("all_gather", {first}, {{"stage", whole(2)}});
  const std::string top = b.add("argmax", {second});
  b.observe("top", {{"id", top}});
  Layout layout = even_layout(32, 32);
  layout.gather_stages = {8, 4};
  std::vector<float> logits;
  for (int i = 0; i < 32; ++i) logits.push_back(static_cast<float>(i));
  const Ran ran(b, logits, layout, plan_of(0));
  // Rank 13 = 5 + 8 * 1: its first stage is ranks 8..15.
  EXPECT_EQ(ran.of(first, 13).u, (std::vector<float>{8, 9, 10, 11, 12, 13, 14, 15}));
  EXPECT_EQ(ran.of(second, 13).u, logits);
  EXPECT_EQ(ran.of(third, 13).u, ran.of(first, 13).u);  // a stage that is not there
}

TEST(Observed, IdsLiveInThePaddedConcatenation) {
  DraftBuilder b("padded");
  const std::string x = b.logits("float32");
  const std::string zero = b.constant(0.0, "float32");
  const std::string keep = b.add("compare", {x, zero}, {{"direction", word("GT")}});
  b.observe("candidates", {{"mask", keep}});
  b.draft().observe.on_ranks = std::vector<int>{1};
  Layout layout = even_layout(4, 2);
  layout.padding = {1, 1};
  layout.rank_order = {1, 0};  // rank 0 holds tokens 2, 3
  const Ran ran(b, {0, 1, 0, 1}, layout, plan_of(0));
  EXPECT_FALSE(ran.outcome.at(0, 0).judged);
  EXPECT_EQ(*ran.outcome.at(1, 0).candidates, IdSet({1, 4}, 6));
}

TEST(Observed, TravelledKeyMustBeTheSourceOfItsId) {
  DraftBuilder b("travels");
  const std::string x = b.logits("float32");
  const std::string y = b.convert(x, "bfloat16");
  const std::string best = b.add("top_k", {y}, {{"k", whole(1)}});
  const std::string key = b.element(best, 0), local = b.element(best, 1);
  const std::string offset = b.add("shard_offset");
  const std::string id = b.add("add", {local, offset});
  const std::string wrong = b.add("negate", {key});
  b.observe("travels", {{"id", id}, {"key", key}, {"source", y}});
  const std::vector<float> logits = {1, 2, 3, 4};
  EXPECT_EQ(Ran(b, logits, even_layout(4, 2), plan_of(1)).outcome.at(1, 0).travelled_intact,
            Observed::kTrue);
  b.observe("travels", {{"id", local}, {"key", key}, {"source", y}});
  EXPECT_EQ(Ran(b, logits, even_layout(4, 2), plan_of(0)).outcome.at(1, 0).travelled_intact,
            Observed::kFalse);
  b.observe("travels", {{"id", id}, {"key", wrong}, {"source", y}});
  EXPECT_EQ(Ran(b, logits, even_layout(4, 2), plan_of(0)).outcome.at(0, 0).travelled_intact,
            Observed::kFalse);
}

TEST(Observed, ANaNThatADecisionReadsMarksTheRow) {
  Ran ran(keep_above_maximum(), {1, kNaN}, even_layout(2, 2), plan_of(0));
  EXPECT_TRUE(ran.outcome.nan_decision[0]);
  EXPECT_FALSE(
      Ran(keep_above_maximum(), {1, 2}, even_layout(2, 2), plan_of(0)).outcome.nan_decision[0]);
}

// A region that keeps the greater value and its id: the variadic reduce that argmax is made of.
TEST(Region, VariadicReduceCarriesTheId) {
  DraftBuilder b("region");
  const std::string x = b.logits("float32");
  const std::string ids = b.add("iota", {}, {{"like", word(x)}});
  const std::string low = b.constant(-HUGE_VAL, "float32"), none = b.constant(-1, "s32");
  RegionDraft region;
  region.parameters = {"best", "best_id", "next", "next_id"};
  region.values = {{"greater", "compare", {"next", "best"}, {{"direction", word("GT")}}, {}},
                   {"value", "select", {"greater", "next", "best"}, {}, {}},
                   {"id", "select", {"greater", "next_id", "best_id"}, {}, {}}};
  region.yields = {"value", "id"};
  const std::string best = b.add("reduce", {x, ids, low, none}, {}, {region});
  const std::string id = b.element(best, 1);
  b.observe("top", {{"id", id}});
  EXPECT_EQ(Ran(b, {3, 9, 9, 1}, even_layout(4, 1), plan_of(0)).outcome.at(0, 0).top, 1);
}

TEST(Convert, IntegersSaturateAndNaNIsZero) {
  const std::vector<float> x = {2.9f, -2.9f, 3e9f, -3e9f, kNaN, kInf};
  EXPECT_EQ(convert(floats(x), Narrowing{Dtype::kS32}).whole,
            (std::vector<std::int64_t>{2, -2, 2147483647, -2147483648, 0, 2147483647}));
  EXPECT_EQ(convert(floats(x), Narrowing{Dtype::kU32}).whole,
            (std::vector<std::int64_t>{2, 0, 3000000000, 0, 0, 4294967295}));
  EXPECT_EQ(convert(floats(x), Narrowing{Dtype::kPred}).whole,
            (std::vector<std::int64_t>{1, 1, 1, 1, 1, 1}));
}

TEST(Integers, DivideAndShiftAsHloSays) {
  const auto binary = [](Opcode opcode, std::int64_t a, std::int64_t b) {
    Value value;
    value.opcode = opcode;
    const std::vector<std::int64_t> left = {a}, right = {b};
    const std::vector<Numbers> in = {{Dtype::kS32, {}, {}, left}, {Dtype::kS32, {}, {}, right}};
    return elementwise(value, in).whole[0];
  };
  EXPECT_EQ(binary(Opcode::kDivide, -7, 2), -3);
  EXPECT_EQ(binary(Opcode::kDivide, 7, 0), -1);
  EXPECT_EQ(binary(Opcode::kDivide, -2147483648, -1), -2147483648);
  EXPECT_EQ(binary(Opcode::kShiftLeft, 1, 31), -2147483648);
  EXPECT_EQ(binary(Opcode::kShiftLeft, 1, 32), 0);
  EXPECT_EQ(binary(Opcode::kShiftRightLogical, -1, 28), 15);
  EXPECT_EQ(binary(Opcode::kShiftRightArithmetic, -16, 2), -4);
  EXPECT_EQ(binary(Opcode::kShiftRightArithmetic, -16, 99), -1);
  EXPECT_EQ(binary(Opcode::kAdd, 2147483647, 1), -2147483648);
}

TEST(Numbers, ArithmeticMakesOneNaNAndMovingKeepsThem) {
  DraftBuilder b("nans");
  const std::string x = b.logits("float32");
  const std::string moved = b.add("reverse", {x});
  const std::string negated = b.add("negate", {x});
  const std::string larger = b.add("maximum", {x, x});
  const std::string top = b.add("argmax", {x});
  b.observe("top", {{"id", top}});
  const Ran ran(b, {std::bit_cast<float>(0xffd23456u)}, even_layout(1, 1), plan_of(0));
  EXPECT_EQ(bits(ran.of(moved).u[0]), 0xffd23456u);
  EXPECT_EQ(bits(ran.of(negated).u[0]), 0x7fc00000u);
  EXPECT_EQ(bits(ran.of(larger).u[0]), 0x7fc00000u);
}

TEST(Scatter, LaterUpdatesWinAndIdsOutsideAreDropped) {
  const std::vector<float> base = {0, 0, 0}, updates = {1, 2, 3, 4};
  const std::vector<std::int64_t> ids = {2, -1, 2, 3};
  const Numbers at{Dtype::kS32, {1, 4}, {}, ids};
  EXPECT_EQ(scatter(floats(base), at, floats(updates), Combine::kSet).u,
            (std::vector<float>{0, 0, 3}));
  const std::vector<float> larger = {9};
  EXPECT_EQ(scatter(floats(base), at, floats(larger, {1}), Combine::kMaximum).u,
            (std::vector<float>{0, 0, 9}));
  EXPECT_EQ(gather(floats(updates), at).u, (std::vector<float>{3, 1, 3, 4}));
}

}  // namespace
}  // namespace splitvote::reference
