// `splitvote explain` on findings, cases, folders and bad input.

#include <gtest/gtest.h>

#include "harness/store/json_value.h"
#include "tests/cli/command.h"

namespace splitvote {
namespace {

class ExplainCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    place_.write("failing.json", kFailingCase);
    place_.write("harmless.json", kHarmlessCase);
  }
  Workplace place_;
};

TEST_F(ExplainCommandTest, BeginsWithTheCauseInWords) {
  const Said said = place_.say("splitvote explain failing.json -q");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_EQ(said.out.rfind("rank 0 compares `y` of token 0 rounded to bfloat16, ", 0), 0U)
      << said.out;
  EXPECT_EQ(said.err, "");
}

TEST_F(ExplainCommandTest, TakesTheVerdictThatIsMeant) {
  const Said first = place_.say("splitvote explain failing.json");
  EXPECT_NE(first.out.find("xla_excess_topk: rank_split, "), std::string::npos) << first.out;
  EXPECT_NE(first.err.find("--verdict takes another"), std::string::npos) << first.err;
  const Said other = place_.say("splitvote explain failing.json --verdict empty_candidates");
  EXPECT_NE(other.out.find("xla_excess_topk: empty_candidates, "), std::string::npos);
}

TEST_F(ExplainCommandTest, RefusesWhatDoesNotFail) {
  const Said said = place_.say("splitvote explain harmless.json");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_EQ(said.out, "");
  EXPECT_NE(said.err.find("expected it to show a failing verdict"), std::string::npos) << said.err;
}

// The plan that shows a literal needed, and the smallest failing plan, are plans that `run` takes.
TEST_F(ExplainCommandTest, GivesPlansThatRunTakes) {
  const Json explanation = parse_json(place_.say("splitvote explain failing.json --json").out);
  const Json& cause = explanation.find("causes")->find("listed")->items()->at(0);
  for (const Json& literal : *cause.find("literals")->items()) {
    const std::string plan = *literal.find("without")->string();
    EXPECT_EQ(place_.say("splitvote run failing.json --plan '" + plan + "'").exit_code, 0) << plan;
  }
  const Json& pins = explanation.find("pins")->find("listed")->items()->at(0);
  for (const Json& pin : *pins.find("pins")->items()) {
    const std::string plan = *pin.find("without")->string();
    EXPECT_EQ(place_.say("splitvote run failing.json --plan '" + plan + "'").exit_code, 1) << plan;
  }
}

TEST_F(ExplainCommandTest, OfAFolderFindsPinsForAllOfIt) {
  ASSERT_EQ(place_
                .say("mkdir corpus && cp failing.json corpus/a.json && cp harmless.json "
                     "corpus/b.json && cp failing.json corpus/c.json")
                .exit_code,
            0);
  const Said said = place_.say("splitvote explain corpus");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.out.find("1 pin fixes 6 findings; no smaller set does\n  pin M:m rounded"),
            std::string::npos)
      << said.out;
  EXPECT_EQ(said.err, "splitvote: notice: corpus/b.json: shows no failing verdict, left out\n");
  place_.write("corpus/d.json", "{\"format\": 1}");
  const Said bad = place_.say("splitvote explain corpus -q");
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_EQ(bad.out, said.out);
  EXPECT_EQ(bad.err,
            "splitvote: corpus/d.json: /format: expected the file's format, a string, found 1\n");
}

TEST(ExplainCommand, VerifiesOnlyWhatATargetReaches) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  const Said said = place.say("splitvote explain case.json --verify");
  EXPECT_EQ(said.exit_code, 2) << said.out;
  EXPECT_NE(said.err.find("expected a finding that a target reaches"), std::string::npos)
      << said.err;
}

}  // namespace
}  // namespace splitvote
