#include "harness/reach/site_table.h"

#include <gtest/gtest.h>

#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

TEST(SiteTable, HasEveryUseAsTheTextReadsAndAsOutcomesTell) {
  const std::vector<SiteLine> lines =
      site_table(*greedy(), on_target(compiled_greedy(kFourRows), "tpu-v5e"));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1].site, "keep:y");
  EXPECT_EQ(lines[1].read, TextReading::kPromoted);
  EXPECT_EQ(lines[1].forced, Forced::kPromoted);
  EXPECT_EQ(lines[1].instruction, "%keep");
  EXPECT_FALSE(lines[1].differs());
  EXPECT_EQ(lines[0].site, "m:y");
  EXPECT_EQ(lines[0].read, TextReading::kRounded);
  EXPECT_EQ(lines[0].forced, Forced::kTied);
  EXPECT_FALSE(lines[0].differs());
}

TEST(SiteTable, SaysWhereOutcomesContradictTheText) {
  CompiledSubject on = on_target(compiled_greedy(kFourRows), "tpu-v5e");
  on.identified = identify(greedy(), rounded_greedy(kFourRows), {});
  const std::vector<SiteLine> lines = site_table(*greedy(), on);
  EXPECT_EQ(lines[1].read, TextReading::kPromoted);
  EXPECT_EQ(lines[1].forced, Forced::kRounded);
  EXPECT_TRUE(lines[1].differs());
}

TEST(SiteTable, ForcesNothingWhereNoPlanSurvived) {
  const std::vector<SiteLine> lines =
      site_table(*greedy(), on_target(truncating_greedy(kFourRows), "tpu-v5e"));
  for (const SiteLine& line : lines) EXPECT_FALSE(line.forced.has_value());
}

}  // namespace
}  // namespace splitvote
