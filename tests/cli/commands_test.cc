// What the commands exit with and say on good input.

#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "harness/store/json_value.h"
#include "tests/cli/command.h"

namespace splitvote {
namespace {

class CommandsTest : public testing::Test {
 protected:
  void SetUp() override {
    place_.write("failing.json", kFailingCase);
    place_.write("harmless.json", kHarmlessCase);
    place_.write("row.npy", npy({7.1f, 0, 1, 2}));
  }
  Workplace place_;
};

TEST_F(CommandsTest, SweepExitsWithOneExactlyWhenAPlanFails) {
  EXPECT_EQ(place_.say("splitvote sweep failing.json").exit_code, 1);
  EXPECT_EQ(place_.say("splitvote sweep harmless.json").exit_code, 0);
}

TEST_F(CommandsTest, SweepTakesACaseFromStandardInput) {
  EXPECT_EQ(place_.say("splitvote sweep - < failing.json").exit_code, 1);
}

TEST_F(CommandsTest, SweepTakesOnesOwnLogits) {
  const Said said = place_.say(
      "splitvote sweep xla_excess_topk --logits row.npy --ranks 2 --set temperature=0.7");
  EXPECT_EQ(said.exit_code, 1);
  EXPECT_EQ(said.out.rfind("xla_excess_topk: swept all 256 plans", 0), 0U) << said.out;
}

TEST_F(CommandsTest, SweepTakesOnesOwnProgram) {
  ASSERT_EQ(place_.say("splitvote programs show xla_excess_topk --json > mine.json").exit_code, 0);
  EXPECT_EQ(place_
                .say("splitvote sweep mine.json --logits row.npy --ranks 2 --layout strided "
                     "--set temperature=0.7")
                .exit_code,
            1);
}

TEST_F(CommandsTest, RunExitsWithOneExactlyWhenThePlanFails) {
  EXPECT_EQ(place_.say("splitvote run failing.json --plan promoted").exit_code, 0);
  const Said failing = place_.say(
      "splitvote run failing.json "
      "--plan x32:x=promoted,m:y=promoted,M:m=promoted,keep:M=promoted");
  EXPECT_EQ(failing.exit_code, 1);
  EXPECT_NE(failing.out.find("empty_candidates"), std::string::npos) << failing.out;
}

TEST_F(CommandsTest, FailOnChangesWhatFails) {
  EXPECT_EQ(place_.say("splitvote sweep failing.json --fail-on id_corrupted").exit_code, 0);
}

TEST_F(CommandsTest, SettingsReplaceTheParametersOfACase) {
  EXPECT_EQ(place_.say("splitvote sweep harmless.json --set temperature=0.7").exit_code, 1);
  EXPECT_EQ(place_.say("splitvote sweep harmless.json --set temperature=0.5").exit_code, 0);
}

TEST_F(CommandsTest, ProgramsListsEveryBuiltIn) {
  const Said said = place_.say("splitvote programs");
  EXPECT_EQ(said.exit_code, 0);
  for (const std::string& name : builtin_names()) {
    EXPECT_NE(said.out.find(name), std::string::npos) << name;
    EXPECT_EQ(place_.say("splitvote programs show " + name).exit_code, 0);
  }
}

TEST_F(CommandsTest, JsonIsOneDocumentAndNothingElse) {
  ASSERT_EQ(place_.say("mkdir cases && cp failing.json harmless.json cases").exit_code, 0);
  for (const std::string line :
       {"programs --json", "programs show xla_excess_topk --json", "run failing.json --json",
        "sweep failing.json --json", "replay failing.json harmless.json --json",
        "explain failing.json --json", "explain cases --json",
        "fuzz xla_excess_topk --runs 20 --vocab 16 --json"}) {
    const Said said = place_.say("splitvote " + line);
    EXPECT_NO_THROW(parse_json(said.out)) << line << "\n" << said.out;
    EXPECT_EQ(said.err, "") << line;
  }
}

TEST_F(CommandsTest, ReplayHoldsFilesAgainstWhatTheySay) {
  const std::string expect = R"(, "expect": {"verdicts": {"id_corrupted": "any"}}})";
  place_.write("wrong.json", kFailingCase.substr(0, kFailingCase.size() - 1) + expect);
  EXPECT_EQ(place_.say("splitvote replay harmless.json").exit_code, 0);
  EXPECT_EQ(place_.say("splitvote replay failing.json").exit_code, 1);
  const Said differs = place_.say("splitvote replay wrong.json");
  EXPECT_EQ(differs.exit_code, 1);
  EXPECT_NE(differs.out.find("expected id_corrupted, found none"), std::string::npos)
      << differs.out;
}

TEST_F(CommandsTest, ReplayGoesOnAfterABadFile) {
  ASSERT_EQ(place_.say("mkdir corpus && cp harmless.json corpus/b.json").exit_code, 0);
  place_.write("corpus/a.json", "{\"format\": 1}");
  const Said said = place_.say("splitvote replay corpus missing");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_NE(said.out.find("ok      corpus/b.json"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("3 files: 1 as they should be, 0 not, 2 unreadable"), std::string::npos)
      << said.out;
  EXPECT_EQ(said.err,
            "splitvote: missing: expected a file or a folder, found neither\n"
            "splitvote: corpus/a.json: /format: expected the file's format, a string, found 1\n");
}

TEST_F(CommandsTest, EveryHelpEndsWithAnExample) {
  for (const std::string command :
       {"", "programs", "programs show", "run", "sweep", "fuzz", "replay", "reach", "explain"}) {
    const Said said = place_.say("splitvote " + command + " --help");
    EXPECT_EQ(said.exit_code, 0);
    EXPECT_NE(said.out.find("Example:\n  splitvote "), std::string::npos) << command;
  }
}

TEST_F(CommandsTest, VersionNamesTheBuild) {
  const Said said = place_.say("splitvote --version");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_EQ(said.out.rfind("splitvote 0.", 0), 0U) << said.out;
  EXPECT_NE(said.out.find("-ffp-contract=off"), std::string::npos) << said.out;
}

TEST_F(CommandsTest, NothingIsColouredWhereNobodyLooks) {
  EXPECT_EQ(place_.say("splitvote sweep failing.json").out.find('\033'), std::string::npos);
}

}  // namespace
}  // namespace splitvote
