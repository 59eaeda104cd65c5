#include "harness/oracle/nucleus.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

std::vector<float> logits_of(const std::vector<double>& probabilities) {
  std::vector<float> row;
  for (double p : probabilities) row.push_back(static_cast<float>(std::log(p)));
  return row;
}

Nucleus nucleus_of(const std::vector<float>& row, double top_p,
                   std::optional<std::int64_t> top_k = {}) {
  Scene scene({row});
  Truth truth = establish_truth(scene.ready());
  truth.parameters.top_p = top_p;
  truth.parameters.top_k = top_k;
  TokenOrder order;
  return true_nucleus(truth.rows[0], truth.parameters, order);
}

TEST(Nucleus, TheBoundaryTokenIsNeverCertain) {
  const std::vector<float> row = logits_of({0.4, 0.3, 0.2, 0.06, 0.04});
  const Nucleus nucleus = nucleus_of(row, 0.85);
  EXPECT_EQ(nucleus.surely_count, 2);
  EXPECT_EQ(nucleus.surely_from, row[1]);
  EXPECT_EQ(nucleus.possibly_count, 3);
  EXPECT_EQ(nucleus.possibly_from, row[2]);
}

TEST(Nucleus, TiesAtTheBoundaryAreAmbiguousAltogether) {
  const Nucleus nucleus = nucleus_of(logits_of({0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}), 0.65);
  EXPECT_EQ(nucleus.surely_count, 1);
  EXPECT_EQ(nucleus.possibly_count, 7);
}

TEST(Nucleus, ASumThatFloat64CannotDecideIsAmbiguous) {
  // 0.5 and then 0.25: whether the mass before the third token is below 0.75 is noise.
  const Nucleus nucleus = nucleus_of({0, -0.6931472F, -1.3862944F, -1.3862944F}, 0.75);
  EXPECT_GE(nucleus.possibly_count, 2);
  const std::vector<float> flat(4, 1.0F);
  EXPECT_EQ(nucleus_of(flat, 0.5).surely_count, 0);
  EXPECT_EQ(nucleus_of(flat, 0.5).possibly_count, 4);
}

TEST(Nucleus, AllOrNothingIsLeftOpenAtTheEnds) {
  const std::vector<float> row = {0, -1, -2, -50, -std::numeric_limits<float>::infinity()};
  const Nucleus all = nucleus_of(row, 1);
  EXPECT_EQ(all.possibly_count, 5);
  EXPECT_EQ(all.surely_count, 2);  // the third brings the mass to within e^-48 of 1
  const Nucleus none = nucleus_of(row, 0);
  EXPECT_EQ(none.surely_count, 0);
  EXPECT_EQ(none.possibly_count, 1);
}

TEST(Nucleus, TopKComesFirst) {
  const std::vector<float> row = logits_of({0.3, 0.25, 0.2, 0.15, 0.1});
  // Among the first three, masses are 0.4, 0.733, 1.
  EXPECT_EQ(nucleus_of(row, 0.7, 3).possibly_count, 2);
  EXPECT_EQ(nucleus_of(row, 0.7).possibly_count, 3);
  EXPECT_EQ(nucleus_of(row, 1, 3).possibly_count, 3);
  EXPECT_EQ(nucleus_of(row, 0.7, 100).possibly_count, 3);
}

TEST(Nucleus, TiesAtTheKthLogitWidenTheMass) {
  // k = 2 of 0.4, 0.2, 0.2, 0.2: divided by 0.6 the first has 0.67, divided by 1 it has 0.4.
  const std::vector<float> row = logits_of({0.4, 0.2, 0.2, 0.2});
  const Nucleus nucleus = nucleus_of(row, 0.5, 2);
  EXPECT_EQ(nucleus.surely_count, 0);
  EXPECT_EQ(nucleus.possibly_count, 2);
  EXPECT_EQ(nucleus.possibly_from, row[3]);
}

}  // namespace
}  // namespace splitvote
