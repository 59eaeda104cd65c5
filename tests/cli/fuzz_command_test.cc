// `splitvote fuzz` as a process: findings on disk, the same ones for any --jobs, and a clean end
// when it is interrupted.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "tests/cli/command.h"

namespace splitvote {
namespace {

std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename().string()] = content_of(entry.path().string());
  }
  return files;
}

constexpr const char* kSmall = "splitvote fuzz xla_excess_topk vllm_local_argmax --vocab 24 ";

TEST(FuzzCommand, FindsTheSameForAnyJobsAndTwice) {
  const Workplace place;
  const std::string runs = std::string(kSmall) + "--runs 300 --seed 3 ";
  const Said first = place.say(runs + "--jobs 1 --out a");
  EXPECT_EQ(first.exit_code, 1) << first.err;
  EXPECT_EQ(place.say(runs + "--jobs 2 --out b").exit_code, 1);
  EXPECT_EQ(place.say(runs + "--jobs 1 --out c").exit_code, 1);
  const auto files = files_of(place.path("a/findings"));
  EXPECT_GE(files.size(), 3U);
  EXPECT_EQ(files_of(place.path("b/findings")), files);
  EXPECT_EQ(files_of(place.path("c/findings")), files);
}

TEST(FuzzCommand, ExitsWithZeroWhenNothingFails) {
  const Workplace place;
  const Said said = place.say(
      "splitvote fuzz xla_excess_topk --vocab 1 --ranks 1 --set temperature=1 --runs 20 "
      "--fail-on id_corrupted");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
  EXPECT_NE(said.out.find("no findings"), std::string::npos) << said.out;
}

TEST(FuzzCommand, FindingsReplay) {
  const Workplace place;
  ASSERT_EQ(place.say(std::string(kSmall) + "--runs 200 --out found").exit_code, 1);
  const Said said = place.say("splitvote replay found/findings");
  EXPECT_EQ(said.exit_code, 0) << said.out << said.err;
}

TEST(FuzzCommand, StartsFromACorpusAndFromOnesOwnLogits) {
  const Workplace place;
  place.write("row.npy", npy({7.1f, 0, 1, 2}));
  ASSERT_EQ(place.say("mkdir corpus").exit_code, 0);
  place.write("corpus/failing.json", kFailingCase);
  const Said corpus = place.say("splitvote fuzz xla_excess_topk --runs 0 --corpus corpus --out a");
  EXPECT_EQ(corpus.exit_code, 1) << corpus.out << corpus.err;
  const Said logits = place.say(
      "splitvote fuzz xla_excess_topk --runs 0 --logits row.npy --ranks 2 "
      "--set temperature=0.7,top_k=3 --out b");
  EXPECT_EQ(logits.exit_code, 1) << logits.out << logits.err;
}

// What a signal leaves behind: the table, the findings and the report, with the exit code as found.
void expect_clean_end(const std::string& signal) {
  const Workplace place;
  const Said said = place.say(std::string("'") + SPLITVOTE_BINARY +
                              "' fuzz xla_excess_topk --vocab 24 --time 300s --out found & "
                              "fuzzer=$!; i=0; until ls found/findings/*.json; do sleep 0.1; "
                              "i=$((i+1)); [ $i -lt 300 ] || break; done > /dev/null 2>&1; "
                              "kill -" +
                              signal + " $fuzzer; wait $fuzzer");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_NE(said.out.find("stopped by a signal"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("found/findings/xla_excess_topk-"), std::string::npos) << said.out;
  EXPECT_NE(content_of(place.path("found/report.json")).find("\"interrupted\": true"),
            std::string::npos);
  EXPECT_FALSE(files_of(place.path("found/findings")).empty());
}

TEST(FuzzCommand, WritesTableAndFindingsOnSigterm) { expect_clean_end("TERM"); }
TEST(FuzzCommand, WritesTableAndFindingsOnCtrlC) { expect_clean_end("INT"); }

}  // namespace
}  // namespace splitvote
