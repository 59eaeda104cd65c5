#include "harness/trace/closest_call.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

ArrayRef array_of(const std::vector<float>& numbers) {
  Shape shape;
  shape.axes = 2;
  shape.sizes = {1, static_cast<std::int32_t>(numbers.size()), 0, 0};
  return make_array(Dtype::kFloat32, shape, [&](Array& out) {
    std::copy(numbers.begin(), numbers.end(), out.fill<float>());
  });
}

Readings readings(const std::vector<float>& u, bool promoted) {
  std::vector<float> r;
  for (const float x : u) r.push_back(round_to(x, {Dtype::kBfloat16}));
  Readings readings;
  readings.promoted = promoted;
  readings.narrow = Dtype::kBfloat16;
  readings.u = array_of(u);
  readings.r = array_of(r);
  return readings;
}

Value selection(Opcode opcode) {
  Value value;
  value.opcode = opcode;
  value.attributes.key_order = KeyOrder::kNumeric;
  return value;
}

TEST(ClosestComparison, ShowsWhatRoundingWouldTurn) {
  Attributes ge;
  const Readings y = readings({1, 12.41F, 3}, true), m = readings({12.4375F}, false);
  const auto call = closest_comparison(ge, y, m, 3, 0, 3, std::nullopt);
  ASSERT_TRUE(call.has_value());
  EXPECT_EQ(call->first, 1U);
  EXPECT_EQ(call->second, 0U);
  EXPECT_FALSE(call->holds);
  EXPECT_EQ(call->turned, Turned::kRounded);
  EXPECT_EQ(call->turned_count, 1U);
  EXPECT_EQ(call->true_count, 0U);
}

TEST(ClosestComparison, ShowsTheColumnWantedWhateverIsDecided) {
  Attributes ge;
  const Readings y = readings({1, 12.41F, 3}, true), m = readings({12.4375F}, false);
  const auto unless_turned = closest_comparison(ge, y, m, 3, 0, 3, 2);
  EXPECT_EQ(unless_turned->first, 1U);
  const auto call = closest_comparison(ge, y, m, 3, 0, 3, 2, true);
  EXPECT_EQ(call->first, 2U);
  EXPECT_EQ(call->turned, Turned::kNot);
  EXPECT_FALSE(call->holds);
}

TEST(ClosestComparison, ShowsTheNearestWhereNothingTurns) {
  Attributes ge;
  const Readings y = readings({1, 8, 6, kNaN}, false), m = readings({7}, false);
  const auto call = closest_comparison(ge, y, m, 4, 0, 4, std::nullopt);
  EXPECT_EQ(call->turned, Turned::kNot);
  EXPECT_EQ(call->turned_count, 0U);
  EXPECT_EQ(call->true_count, 1U);
  EXPECT_EQ(call->first, 1U);
  EXPECT_TRUE(call->holds);
}

TEST(ClosestComparison, PutsRoundedBeforeUnroundedAndTheWantedColumnFirst) {
  Attributes ge;
  // Columns 0 and 2 are turned by rounding, column 1 by reading u (and not by rounding).
  const Readings y = readings({12.41F, 12.45F, 12.42F}, true), m = readings({12.4375F}, false);
  const auto nearest = closest_comparison(ge, y, m, 3, 0, 3, std::nullopt);
  EXPECT_EQ(nearest->column, 2U);
  EXPECT_EQ(nearest->turned_count, 2U);
  EXPECT_EQ(closest_comparison(ge, y, m, 3, 0, 3, 0)->column, 0U);
  EXPECT_EQ(closest_comparison(ge, y, m, 3, 0, 3, 1)->column, 2U);
  const Readings read_rounded = readings({12.41F}, false), same = readings({12.4375F}, false);
  EXPECT_EQ(closest_comparison(ge, read_rounded, same, 1, 0, 1, std::nullopt)->turned,
            Turned::kUnrounded);
}

TEST(ClosestComparison, OfNothingIsNothing) {
  EXPECT_FALSE(
      closest_comparison({}, readings({}, true), readings({1}, true), 0, 0, 0, std::nullopt));
}

TEST(ClosestSelection, ShowsTheLastTakenAndTheNext) {
  const Readings x = readings({3, 9, 5, 7}, true);
  const auto top = closest_selection(selection(Opcode::kTopK), x, 0, 4, 2);
  ASSERT_TRUE(top.has_value());
  EXPECT_EQ(top->first, 3U);
  EXPECT_EQ(top->second, 2U);
  EXPECT_EQ(top->turned, Turned::kNot);
  EXPECT_FALSE(closest_selection(selection(Opcode::kTopK), x, 0, 4, 4).has_value());
  EXPECT_FALSE(closest_selection(selection(Opcode::kArgmax), x, 0, 1, 1).has_value());
}

TEST(ClosestSelection, ShowsWhoWouldWinRounded) {
  // Rounded both are 12.4375, and the lower index wins.
  const Readings x = readings({12.43F, 12.44F, 1}, true);
  const auto call = closest_selection(selection(Opcode::kArgmax), x, 0, 3, 1);
  EXPECT_EQ(call->first, 1U);
  EXPECT_EQ(call->second, 0U);
  EXPECT_EQ(call->turned, Turned::kRounded);
  const Readings rounded = readings({12.43F, 12.44F, 1}, false);
  const auto other = closest_selection(selection(Opcode::kArgmax), rounded, 0, 3, 1);
  EXPECT_EQ(other->first, 0U);
  EXPECT_EQ(other->second, 1U);
  EXPECT_EQ(other->turned, Turned::kUnrounded);
}

TEST(ClosestSelection, TakesNaNsAsTheOperationDoes) {
  const Readings x = readings({1, kNaN, 2}, true);
  Value argmax = selection(Opcode::kArgmax);
  EXPECT_EQ(closest_selection(argmax, x, 0, 3, 1)->first, 1U);
  argmax.attributes.nan_wins = false;
  EXPECT_EQ(closest_selection(argmax, x, 0, 3, 1)->first, 2U);
}

TEST(ClosestSelection, ShowsTheFirstPlaceWhereASortTurns) {
  Value sort = selection(Opcode::kSort);
  sort.attributes.descending = true;
  const Readings x = readings({20, 12.43F, 12.44F}, true);
  const auto call = closest_selection(sort, x, 0, 3, 1);
  EXPECT_EQ(call->first, 2U);
  EXPECT_EQ(call->second, 1U);
  EXPECT_EQ(call->turned, Turned::kRounded);
  sort.attributes.descending = false;
  EXPECT_EQ(closest_selection(sort, x, 0, 3, 1)->turned, Turned::kNot);
}

}  // namespace
}  // namespace splitvote
