#include "harness/oracle/relation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

Relation times_power_of_two(int exponent) {
  Relation relation;
  relation.verdict = Verdict::kScaleSplit;
  relation.exponent = exponent;
  return relation;
}

Relation plus(float constant) {
  Relation relation;
  relation.verdict = Verdict::kShiftSplit;
  relation.constant = constant;
  return relation;
}

Relation first(int rows) {
  Relation relation;
  relation.verdict = Verdict::kBatchSplit;
  relation.row_count = rows;
  return relation;
}

Relation under(Verdict verdict, const Layout& layout) {
  Relation relation = to_layout(layout);
  relation.verdict = verdict;
  return relation;
}

TEST(Relation, ShiftsOnlyWhereEverySumIsExact) {
  Scene exact({{1.5F, -2, 0.25F, std::numeric_limits<float>::quiet_NaN()}});
  EXPECT_EQ(relation_fault(exact.ready(), plus(16)), "");
  const Case shifted = related_case(exact.ready(), plus(16));
  EXPECT_EQ(shifted.logits.values[0][0], 17.5F);
  EXPECT_EQ(shifted.logits.values[0][1], 14);
  EXPECT_TRUE(std::isnan(shifted.logits.values[0][3]));
  // 0.25 + 2^24 needs 27 bits.
  EXPECT_NE(relation_fault(exact.ready(), plus(16777216)), "");
  EXPECT_NE(relation_fault(exact.ready(), plus(0)), "");
  Scene huge({{3e38F, 1}});
  EXPECT_NE(relation_fault(huge.ready(), plus(3e38F)), "");
}

TEST(Relation, ShiftsOnlyWhereNoDtypeOfTheProgramLosesMore) {
  Scene scene({{1.5F, 1.0F}});
  EXPECT_EQ(relation_fault(scene.ready(), plus(256)), "");
  // bfloat16 holds 1.5, and not 257.5.
  scene.add_parameter("narrow", Dtype::kBfloat16);
  EXPECT_NE(relation_fault(scene.ready(), plus(256)), "");
  EXPECT_EQ(relation_fault(scene.ready(), plus(16)), "");
}

TEST(Relation, ShiftsFinitePaddingToo) {
  Scene scene({{1, 2, 3}});
  scene.test_case.layout = padded_layout(3, 4, 2, -8);
  EXPECT_EQ(related_case(scene.ready(), plus(2)).layout.pad_value, -6);
  scene.test_case.layout.pad_value = 0x1p-30F;
  EXPECT_NE(relation_fault(scene.ready(), plus(2)), "");
}

TEST(Relation, ScalesOnlyATemperatureAboveZeroWithNormalQuotients) {
  Scene without({{1, 2}});
  EXPECT_NE(relation_fault(without.ready(), times_power_of_two(1)), "");
  Scene scene({{1, 2}});
  scene.set("temperature", 0.75);
  EXPECT_EQ(relation_fault(scene.ready(), times_power_of_two(-3)), "");
  EXPECT_EQ(related_case(scene.ready(), times_power_of_two(-3)).parameters.numbers["temperature"],
            0.09375);
  EXPECT_NE(relation_fault(scene.ready(), times_power_of_two(0)), "");
  Scene small({{0x1p-120F, 2}});
  small.set("temperature", 1);
  EXPECT_EQ(relation_fault(small.ready(), times_power_of_two(6)), "");
  EXPECT_NE(relation_fault(small.ready(), times_power_of_two(7)), "");
  // The least normal number of float16 is 2^-14.
  Scene narrow({{0x1p-10F, 2}});
  narrow.set("temperature", 1).add_parameter("narrow", Dtype::kFloat16);
  EXPECT_EQ(relation_fault(narrow.ready(), times_power_of_two(4)), "");
  EXPECT_NE(relation_fault(narrow.ready(), times_power_of_two(5)), "");
  Scene greedy({{1, 2}});
  greedy.set("temperature", 0);
  EXPECT_NE(relation_fault(greedy.ready(), times_power_of_two(1)), "");
}

TEST(Relation, LayoutsDifferInNothingElse) {
  Scene scene({{1, 2, 3, 4}});
  const Case& test_case = scene.ready();
  Layout swapped = test_case.layout;
  swapped.rank_order = {1, 0};
  EXPECT_EQ(relation_fault(test_case, under(Verdict::kOrderSplit, swapped)), "");
  EXPECT_NE(relation_fault(test_case, under(Verdict::kOrderSplit, test_case.layout)), "");
  EXPECT_NE(relation_fault(test_case, under(Verdict::kShardCountSplit, swapped)), "");
  const Layout four = even_layout(4, 4);
  EXPECT_EQ(relation_fault(test_case, under(Verdict::kShardCountSplit, four)), "");
  EXPECT_NE(relation_fault(test_case, under(Verdict::kOrderSplit, four)), "");
  EXPECT_EQ(relation_fault(test_case, under(Verdict::kLayoutSplit, four)), "");
  EXPECT_NE(relation_fault(test_case, under(Verdict::kLayoutSplit, even_layout(5, 2))), "");
}

TEST(Relation, TakesRowsFromTheEnd) {
  Scene scene({{1, 2}, {3, 4}, {5, 6}});
  EXPECT_EQ(relation_fault(scene.ready(), first(2)), "");
  EXPECT_NE(relation_fault(scene.ready(), first(3)), "");
  EXPECT_NE(relation_fault(scene.ready(), first(0)), "");
  EXPECT_EQ(related_case(scene.ready(), first(2)).logits.values,
            (std::vector<std::vector<float>>{{1, 2}, {3, 4}}));
}

TEST(Relation, IsJudgedOnlyWhereWhatStaysIsNotDrawn) {
  Scene scene({{1, 2}});
  scene.observe_tops().observe_candidates().promise(Promise::kRanksAgree).set("temperature", 1);
  const Judge judge(scene.ready());
  for (const RelationInfo& row : kRelations) EXPECT_TRUE(judge.judged(row.verdict)) << row.what;
  // The top is the seed itself.
  scene.add_parameter("seed", Dtype::kU64);
  scene.program.observe.top_id = static_cast<int>(scene.program.values.size()) - 1;
  const Judge drawn(scene.ready());
  for (const RelationInfo& row : kRelations) {
    EXPECT_EQ(drawn.judged(row.verdict), row.verdict == Verdict::kLayoutSplit) << row.what;
  }
  scene.program.observe.top_id = 0;
  scene.test_case.parameters.numbers["temperature"] = 0;
  const Judge greedy(scene.ready());
  EXPECT_FALSE(greedy.judged(Verdict::kScaleSplit));
  EXPECT_TRUE(greedy.judged(Verdict::kShiftSplit));
}

}  // namespace
}  // namespace splitvote
