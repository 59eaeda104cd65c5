#include "harness/trace/decision_trace.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/store/builtin.h"
#include "harness/store/load.h"

namespace splitvote {
namespace {

Case case_in(const std::string& file) {
  return load_case(SPLITVOTE_ROOT "/corpus/" + file).test_case;
}

std::vector<TracedDecision> traced(const Case& test_case, const std::string& plan,
                                   std::int32_t wanted = -1) {
  return decision_trace(test_case, parse_plan(*test_case.program, plan), 0, wanted);
}

const TracedDecision& decision(const std::vector<TracedDecision>& trace, const std::string& id,
                               int rank) {
  for (const TracedDecision& each : trace) {
    if (each.id == id && std::count(each.ranks.begin(), each.ranks.end(), rank) != 0) return each;
  }
  static const TracedDecision none;
  ADD_FAILURE() << id << " on rank " << rank;
  return none;
}

TEST(DecisionTrace, ShowsBothNumbersAndWhoReadsWhich) {
  const auto trace = traced(case_in("seeds/excess_precision_2025.json"), "keep:y=promoted");
  const TracedDecision& keep = decision(trace, "keep", 1);
  EXPECT_EQ(keep.operation, "compare");
  EXPECT_EQ(keep.direction, "GE");
  EXPECT_FALSE(keep.holds);
  EXPECT_EQ(keep.turned, Turned::kRounded);
  EXPECT_EQ(keep.first.value, "y");
  EXPECT_EQ(keep.first.site, "keep:y");
  EXPECT_TRUE(keep.first.promoted);
  EXPECT_EQ(keep.first.token, 2);
  EXPECT_EQ(keep.first.u, 12.410714F);
  EXPECT_EQ(keep.first.r, 12.4375F);
  EXPECT_EQ(keep.second.value, "M");
  EXPECT_EQ(keep.second.read(), 12.4375F);
  // (12.4375 - 12.410714) / 2^-4, and in steps of 2^-20.
  EXPECT_EQ(keep.float32_ulps, 28'087);
  ASSERT_TRUE(keep.narrow_ulps.has_value());
  EXPECT_EQ(*keep.narrow_ulps, 28'087.0 / 65'536.0);
  EXPECT_EQ(keep.narrow_dtype, Dtype::kBfloat16);
}

TEST(DecisionTrace, TurnsNothingUnderAllRounded) {
  for (const TracedDecision& each :
       traced(case_in("seeds/excess_precision_2025.json"), "rounded")) {
    EXPECT_NE(each.turned, Turned::kRounded) << each.id;
  }
}

TEST(DecisionTrace, IsOneEntryWhereRanksAgree) {
  const auto trace = traced(case_in("seeds/excess_precision_2025.json"), "rounded");
  EXPECT_EQ(decision(trace, "at", 0).ranks, (std::vector<int>{0, 1}));
  EXPECT_EQ(decision(trace, "keep", 0).ranks, std::vector<int>{0});
}

// What is decided on numbers that a convert pair narrowed is told by the value that was narrowed.
TEST(DecisionTrace, LooksThroughConversions) {
  const auto trace = traced(case_in("regressions/gather_topk_topp-max_vanished-mixed.json"),
                            "left:v_bf16=promoted");
  const TracedDecision& in_top_k = decision(trace, "in_top_k", 0);
  EXPECT_EQ(in_top_k.first.value, "v_bf16");
  EXPECT_EQ(in_top_k.first.site, "left:v_bf16");
  EXPECT_TRUE(in_top_k.first.promoted);
  EXPECT_EQ(in_top_k.second.value, "kth_bf16");
  EXPECT_FALSE(in_top_k.second.promoted);
  EXPECT_EQ(in_top_k.first.token, -1);  // a place among candidates is no token
}

TEST(DecisionTrace, NamesTokensOnlyWherePositionsAreTokens) {
  const Case test_case = case_in("regressions/megatron_bf16-not_finite-mixed.json");
  const auto trace = traced(test_case, "rounded");
  EXPECT_GE(decision(trace, "below", 0).first.token, 0);
  EXPECT_EQ(decision(trace, "over", 0).first.token, -1);
  EXPECT_GE(decision(trace, "top", 0).first.token, 0);
}

TEST(DecisionTrace, CoversEveryDecisionOnFloats) {
  std::set<std::string> seen;
  for (const TracedDecision& each :
       traced(case_in("regressions/megatron_bf16-not_finite-mixed.json"), "promoted")) {
    seen.insert(each.id);
  }
  EXPECT_EQ(seen, (std::set<std::string>{"below", "kth", "over", "passed", "sorted", "top"}));
}

TEST(DecisionTrace, FollowsEachClassOfAFleet) {
  Case test_case = case_in("seeds/excess_precision_2025.json");
  test_case.layout.rank_class = {0, 1};
  const auto trace = traced(test_case, "rounded|keep:y=promoted");
  EXPECT_FALSE(decision(trace, "keep", 0).first.promoted);
  EXPECT_TRUE(decision(trace, "keep", 1).first.promoted);
}

}  // namespace
}  // namespace splitvote
