// Every committed finding, emitted as C++: under every compiler and level it prints what splitvote
// says, fails under its witness plan, and holds under a safe one.
//
// All files together make one source per configuration, and each file stands alone, as a reader
// gets it, in one of the configurations in turn: most of a compiler's time is the standard library.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "harness/emit/emit.h"
#include "src/program/input_error.h"
#include "tests/emit/compiled.h"
#include "tests/emit/emitted_corpus.h"

namespace splitvote {
namespace {

struct Configuration {
  const char* name;
  const char* compiler;
  const char* level;
};
constexpr std::array<Configuration, 4> kConfigurations = {{{"gpp_O0", SPLITVOTE_GXX, "-O0"},
                                                           {"gpp_O2", SPLITVOTE_GXX, "-O2"},
                                                           {"clang_O0", SPLITVOTE_CLANGXX, "-O0"},
                                                           {"clang_O2", SPLITVOTE_CLANGXX, "-O2"}}};

const std::vector<Emitted>& emitted() {
  static const std::vector<Emitted> all = emitted_corpus();
  return all;
}

void expect_shown(const Emitted& each, const Ran& ran) {
  EXPECT_EQ(ran.out.substr(0, each.expected.lines.size()), each.expected.lines) << each.path;
  EXPECT_EQ(ran.exit_code, each.expected.fires ? 1 : 0) << each.path;
  const std::string last =
      each.expected.fires ? "FAILS: " + std::string(name(each.finding.verdict)) + "\n" : "holds\n";
  ASSERT_GE(ran.out.size(), last.size()) << each.path;
  EXPECT_EQ(ran.out.substr(ran.out.size() - last.size()), last) << each.path;
}

TEST(EmittedCorpus, FailsUnderEveryWitnessAndHoldsUnderSafePlans) {
  std::size_t failing = 0, holding = 0;
  for (const Emitted& each : emitted()) {
    const bool safe = each.path.find("(safe)") != std::string::npos;
    EXPECT_EQ(each.expected.fires, !safe) << each.path;
    ++(safe ? holding : failing);
  }
  std::printf("%zu findings, %zu of them with a safe plan\n", failing, holding);
  EXPECT_GT(failing, 0u);
}

class EmittedCorpusWith : public testing::TestWithParam<std::size_t> {
 protected:
  [[nodiscard]] static Compiler compiler() {
    return {kConfigurations[GetParam()].compiler, kConfigurations[GetParam()].level};
  }
};

TEST_P(EmittedCorpusWith, ShowsWhatSplitvoteSays) {
  if (compiler().path.empty()) GTEST_SKIP() << "clang++ was not found";
  std::vector<CppFile> files;
  for (const Emitted& each : emitted()) {
    files.push_back(cpp_file(reproducer_of(each.finding, each.plan)));
  }
  const Ran ran = compile_and_run(compiler(), joined_source(files));
  ASSERT_TRUE(ran.compiled) << ran.errors.substr(0, 4000);
  const std::vector<Ran> shown = separated(ran.out);
  ASSERT_EQ(shown.size(), files.size());
  for (std::size_t at = 0; at < shown.size(); ++at) expect_shown(emitted()[at], shown[at]);
}

TEST_P(EmittedCorpusWith, ShowsItInFilesOnTheirOwn) {
  if (compiler().path.empty()) GTEST_SKIP() << "clang++ was not found";
  for (std::size_t at = GetParam(); at < emitted().size(); at += kConfigurations.size()) {
    const Emitted& each = emitted()[at];
    if (!each.expected.fires) continue;
    const Ran ran = compile_and_run(compiler(), emit(each.finding, each.plan, Language::kCpp));
    ASSERT_TRUE(ran.compiled) << each.path << "\n" << ran.errors.substr(0, 4000);
    expect_shown(each, ran);
  }
}

INSTANTIATE_TEST_SUITE_P(, EmittedCorpusWith,
                         testing::Range(std::size_t{0}, kConfigurations.size()),
                         [](const auto& at) { return kConfigurations[at.param].name; });

}  // namespace
}  // namespace splitvote
