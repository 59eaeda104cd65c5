// Which number each use reads under a plan, and what the numbers are called.
#include "harness/emit/listing.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>

#include "harness/emit/emit.h"
#include "harness/emit/identifiers.h"
#include "harness/emit/laid_out.h"
#include "harness/emit/reproducer.h"
#include "src/program/input_error.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {
namespace {

// y = bfloat16(logits / 3) is compared with its maximum over all ranks; `z` moves y, `pinned` pins
// it.
ProgramDraft small_sampler() {
  ProgramDraft draft;
  draft.name = "small";
  const auto add = [&](const char* id, const char* op, std::vector<std::string> of,
                       AttributeMap attributes) {
    draft.values.push_back({id, op, std::move(of), std::move(attributes), {}});
  };
  add("logits", "parameter", {}, {{"name", word("logits")}, {"dtype", word("float32")}});
  add("three", "constant", {}, {{"value", 3.0}, {"dtype", word("float32")}});
  add("third", "divide", {"logits", "three"}, {});
  add("y", "convert", {"third"}, {{"dtype", word("bfloat16")}});
  add("z", "reverse", {"y"}, {});
  add("m", "reduce", {"y"}, {{"kind", word("maximum")}});
  add("M", "all_reduce", {"m"}, {{"kind", word("maximum")}});
  add("keep", "compare", {"y", "M"}, {{"direction", word("GE")}});
  add("pinned", "optimization_barrier", {"y"}, {});
  add("total", "reduce", {"z"}, {{"kind", word("sum")}, {"accumulator_dtype", word("bfloat16")}});
  add("total32", "convert", {"total"}, {{"dtype", word("float32")}});
  add("bits", "bitcast_convert", {"total32"}, {{"dtype", word("s32")}});
  add("best", "argmax", {"pinned"}, {});
  add("shape", "exponential", {"y"}, {});
  add("positions", "iota", {}, {{"like", word("shape")}});
  add("draw_at", "reduce", {"positions"}, {{"kind", word("maximum")}});
  add("draw", "add", {"draw_at", "bits"}, {});
  draft.observe.entries["candidates"] = {{"mask", "keep"}};
  draft.observe.entries["top"] = {{"id", "best"}};
  draft.observe.entries["draw"] = {{"id", "draw"}};
  return draft;
}

Case small_case(int ranks) {
  Case made;
  made.program = std::make_shared<const Program>(check_program(small_sampler()));
  made.logits.values = {{1, 2, 3, 4}};
  made.layout = even_layout(4, ranks);
  return made;
}

const Line& line_named(const Listing& listing, const std::string& id) {
  for (const Line& line : listing.lines) {
    if (line.value->id == id) return line;
  }
  ADD_FAILURE() << id << " is not listed";
  return listing.lines[0];
}

Listing listed(const Case& test_case, const std::string& plan) {
  return list(test_case, parse_plan(*test_case.program, plan), test_case.layout.class_count());
}

TEST(Listing, ReadsRoundedOrUnroundedAsThePlanSays) {
  const Case test_case = small_case(2);
  const Listing listing = listed(test_case, "keep:y=promoted");
  EXPECT_EQ(line_named(listing, "keep").reads[0].unrounded, PerClass{true});
  EXPECT_EQ(line_named(listing, "keep").reads[1].unrounded, PerClass{false});
  EXPECT_EQ(line_named(listing, "m").reads[0].unrounded, PerClass{false});
  const std::vector<std::string> remark = {"keep:y promoted: reads y before its cast"};
  EXPECT_EQ(line_named(listing, "keep").remarks, remark);
  EXPECT_TRUE(line_named(listing, "m").remarks.empty());
}

TEST(Listing, NamesBothNumbersOfAValueThatMayDifferAndOneOfOthers) {
  const Case test_case = small_case(2);
  const Listing listing = listed(test_case, "rounded");
  EXPECT_EQ(line_named(listing, "y").name, "y");
  EXPECT_EQ(line_named(listing, "y").unrounded_name, "y_unrounded");
  EXPECT_EQ(line_named(listing, "third").unrounded_name, "");
  EXPECT_EQ(line_named(listing, "keep").unrounded_name, "");
  EXPECT_EQ(line_named(listing, "m").name, "m");
  EXPECT_EQ(line_named(listing, "M").name, "M");
}

TEST(Listing, MovesBeforeTheCastAndPinsBehindIt) {
  const Case test_case = small_case(2);
  for (const char* plan : {"rounded", "promoted"}) {
    const Listing listing = listed(test_case, plan);
    EXPECT_EQ(line_named(listing, "z").reads[0].unrounded, PerClass{true}) << plan;
    EXPECT_EQ(line_named(listing, "pinned").reads[0].unrounded, PerClass{false}) << plan;
    EXPECT_EQ(line_named(listing, "best").reads[0].unrounded, PerClass{false}) << plan;
  }
}

TEST(Listing, SaysWhichNumbersAreUsed) {
  const Case test_case = small_case(2);
  const Listing rounded = listed(test_case, "rounded");
  EXPECT_TRUE(line_named(rounded, "m").name_used);
  EXPECT_FALSE(line_named(rounded, "m").unrounded_used);
  const Listing promoted = listed(test_case, "promoted");
  EXPECT_FALSE(line_named(promoted, "m").name_used);
  EXPECT_TRUE(line_named(promoted, "m").unrounded_used);
  EXPECT_TRUE(line_named(promoted, "keep").name_used) << "what is observed is used";
}

TEST(Listing, GivesEveryClassOfAFleetItsOwnRead) {
  Case test_case = small_case(2);
  test_case.layout.rank_class = {0, 1};
  const Listing listing = listed(test_case, "m:y=promoted|total:accumulator=promoted,m:y=promoted");
  EXPECT_EQ(line_named(listing, "m").reads[0].unrounded, PerClass{true}) << "both classes agree";
  const PerClass second = {false, true};
  EXPECT_EQ(line_named(listing, "total").accumulator_unrounded, second);
  const std::vector<std::string> remark = {
      "total:accumulator promoted in class 1: partial results stay float32"};
  EXPECT_EQ(line_named(listing, "total").remarks, remark);
}

TEST(Listing, LeavesOutWhatNothingObservedNeeds) {
  const Case test_case = small_case(2);
  const Listing listing = listed(test_case, "rounded");
  for (const Line& line : listing.lines) EXPECT_NE(line.value->id, "shape");
  const std::vector<int> shapes = values_named_for_shape(listing);
  ASSERT_EQ(shapes.size(), 1u);
  EXPECT_EQ(test_case.program->values[static_cast<std::size_t>(shapes[0])].id, "shape");
  const LaidOut laid_out = lay_out(test_case, test_case.layout);
  const std::vector<std::int64_t> shape = {1, 2};
  EXPECT_EQ(laid_out.shapes[static_cast<std::size_t>(shapes[0])][1], shape);
}

TEST(LaidOut, CutsPadsAndNumbersTheLogits) {
  Case test_case = small_case(2);
  test_case.layout = padded_layout(4, 6, 2, -1.0f);
  test_case.layout.rank_order = {1, 0};
  const LaidOut laid_out = lay_out(test_case, test_case.layout);
  EXPECT_EQ(laid_out.ranks[0].tokens, (std::vector<std::int32_t>{3, kNoToken, kNoToken}));
  EXPECT_EQ(laid_out.ranks[0].logits[0], (std::vector<float>{4, -1, -1}));
  EXPECT_EQ(laid_out.ranks[1].offset, 3);
  EXPECT_EQ(laid_out.judged_ranks, (std::vector<int>{0, 1}));
}

TEST(LaidOut, RefusesMoreLogitsThanAFileForPeopleHolds) {
  Case test_case = small_case(2);
  test_case.logits.values = {std::vector<float>(4000, 1.0f)};
  test_case.layout = padded_layout(4000, 4096, 2, 0.0f);
  EXPECT_NO_THROW((void)lay_out(test_case, test_case.layout));
  test_case.layout = padded_layout(4000, 4097, 2, 0.0f);
  EXPECT_THROW((void)lay_out(test_case, test_case.layout), InputError);
}

TEST(Identifiers, AreValidAndUnclashing) {
  Identifiers names;
  EXPECT_EQ(names.take("keep"), "keep");
  EXPECT_EQ(names.take("M"), "M");
  EXPECT_EQ(names.take("m"), "m");
  EXPECT_EQ(names.take("in"), "in_");
  EXPECT_EQ(names.take("lambda"), "lambda_");
  EXPECT_EQ(names.take("switch"), "switch_");
  EXPECT_EQ(names.take("top_k"), "top_k_");
  EXPECT_EQ(names.take("a.b"), "a_b");
  EXPECT_EQ(names.take("a_b"), "a_b_2");
  EXPECT_EQ(names.take("__x__"), "x");
  EXPECT_EQ(names.take("%7"), "v7");
  EXPECT_EQ(names.take("\xc3\xa4"), "v");
  EXPECT_EQ(names.take("s32"), "s32_");
}

TEST(Decimal, ReadsBackAsTheSameNumber) {
  EXPECT_EQ(decimal(8.6875f), "8.6875");
  EXPECT_EQ(decimal(0.7f), "0.7");
  EXPECT_EQ(decimal(-0.0f), "-0");
  EXPECT_EQ(decimal(-INFINITY), "-inf");
  for (std::uint32_t bits = 1; bits < 0x7f800000u; bits += 0x10001u) {
    const auto number = std::bit_cast<float>(bits);
    ASSERT_EQ(std::strtof(decimal(number).c_str(), nullptr), number);
    ASSERT_EQ(static_cast<float>(std::strtod(decimal(number).c_str(), nullptr)), number);
  }
}

TEST(Wrapped, BreaksAtSpaces) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("indivisible", 3), std::vector<std::string>{"indivisible"});
}

}  // namespace
}  // namespace splitvote
