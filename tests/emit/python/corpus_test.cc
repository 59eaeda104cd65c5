// Every committed finding, emitted as Python: it prints what splitvote says, fails under its
// witness plan, and holds under a safe one.
//
// NumPy must be there. Files for a framework that is not are compiled, and the test says that it
// was skipped.
#include <gtest/gtest.h>

#include "harness/emit/emit.h"
#include "tests/emit/emitted_corpus.h"
#include "tests/emit/python/python_runs.h"

namespace splitvote {
namespace {

void expect_shown(const Emitted& each, const PythonRun& run) {
  const std::string& lines = each.expected.lines;
  EXPECT_EQ(run.out.substr(0, lines.size()), lines) << each.path << "\n" << run.out;
  EXPECT_EQ(run.exit_code, each.expected.fires ? "1" : "0") << each.path;
  const std::string last =
      each.expected.fires ? "FAILS: " + std::string(name(each.finding.verdict)) + "\n" : "holds\n";
  ASSERT_GE(run.out.size(), last.size()) << each.path;
  EXPECT_EQ(run.out.substr(run.out.size() - last.size()), last) << each.path;
}

class EmittedCorpus : public testing::TestWithParam<Language> {};

TEST_P(EmittedCorpus, ShowsWhatSplitvoteSays) {
  const Language language = GetParam();
  const std::vector<Emitted> all = emitted_corpus();
  std::vector<std::string> sources;
  for (const Emitted& each : all) sources.push_back(emit(each.finding, each.plan, language));
  const std::vector<std::string> pythons = pythons_with(language);
  if (pythons.empty()) {
    EXPECT_TRUE(compiles(sources));
    ASSERT_NE(language, Language::kNumpy) << "no Python here has NumPy: scripts/install --for test";
    GTEST_SKIP() << "SKIPPED: no Python here has " << name(language) << "; " << sources.size()
                 << " files were compiled, not run. scripts/python-frameworks installs it";
  }
  for (const std::string& python : pythons) {
    const std::vector<PythonRun> runs = run_python(python, sources);
    std::size_t failing = 0, may_miss = 0;
    for (std::size_t at = 0; at < all.size(); ++at) {
      failing += all[at].expected.fires ? 1 : 0;
      if (says_it_may_miss(sources[at])) {
        ++may_miss;
      } else {
        expect_shown(all[at], runs[at]);
      }
    }
    std::printf("%zu files ran on %s: %zu fail, %zu hold; %zu say that they may miss the outcome\n",
                all.size(), python.c_str(), failing, all.size() - failing, may_miss);
    EXPECT_GT(failing, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(, EmittedCorpus,
                         testing::Values(Language::kNumpy, Language::kJax, Language::kTorch),
                         [](const auto& language) { return std::string(name(language.param)); });

}  // namespace
}  // namespace splitvote
