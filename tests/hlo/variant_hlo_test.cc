#include "src/hlo/variant_hlo.h"

#include <gtest/gtest.h>

#include <string>

#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"

namespace splitvote {
namespace {

const std::string kRegion = R"(%larger (a: bf16[], b: bf16[]) -> bf16[] {
  %a = bf16[] parameter(0)
  %b = bf16[] parameter(1)
  ROOT %m = bf16[] maximum(%a, %b)
}
)";

// y = x / t; which of y are the greatest. "div" is read twice, "wide" once.
const std::string kGreedy =
    "HloModule greedy, entry_computation_layout={(bf16[2,8]{1,0}, bf16[])->pred[2,8]{1,0}}, "
    "num_partitions=1\n\n" +
    kRegion + R"(
ENTRY %main (x: bf16[2,8], t: bf16[]) -> pred[2,8] {
  %x = bf16[2,8]{1,0} parameter(0), sharding={replicated}, metadata={op_name="logits"}
  %t = bf16[] parameter(1)
  %wide = bf16[2,8]{1,0} broadcast(%t), dimensions={}
  %div = bf16[2,8]{1,0} divide(%x, %wide)
  %low = bf16[] constant(-inf)
  %max = bf16[2]{0} reduce(%div, %low), dimensions={1}, to_apply=%larger
  %each = bf16[2,8]{1,0} broadcast(%max), dimensions={0}
  ROOT %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE
}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

const std::string kWithoutLayout =
    replaced(kGreedy, ", entry_computation_layout={(bf16[2,8]{1,0}, bf16[])->pred[2,8]{1,0}}", "");

TEST(VariantHlo, AnExtraOutputIsTheMostReadValueBesideTheResults) {
  const auto variant = with_extra_output(kGreedy);
  ASSERT_TRUE(variant.has_value());
  EXPECT_EQ(variant->value, "div");
  std::string expected = replaced(kWithoutLayout, "-> pred[2,8] {", "-> (pred[2,8], bf16[2,8]) {");
  expected = replaced(expected, "  ROOT %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE\n",
                      "  %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE\n"
                      "  ROOT %splitvote_results = (pred[2,8], bf16[2,8]) tuple(%ge, %div)\n");
  EXPECT_EQ(variant->text, expected);
}

TEST(VariantHlo, ABystanderSumsTheValueInFloat32) {
  const auto variant = with_bystander(kGreedy);
  ASSERT_TRUE(variant.has_value());
  EXPECT_EQ(variant->value, "div");
  std::string expected = replaced(kWithoutLayout, "-> pred[2,8] {", "-> (pred[2,8], f32[2]) {");
  expected = replaced(expected, "%larger (a:",
                      "%splitvote_add (splitvote_a: f32[], splitvote_b: f32[]) -> f32[] {\n"
                      "  %splitvote_a = f32[] parameter(0)\n"
                      "  %splitvote_b = f32[] parameter(1)\n"
                      "  ROOT %splitvote_ab = f32[] add(%splitvote_a, %splitvote_b)\n"
                      "}\n\n%larger (a:");
  expected = replaced(
      expected, "divide(%x, %wide)\n",
      "divide(%x, %wide)\n"
      "  %splitvote_wide = f32[2,8] convert(%div)\n"
      "  %splitvote_zero = f32[] constant(0)\n"
      "  %splitvote_sum = f32[2] reduce(%splitvote_wide, %splitvote_zero), dimensions={1}, "
      "to_apply=%splitvote_add\n");
  expected =
      replaced(expected, "  ROOT %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE\n",
               "  %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE\n"
               "  ROOT %splitvote_results = (pred[2,8], f32[2]) tuple(%ge, %splitvote_sum)\n");
  EXPECT_EQ(variant->text, expected);
}

TEST(VariantHlo, ACutGivesTheValueAndTakesIt) {
  const auto cut = cut_in_two(kGreedy);
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(cut->value, "div");
  std::string first = replaced(kWithoutLayout, "-> pred[2,8] {", "-> bf16[2,8] {");
  first = replaced(first, "  %div = ", "  ROOT %div = ");
  EXPECT_EQ(cut->first, replaced(first, "ROOT %ge", "%ge"));
  std::string second =
      replaced(kWithoutLayout, "t: bf16[]) -> pred", "t: bf16[], div: bf16[2,8]) -> pred");
  second = replaced(second, "  %div = bf16[2,8]{1,0} divide(%x, %wide)\n",
                    "  %div = bf16[2,8] parameter(2), sharding={replicated}\n");
  EXPECT_EQ(cut->second, second);
}

TEST(VariantHlo, ATupleOfResultsGrows) {
  std::string text = replaced(kGreedy, "-> pred[2,8] {", "-> (pred[2,8], bf16[2]) {");
  text = replaced(text, "  ROOT %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE\n",
                  "  %ge = pred[2,8]{1,0} compare(%div, %each), direction=GE\n"
                  "  ROOT %both = (pred[2,8]{1,0}, bf16[2]{0}) tuple(%ge, %max)\n");
  const auto variant = with_extra_output(text);
  ASSERT_TRUE(variant.has_value());
  EXPECT_NE(variant->text.find("  ROOT %splitvote_results = (pred[2,8], bf16[2], bf16[2,8]) "
                               "tuple(%ge, %max, %div)\n"),
            std::string::npos);
  EXPECT_NE(variant->text.find("\n  %both = "), std::string::npos);
}

TEST(VariantHlo, OnlyTheSamplersOwnResultsHaveRoles) {
  HloInterface interface;
  interface.pinned = true;
  const HloProgram own = read_hlo(parse_hlo(kGreedy), interface);
  interface.extra_results = 1;
  const HloProgram variant = read_hlo(parse_hlo(with_extra_output(kGreedy)->text), interface);
  EXPECT_EQ(variant.draft.values, own.draft.values);
  EXPECT_EQ(variant.draft.observe, own.draft.observe);
  EXPECT_EQ(variant.notes, own.notes);
  // Given roles are those of the sampler's own results.
  interface.outputs = {"candidates.mask"};
  EXPECT_NO_THROW(read_hlo(parse_hlo(with_extra_output(kGreedy)->text), interface));
}

TEST(VariantHlo, WithoutANarrowValueOfTheLogitsSizeThereIsNone) {
  std::string text = kGreedy;
  for (std::size_t at = text.find("bf16["); at != std::string::npos; at = text.find("bf16[")) {
    text.replace(at, 4, "f32");
  }
  EXPECT_FALSE(with_extra_output(text).has_value());
  EXPECT_FALSE(with_bystander(text).has_value());
  EXPECT_FALSE(cut_in_two(text).has_value());
}

// As JAX writes a shard_map: whole arrays into shards, the body called, shards into whole arrays.
const std::string kSharded =
    "HloModule owner, entry_computation_layout={(bf16[2,32]{1,0}, bf16[])->pred[2,4]{1,0}}\n\n" +
    kRegion + R"(
%body (s: bf16[2,8], u: bf16[]) -> pred[2,1] {
  %s = bf16[2,8]{1,0} parameter(0)
  %u = bf16[] parameter(1)
  %wide = bf16[2,8]{1,0} broadcast(%u), dimensions={}
  %div = bf16[2,8]{1,0} divide(%s, %wide)
  %low = bf16[] constant(-inf)
  %max = bf16[2]{0} reduce(%div, %low), dimensions={1}, to_apply=%larger
  %zero = bf16[2]{0} broadcast(%u), dimensions={}
  %high = pred[2]{0} compare(%max, %zero), direction=GE
  ROOT %owner = pred[2,1]{1,0} reshape(%high)
}

ENTRY %main (x: bf16[2,32], t: bf16[]) -> pred[2,4] {
  %x = bf16[2,32]{1,0} parameter(0)
  %t = bf16[] parameter(1)
  %into = (bf16[2,8]{1,0}, bf16[]) custom-call(%x, %t), custom_call_target="xla.sdy.GlobalToLocalShape", frontend_attributes={xla.sdy.in_shardings="#sdy.sharding_per_value<[<@mesh, [{}, {\"tp\"}]>, <@mesh, []>]>"}
  %shard = bf16[2,8]{1,0} get-tuple-element(%into), index=0
  %number = bf16[] get-tuple-element(%into), index=1
  %call = pred[2,1]{1,0} call(%shard, %number), to_apply=%body
  ROOT %out = pred[2,4]{1,0} custom-call(%call), custom_call_target="xla.sdy.LocalToGlobalShape", frontend_attributes={xla.sdy.out_shardings="#sdy.sharding_per_value<[<@mesh, [{}, {\"tp\"}]>]>"}
}
)";

TEST(VariantHlo, OverSeveralRanksTheValueIsCutAsTheLogitsAre) {
  const auto variant = with_extra_output(kSharded);
  ASSERT_TRUE(variant.has_value());
  EXPECT_EQ(variant->value, "div");
  std::string expected = replaced(
      kSharded, ", entry_computation_layout={(bf16[2,32]{1,0}, bf16[])->pred[2,4]{1,0}}", "");
  expected = replaced(expected, "-> pred[2,1] {", "-> (pred[2,1], bf16[2,8]) {");
  expected = replaced(expected, "-> pred[2,4] {", "-> (pred[2,4], bf16[2,32]) {");
  expected = replaced(expected, "  ROOT %owner = pred[2,1]{1,0} reshape(%high)\n",
                      "  %owner = pred[2,1]{1,0} reshape(%high)\n"
                      "  ROOT %splitvote_shards = (pred[2,1], bf16[2,8]) tuple(%owner, %div)\n");
  expected = replaced(expected, "  %call = pred[2,1]{1,0} call(%shard, %number), to_apply=%body\n",
                      "  %call.all = (pred[2,1], bf16[2,8]) call(%shard, %number), to_apply=%body\n"
                      "  %call = pred[2,1] get-tuple-element(%call.all), index=0\n"
                      "  %splitvote_shard = bf16[2,8] get-tuple-element(%call.all), index=1\n");
  expected = replaced(expected, "  ROOT %out = pred[2,4]{1,0} custom-call(%call),",
                      "  %out.all = (pred[2,4], bf16[2,32]) custom-call(%call, %splitvote_shard),");
  expected = replaced(
      expected, R"(out_shardings="#sdy.sharding_per_value<[<@mesh, [{}, {\"tp\"}]>]>"})",
      R"(out_shardings="#sdy.sharding_per_value<[<@mesh, [{}, {\"tp\"}]>, <@mesh, [{}, {\"tp\"}]>]>"})"
      "\n  %out = pred[2,4] get-tuple-element(%out.all), index=0\n"
      "  %splitvote_whole = bf16[2,32] get-tuple-element(%out.all), index=1\n"
      "  ROOT %splitvote_results = (pred[2,4], bf16[2,32]) tuple(%out, %splitvote_whole)");
  EXPECT_EQ(variant->text, expected);
  const auto bystander = with_bystander(kSharded);
  ASSERT_TRUE(bystander.has_value());
  EXPECT_NE(bystander->text.find("(pred[2,4], f32[2,4]) custom-call(%call, %splitvote_shard)"),
            std::string::npos)
      << bystander->text;
}

TEST(VariantHlo, AShardMapIsOnePiece) { EXPECT_FALSE(cut_in_two(kSharded).has_value()); }

}  // namespace
}  // namespace splitvote
