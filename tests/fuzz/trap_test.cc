// The sampler target as an engine sees it: a process, its exit and what it prints.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "harness/case/codec.h"
#include "harness/finding/finding.h"
#include "harness/generate/generate.h"
#include "harness/store/builtin.h"
#include "harness/sweep/sweep.h"

namespace splitvote {
namespace {

struct Ran {
  std::string output;  // stdout and stderr
  int status = 0;      // as waitpid has it
};

Ran run(const std::string& environment, const std::string& arguments) {
  const std::string command =
      "exec env " + environment + " " + SAMPLER_FUZZER + " " + arguments + " 2>&1";
  Ran ran;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer;
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    ran.output.append(buffer.data(), got);
  }
  ran.status = pclose(pipe);
  return ran;
}

// A small case that fails, and one that does not.
struct Cases {
  Case failing, passing;
  std::string signature;
};

Cases find_cases() {
  GeneratorOptions options;
  options.vocab_size_max = 64;
  options.rank_count_max = 4;
  options.row_count_max = 1;
  Cases cases;
  for (std::uint64_t i = 0; cases.failing.program == nullptr || cases.passing.program == nullptr;
       ++i) {
    Rng rng(1, i);
    const Case c = generate(options, builtin_program("gather_topk_topp"), rng);
    if (c.layout.class_count() > 1) continue;
    const Judge judge(c);
    const auto findings = find(c, sweep(c), judge, FailRule());
    if (findings.empty()) {
      cases.passing = c;
    } else {
      cases.failing = c;
      cases.signature = findings.front().signature;
    }
  }
  return cases;
}

class SamplerFuzzer : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / "splitvote_trap_test";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string saved(const std::string& name, const Case& c) const {
    const std::vector<std::uint8_t> bytes = encode_case(c);
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return path;
  }

  std::filesystem::path folder_;
  const Cases cases_ = find_cases();
};

TEST_F(SamplerFuzzer, TrapsOnAFailingCaseAndSaysItsSignature) {
  const Ran ran = run("SPLITVOTE_UNUSED=1", saved("failing", cases_.failing));
  EXPECT_FALSE(WIFEXITED(ran.status) && WEXITSTATUS(ran.status) == 0) << ran.output;
  EXPECT_EQ(cases_.signature.size(), 16U);
  EXPECT_NE(ran.output.find("ASSERTION FAILED: FuzzerHash=" + cases_.signature + "\n"),
            std::string::npos)
      << ran.output;
  EXPECT_NE(ran.output.find("DEDUP_TOKEN: " + cases_.signature + "\n"), std::string::npos)
      << ran.output;
}

TEST_F(SamplerFuzzer, SaysNothingAboutAPassingCase) {
  const Ran ran = run("SPLITVOTE_UNUSED=1", saved("passing", cases_.passing));
  EXPECT_TRUE(WIFEXITED(ran.status) && WEXITSTATUS(ran.status) == 0) << ran.output;
  EXPECT_EQ(ran.output.find("ASSERTION"), std::string::npos);
  EXPECT_NE(ran.output.find("Executed"), std::string::npos);
}

TEST_F(SamplerFuzzer, GoesOnWithoutTrapsAndSaysEachSignatureOnce) {
  const std::string file = saved("failing", cases_.failing);
  const Ran ran = run("SPLITVOTE_FUZZ_NO_TRAP=1", file + " " + saved("again", cases_.failing));
  EXPECT_TRUE(WIFEXITED(ran.status) && WEXITSTATUS(ran.status) == 0) << ran.output;
  const std::size_t first = ran.output.find("DEDUP_TOKEN: " + cases_.signature);
  ASSERT_NE(first, std::string::npos) << ran.output;
  EXPECT_EQ(ran.output.find("DEDUP_TOKEN: " + cases_.signature, first + 1), std::string::npos);
}

TEST_F(SamplerFuzzer, BindsToTheProgramThatTheEnvironmentNames) {
  const std::string file = saved("failing", cases_.failing);
  EXPECT_EQ(run("SPLITVOTE_PROGRAM=gather_topk_topp", file).output.find("expected"),
            std::string::npos);
  const Ran ran = run("SPLITVOTE_PROGRAM=/nonexistent.json", file);
  EXPECT_TRUE(WIFEXITED(ran.status)) << ran.output;
  EXPECT_NE(ran.output.find("SPLITVOTE_PROGRAM: /nonexistent.json"), std::string::npos)
      << ran.output;
}

}  // namespace
}  // namespace splitvote
