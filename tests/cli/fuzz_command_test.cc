// `splitvote fuzz` as a process: findings on disk, the same ones for any --jobs, and a clean end
// when it is interrupted.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "tests/cli/command.h"
#include "tests/compilers/real_compilers.h"

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

class FuzzOnTargets : public RealCompilers {
 protected:
  // A campaign over a user's function, in the place.
  Said fuzz(const Workplace& place, const std::string& more) const {
    return place.say("XDG_CACHE_HOME='" + folder_ / "" + "' SPLITVOTE_COMPILERS_PYTHON='" +
                     python_with_jax() + "' splitvote fuzz '" + kGreedy +
                     "' --args 'bf16[batch,vocab],f32[]' --on tpu-v5e --vocab 4096 --runs 60 " +
                     more);
  }
  // The file of the first finding whose text has the words.
  static std::string with(const Workplace& place, const std::string& words) {
    for (const auto& [name, text] : files_of(place.path("found/findings"))) {
      if (text.find(words) != std::string::npos) return name;
    }
    return "";
  }
  static constexpr const char* kGreedy = SPLITVOTE_CORPUS "/jax_samplers/greedy.py:greedy_first";
};

TEST_F(FuzzOnTargets, MinimizesWhatIsReachedAndTriesWhatHelps) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here";
  const Workplace place;
  const Said said = fuzz(place, "--out found");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_NE(said.out.find("findings that compiled programs reach were minimized"),
            std::string::npos)
      << said.out;
  EXPECT_NE(said.out.find("reduce_precision where ge.7 reads div.3"), std::string::npos)
      << said.out;
  const std::string lost = with(place, "\"remedy\": \"reduce_precision where ge.7 reads div.3");
  ASSERT_NE(lost, "") << said.out;
  const std::string text = content_of(place.path("found/findings/" + lost));
  EXPECT_NE(text.find("\"tokens_per_rank\": 8,"), std::string::npos) << text;
  EXPECT_NE(text.find("\"elsewhere\": true"), std::string::npos) << "where it was found";

  const Said replayed =
      place.say("SPLITVOTE_COMPILERS_PYTHON=/no/such/python splitvote replay found/findings");
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;

  const Said explained =
      place.say("XDG_CACHE_HOME='" + folder_ / "" + "' SPLITVOTE_COMPILERS_PYTHON='" +
                python_with_jax() + "' splitvote explain found/findings/" + lost +
                " --verify");  // the arguments are in its records
  EXPECT_EQ(explained.exit_code, 0) << explained.err;
  EXPECT_NE(explained.out.find("compiled anew"), std::string::npos) << explained.out;
  EXPECT_NE(explained.out.find("helps"), std::string::npos) << explained.out;
}

TEST_F(FuzzOnTargets, LeavesFindingsAsFoundWhenToldTo) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here";
  const Workplace place;
  const Said said = fuzz(place, "--out found --follow-up 0");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_EQ(said.out.find("minimized"), std::string::npos) << said.out;
  EXPECT_EQ(with(place, "\"trials\""), "");
}

}  // namespace
}  // namespace splitvote
