// Random programs, emitted as C++ and compiled: what they print is what the reference evaluator
// says, and their checks fire where the judge rules.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/emit/cpp_file.h"
#include "harness/emit/emit.h"
#include "tests/emit/compiled.h"
#include "tests/emit/random_findings.h"

namespace splitvote {
namespace {

constexpr int kPrograms = 120;
constexpr std::size_t kForTheRest = 10;
constexpr std::size_t kProgramsPerFile = 40;
constexpr std::size_t kOneAloneIn = 12;  // which is slow
constexpr std::int32_t kVocabularyMax = 48;

void expect_shown(const std::vector<RandomFinding>& findings) {
  std::vector<CppFile> files;
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < findings.size(); ++at) {
    const RandomFinding& each = findings[at];
    files.push_back(cpp_file(reproducer_of(each.finding, each.plan)));
    if (at % kOneAloneIn == 0) texts.push_back(emit(each.finding, each.plan, Language::kCpp));
  }
  const Compiler compiler = usual_compiler();
  const Ran ran = compile_and_run(compiler, joined_source(files));
  ASSERT_TRUE(ran.compiled) << ran.errors.substr(0, 4000);
  ASSERT_EQ(ran.exit_code, 0);
  // Together they could borrow operations from each other.
  for (const std::string& said : complaints(compiler, texts)) {
    EXPECT_EQ(said, "");
  }
  const std::vector<Ran> shown = separated(ran.out);
  ASSERT_EQ(shown.size(), files.size());
  for (std::size_t at = 0; at < files.size(); ++at) {
    const RandomFinding& each = findings[at];
    const std::string described =
        "seed " + std::to_string(each.seed) + ", " + std::string(name(each.finding.verdict));
    const std::string& lines = each.expected.lines;
    EXPECT_EQ(shown[at].out.substr(0, lines.size()), lines) << described << "\n" << files[at].body;
    EXPECT_EQ(shown[at].exit_code, each.expected.fires ? 1 : 0) << described;
  }
}

TEST(EmittedCpp, PrintsWhatTheReferenceSaysOfRandomPrograms) {
  const RandomFindings random = random_findings(kPrograms, kVocabularyMax, kForTheRest);
  for (std::size_t at = 0; at < random.all.size(); at += kProgramsPerFile) {
    const auto begin = random.all.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t count = std::min(kProgramsPerFile, random.all.size() - at);
    expect_shown({begin, begin + static_cast<std::ptrdiff_t>(count)});
  }
  random.expect_all_kinds();
}

}  // namespace
}  // namespace splitvote
