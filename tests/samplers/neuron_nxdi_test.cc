#include <gtest/gtest.h>

#include <cmath>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

std::vector<float> distinct_row() {
  std::vector<float> row;
  for (int token = 0; token < 64; ++token) row.push_back(static_cast<float>((token * 29) % 64) / 8);
  return row;
}

TEST(NeuronNxdi, CascadedStagesKeepWhatOneStageKeeps) {
  const Case one = written_case("neuron_nxdi", {distinct_row()}, 8, {{"top_k", 12}});
  Case staged = one;
  staged.program = builtin_program("neuron_nxdi_staged");
  for (const std::vector<std::int32_t>& stages :
       {std::vector<std::int32_t>{8}, {2, 4}, {4, 2}, {2, 2, 2}}) {
    staged.layout.gather_stages = stages;
    EXPECT_EQ(kept(staged, "rounded"), kept(one, "rounded"));
    EXPECT_TRUE(judgement_of(staged, "rounded").rulings.empty());
  }
}

// top_p is raised to the least running sum of the whole batch. Every row's first sum is at least
// that, so a finite row changes nothing for its neighbours; a NaN row lifts their threshold away.
TEST(NeuronNxdi, ANanRowTakesTheNucleusFromItsNeighbours) {
  const std::vector<float> row = {1, 6, 2, 3};
  std::vector<float> broken = row;
  broken[2] = std::nanf("");
  const std::map<std::string, double> parameters = {{"top_k", 4}, {"top_p", 0.5}};
  const Case alone = written_case("neuron_nxdi", {row}, 2, parameters);
  EXPECT_EQ(kept(alone, "rounded").size(), 1U);
  EXPECT_EQ(kept(written_case("neuron_nxdi", {row, {2, 2, 2, 2}}, 2, parameters), "rounded", 0),
            kept(alone, "rounded"));
  EXPECT_EQ(kept(written_case("neuron_nxdi", {row, broken}, 2, parameters), "rounded", 0).size(),
            4U);
}

}  // namespace
}  // namespace splitvote
