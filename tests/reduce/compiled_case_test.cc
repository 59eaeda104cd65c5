#include "harness/reduce/compiled_case.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

Case wide_case() {
  Case test_case;
  test_case.program = builtin_program("xla_excess_topk");
  test_case.layout = even_layout(64, 4);
  test_case.logits.rows = 3;
  test_case.logits.background = {BackgroundKind::kNormal, 7, 0, 2};
  test_case.logits.planted = {{1, 20, 30.3F}, {1, 50, 29.7F}};
  test_case.parameters.numbers["temperature"] = 1;
  return test_case;
}

float logit(const Case& test_case, std::size_t row, std::size_t token) {
  return materialize(test_case.logits, test_case.layout.vocab_size)[row][token];
}

bool two_leaders(const Case& test_case) {
  return logit(test_case, 1, 20) > 30 && logit(test_case, 1, 50) > 29;
}

TEST(SimplerLogits, AreTheFewThatMatterOverOneNumber) {
  const Case simple = with_simpler_logits(wide_case(), two_leaders);
  EXPECT_TRUE(two_leaders(simple));
  EXPECT_EQ(simple.layout, wide_case().layout);
  EXPECT_EQ(simple.logits.rows, 3);
  EXPECT_EQ(simple.logits.background.kind, BackgroundKind::kConstant);
  ASSERT_EQ(simple.logits.planted.size(), 2U);
  EXPECT_EQ(simple.logits.planted[0].value, 32);
  EXPECT_EQ(simple.logits.planted[1].value, 32);
}

TEST(SimplerLogits, StayWhereNothingSimplerShowsIt) {
  const Case given = wide_case();
  const float far = logit(given, 2, 63);
  const Case simple = with_simpler_logits(given, [&](const Case& candidate) {
    return logit(candidate, 2, 63) == far && !candidate.logits.planted.empty() &&
           candidate.logits.background.seed == 7;
  });
  EXPECT_TRUE(same_case(simple, given));
}

TEST(MovedTo, KeepsRowsRanksAndTokensThatArePlanted) {
  const Case simple = with_simpler_logits(wide_case(), two_leaders);
  const auto moved = moved_to(simple, 1, {1, 2, 2});
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(case_fault(*moved), "");
  EXPECT_EQ(moved->layout, even_layout(4, 2));
  EXPECT_EQ(moved->logits.rows, 1);
  EXPECT_EQ(moved->logits.planted[0].token, 0);  // of rank 1 of four
  EXPECT_EQ(moved->logits.planted[1].token, 2);  // of rank 3
}

TEST(MovedTo, NowhereWhereMoreIsPlantedThanFits) {
  const Case simple = with_simpler_logits(wide_case(), two_leaders);
  EXPECT_FALSE(moved_to(simple, 1, {1, 64, 1}).has_value());
  EXPECT_FALSE(moved_to(simple, 0, {1, 16, 4}).has_value());
  EXPECT_FALSE(moved_to(wide_case(), 1, {1, 16, 4}).has_value());
}

}  // namespace
}  // namespace splitvote
