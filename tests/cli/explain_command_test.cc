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

const std::string kSplit = SPLITVOTE_CORPUS "/variants/greedy_first-tpu-v5e.json";

TEST(ExplainCommand, OfASplitOfVariantsSaysWhereTheyPartAndWhatMakesThemAgree) {
  const Workplace place;
  const Said said = place.say("splitvote explain " + kSplit);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  for (const char* part :
       {"in row 0, at `ge.7`: (as it is) it compares `div.3` of token 0 unrounded, 106.38961, with "
        "the maximum `reduce_max.7` rounded to bfloat16, 106.5, and GE does not hold; (extra "
        "output div.3) it compares `div.3` of token 0 rounded to bfloat16, 106.5, with the maximum "
        "`reduce_max.7` rounded to bfloat16, 106.5, and GE holds\n",
        "\nas it is: optimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768 tokens\n"
        "  plan: ge.7:div.3=promoted\n  names: rank 0: top no token (id 32768), 1 candidates\n",
        "\n  plan: rounded\n  names: rank 0: top 0, 1 candidates\n", "\nReached besides\n",
        "\n  ge.7:div.3  promoted  rounded\n", "all else chosen as it is\n",
        "\n  ge.7:div.3 rounded: rank 0: top 0, 1 candidates\n",
        "  ge.7:div.3 promoted: rank 0: top no token (id 32768), 1 candidates (leaves max_vanished "
        "id_corrupted)\n",
        "whatever else either chooses\n",
        "  ge.7:div.3 rounded, reduce_max.7:div.3 rounded: rank 0: top 0, 1 candidates\n",
        "  ge.7:div.3 rounded: ge.7 reads jax.lax.reduce_precision(div.3, 8, 7), or "}) {
    EXPECT_NE(said.out.find(part), std::string::npos) << part << "\n" << said.out;
  }
}

TEST(ExplainCommand, OfASplitOfVariantsAsJsonHasWhatTheTextHas) {
  const Workplace place;
  const Said said = place.say("splitvote explain --verify --json " + kSplit);
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const Json report = parse_json(said.out);
  EXPECT_EQ(*report.find("differing_sites")->items()->at(0).find("site")->string(), "ge.7:div.3");
  EXPECT_EQ(*report.find("variants")->items()->at(1).find("label")->string(), "extra output div.3");
  EXPECT_FALSE(*report.find("parting")->items()->at(0).find("holds")->boolean());
  EXPECT_TRUE(*report.find("parting")->items()->at(1).find("holds")->boolean());
  EXPECT_EQ(report.find("pins_whatever_else")->items()->size(), 6U);
  EXPECT_EQ(report.find("notices")->items()->size(), 1U);  // nothing is tried
}

TEST(ExplainCommand, NamesTheRecordThatASplitLacks) {
  const Workplace place;
  const Said said = place.say("cp " + kSplit + " alone.json && splitvote explain alone.json");
  EXPECT_EQ(said.exit_code, 2) << said.out;
  EXPECT_NE(said.err.find("found no record of the optimized HLO of libtpu 0.0.52 for tpu-v5e"),
            std::string::npos)
      << said.err;
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
