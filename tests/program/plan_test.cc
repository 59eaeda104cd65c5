#include "src/program/plan.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

TEST(Plan, TextReadsBack) {
  const auto program = builtin_program("xla_excess_topk");
  for (PlanBits bits = 0; bits < 256; ++bits) {
    const Plan plan = split_plan(bits, program->site_count(), 1);
    EXPECT_EQ(parse_plan(*program, to_string(*program, plan)), plan);
    const Plan fleet = split_plan(bits * 257, program->site_count(), 2);
    EXPECT_EQ(parse_plan(*program, to_string(*program, fleet)), fleet);
    EXPECT_EQ(joined(fleet, program->site_count()), bits * 257);
  }
}

TEST(Plan, RanksOfALaterClassFollowTheLastWord) {
  const Plan plan{{0, 1}};
  EXPECT_FALSE(plan.promoted(0, 0));
  EXPECT_TRUE(plan.promoted(1, 0));
  EXPECT_TRUE(plan.promoted(5, 0));
}

TEST(Plan, AnUnknownSiteIsNamed) {
  try {
    parse_plan(*builtin_program("xla_excess_topk"), "keep:z=promoted");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 61),
              "--plan: \"keep:z\" is no site of xla_excess_topk (it has: x32:x");
  }
}

}  // namespace
}  // namespace splitvote
