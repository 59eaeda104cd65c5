// `splitvote minimize` as a process: what it writes is judged by other processes.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/command.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

TEST(MinimizeCommand, WritesAFindingThatAnotherProcessFindsAgain) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  const Said said = place.say("splitvote minimize case.json --verdict rank_split -o small.json");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("-> 1 token on 1 rank"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("still ["), std::string::npos) << said.out;
  const Said replayed = place.say("splitvote replay small.json");
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  EXPECT_NE(place.say("cat small.json").out.find(R"("reduced_from": "xla_excess_topk")"),
            std::string::npos);
}

// Every committed finding ends in the committed minimal one, and that in itself: no pass makes it
// simpler. The line with the build's fingerprint is not compared.
TEST(MinimizeCommand, EndsInTheCommittedCaseWhichItLeavesAsItIs) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SPLITVOTE_CORPUS "/regressions")) {
    if (++files % (kSanitized ? 8 : 1) != 0) continue;
    const Workplace place;
    const std::string file = "'" + entry.path().string() + "'";
    const std::string minimal =
        "'" SPLITVOTE_CORPUS "/minimal/" + entry.path().filename().string() + "'";
    EXPECT_EQ(place.say("splitvote minimize " + file + " -o once.json").exit_code, 0) << file;
    EXPECT_EQ(place.say("splitvote minimize once.json -o twice.json").exit_code, 0) << file;
    EXPECT_EQ(place.say("cmp once.json twice.json").exit_code, 0) << file;
    EXPECT_EQ(place
                  .say("sed '/\"build\":/d' once.json > a; sed '/\"build\":/d' " + minimal +
                       " > b; cmp a b")
                  .exit_code,
              0)
        << minimal;
  }
  EXPECT_GT(files, 20);
}

TEST(MinimizeCommand, PrintsTheFindingWithoutAFile) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  const Said said = place.say("splitvote minimize case.json | splitvote replay -");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
}

TEST(MinimizeCommand, PrintsOneDocumentAsJson) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  const Said said = place.say(
      "splitvote minimize case.json --json -o small.json | python3 -c 'import json, sys; "
      "d = json.load(sys.stdin); print(d[\"before\"][\"tokens\"], d[\"after\"][\"tokens\"], "
      "d[\"case\"][\"program\"][\"reduced_from\"])'");
  EXPECT_EQ(said.out, "4 1 xla_excess_topk\n") << said.err;
}

TEST(MinimizeCommand, KeepsWhatACommandFindsInteresting) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  // Interesting: the sweep still loses the maximum. The case may become another finding.
  const Said said =
      place.say("splitvote minimize case.json --check '" SPLITVOTE_BINARY
                " sweep --fail-on max_vanished' --interesting-exit nonzero -o small.json");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  EXPECT_EQ(place.say("splitvote sweep small.json --fail-on max_vanished").exit_code, 1);
  EXPECT_NE(said.out.find("-> 1 token on 1 rank"), std::string::npos) << said.out;
}

TEST(MinimizeCommand, TakesExitZeroAsInterestingByDefault) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  place.write("check.sh", "#!/bin/sh\ngrep -q '7.1' \"$1\"\n");
  const Said said = place.say(
      "chmod +x check.sh && splitvote minimize case.json --check ./check.sh -o small.json");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(content_of(place.path("small.json")).find("7.1"), std::string::npos);
  EXPECT_NE(said.out.find("-> 1 token on 1 rank"), std::string::npos) << said.out;
}

TEST(MinimizeCommand, RefusesWhatIsNotInterestingToBeginWith) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  place.write("harmless.json", kHarmlessCase);
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"splitvote minimize harmless.json",
       "expected it to show a failing verdict, found no failing verdict"},
      {"splitvote minimize case.json --check false",
       "--check: expected the command to exit 0 on the case as it is, found exit code 1"},
      {"splitvote minimize case.json --check true --interesting-exit nonzero",
       "--check: expected the command to exit with another code than 0 on the case as it is, found "
       "exit code 0"},
      {"splitvote minimize case.json --check ./nothing-here",
       "--check: expected a command that can be run, found exit code 127"},
      {"splitvote minimize case.json --verdict draw_split",
       "expected it to show draw_split, found "},
      {"splitvote minimize case.json -o nowhere/small.json", "nowhere/small.json"},
  };
  for (const auto& [line, expectation] : lines) {
    const Said said = place.say(line);
    EXPECT_EQ(said.exit_code, 2) << line;
    EXPECT_NE(said.err.find(expectation), std::string::npos) << line << ": " << said.err;
    EXPECT_EQ(said.out, "") << line;
  }
}

}  // namespace
}  // namespace splitvote
