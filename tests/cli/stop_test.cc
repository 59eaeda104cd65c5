// Ctrl-C while compilers or the identification of plans are at work: every command ends with a
// sentence, and keeps what it has.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "harness/cli/stop_signal.h"
#include "tests/cli/command.h"
#include "tests/compilers/real_compilers.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

// In the stead of the shell's function of that name, so that the signal reaches it.
const std::string kBinary = "'" SPLITVOTE_BINARY "' ";

// A command's line that is interrupted once the file `sign` is there; exits as the command does.
std::string interrupted(const std::string& line, const std::string& sign) {
  return kBinary + line + " & command=$!; i=0; until [ -e " + sign +
         " ]; do sleep 0.1; i=$((i+1)); [ $i -lt 600 ] || break; done; kill -INT $command; "
         "wait $command";
}

// A Python that says nothing and does not end: the command waits for its compilers.
class NoAnswer : public testing::Test {
 protected:
  void SetUp() override {
    place_.write("case.json", kFailingCase);
    place_.write("python", "#!/bin/sh\ntouch asked\nexec sleep 600\n");
    ASSERT_EQ(place_.say("chmod +x python").exit_code, 0);
  }
  [[nodiscard]] Said say(const std::string& line) const {
    return place_.say("rm -f asked; export SPLITVOTE_COMPILERS_PYTHON=\"$PWD/python\"; " +
                      interrupted(line + " --cache cache", "asked"));
  }
  Workplace place_;
};

TEST_F(NoAnswer, EndsWithASentence) {
  for (const std::string line : {"run case.json --on cpu", "sweep case.json --on cpu",
                                 "minimize case.json --on cpu -o small.json",
                                 "fuzz xla_excess_topk --on cpu --out found", "targets --try"}) {
    const std::string command = line.substr(0, line.find(' '));
    const Said said = say(line);
    EXPECT_EQ(said.exit_code, 2) << line;
    EXPECT_EQ(said.err.find("splitvote: " + command +
                            ": expected to run to its end, stopped by a signal"),
              0u)
        << line << ": " << said.err;
  }
}

TEST_F(NoAnswer, EndsWithWhatItHas) {
  const Said replay = say("replay case.json --on cpu");
  EXPECT_EQ(replay.exit_code, 0) << replay.err;
  EXPECT_EQ(replay.out.find("stopped by a signal after 0 files"), 0u) << replay.out;
  const Said compile = say("compile xla_excess_topk --for cpu --batch 1");
  EXPECT_EQ(compile.exit_code, 1) << compile.err;
  EXPECT_NE(compile.out.find("cpu, batch 1, 4 ranks of 32,768 tokens: stopped\n"),
            std::string::npos)
      << compile.out;
}

// As timeout(1) stops a command: one signal to it, one to its group.
TEST(StopSignal, ThatComesTwiceAtOnceIsOne) {
  const auto stopped_twice_at_once = [] {
    const std::atomic<bool>& stopped = stop_signal();
    std::raise(SIGTERM);
    std::raise(SIGTERM);
    std::exit(stopped ? 5 : 6);
  };
  EXPECT_EXIT(stopped_twice_at_once(), testing::ExitedWithCode(5), "");
}

TEST(StopSignal, EndsTheProcessTheSecondTime) {
  const auto stopped_once_more = [] {
    stop_signal();
    std::raise(SIGINT);
    usleep(700'000);
    std::raise(SIGINT);
    std::exit(6);
  };
  EXPECT_EXIT(stopped_once_more(), testing::KilledBySignal(SIGINT), "");
}

TEST(StopWhileIdentifying, EndsWithASentence) {
  const Workplace place;
  // By then it is at work, on a busy machine too.
  const std::string seconds = kSanitized ? "10 " : "2 ";
  const Said said = place.say("timeout --preserve-status -s INT " + seconds + kBinary +
                              "compile --probes 1000000 --fresh 1000000 --from '" SPLITVOTE_CORPUS
                              "/compiled/tpu-v5e'");
  EXPECT_EQ(said.exit_code, 2) << said.out << said.err;
  EXPECT_EQ(said.err, "splitvote: compile: expected to run to its end, stopped by a signal\n");
}

class SlowSampler : public RealCompilers {};

// The first shape is compiled, the second never ends: the first one's record is there.
TEST_F(SlowSampler, RecordsBeforeAStopAreKept) {
  const Workplace place;
  place.write("slow.py",
              "import pathlib, time\nimport jax.numpy as jnp\n\n"
              "def sample(logits):\n"
              "    if logits.shape[0] == 2:\n"
              "        pathlib.Path('" +
                  place.path("asked") +
                  "').touch()\n"
                  "        time.sleep(600)\n"
                  "    return jnp.argmax(logits, axis=-1)\n");
  const Said said =
      place.say("export SPLITVOTE_COMPILERS_PYTHON='" + python_with_jax() + "' XDG_CACHE_HOME='" +
                folder_ / "" + "'; " +
                interrupted("fuzz slow.py:sample --args 'bf16[batch,vocab]' --on cpu --batch 1,2 "
                            "--vocab 64 --out found",
                            "asked"));
  EXPECT_EQ(said.exit_code, 2) << said.out << said.err;
  EXPECT_NE(said.err.find("fuzz: expected to run to its end, stopped by a signal before its first "
                          "case; what was compiled is in found/compiled\n"),
            std::string::npos)
      << said.err;
  EXPECT_NE(
      content_of(place.path("found/compiled/slow.py_sample-cpu-b1-r1-64.hlo")).find("HloModule "),
      std::string::npos);
}

}  // namespace
}  // namespace splitvote
