// Random programs, emitted as Python and run: what they print is what the reference evaluator says,
// and their checks fire where the judge rules.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iterator>
#include <regex>
#include <sstream>

#include "tests/emit/python/python_runs.h"
#include "tests/emit/random_findings.h"

namespace splitvote {
namespace {

constexpr std::size_t kForTheRest = 20;

// JAX compiles every operation for every shape that it meets, which takes a second a program.
int programs_of(Language language) {
  switch (language) {
    case Language::kNumpy:
      return 400;
    case Language::kTorch:
      return 150;
    default:
      return 30;
  }
}

std::int32_t vocabulary_max_of(Language language) { return language == Language::kJax ? 12 : 48; }

// SPLITVOTE_EMIT_KEEP: a folder for the sources of files that print something else.
void keep_source(std::uint64_t seed, const std::string& source) {
  const char* folder = std::getenv("SPLITVOTE_EMIT_KEEP");
  if (folder != nullptr) {
    std::ofstream(std::string(folder) + "/" + std::to_string(seed) + ".py") << source;
  }
}

// A function that a file defines, it also uses.
void expect_all_used(const std::string& source) {
  // [^] is any character; the words of a description are no use.
  const std::string code = std::regex_replace(source, std::regex("\"\"\"[^]*?\"\"\""), "");
  std::istringstream lines(code);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 4, "def ") != 0) continue;
    const std::string function = line.substr(4, line.find('(') - 4);
    const std::regex word("\\b" + function + "\\b");
    const auto uses =
        std::distance(std::sregex_iterator(code.begin(), code.end(), word), std::sregex_iterator());
    EXPECT_GT(uses, 1) << function << " is not used in\n" << source;
  }
}

void expect_shown(const std::vector<RandomFinding>& findings,
                  const std::vector<std::string>& sources, const std::string& python) {
  const std::vector<PythonRun> runs = run_python(python, sources);
  std::size_t may_miss = 0, missed = 0;
  for (std::size_t at = 0; at < findings.size(); ++at) {
    const ExpectedOutput& expected = findings[at].expected;
    const bool same = runs[at].out.substr(0, expected.lines.size()) == expected.lines &&
                      runs[at].exit_code == (expected.fires ? "1" : "0");
    if (says_it_may_miss(sources[at])) {
      ++may_miss;
      missed += same ? 0 : 1;
      continue;
    }
    EXPECT_TRUE(same) << "seed " << findings[at].seed << ", " << name(findings[at].finding.verdict)
                      << "\nexpected, exit code " << expected.fires << ":\n"
                      << expected.lines << "printed, exit code " << runs[at].exit_code << ":\n"
                      << runs[at].out;
    if (!same) keep_source(findings[at].seed, sources[at]);
  }
  std::printf("%zu files ran on %s; %zu say that they may miss the outcome, %zu do\n",
              sources.size(), python.c_str(), may_miss, missed);
  EXPECT_LT(may_miss, sources.size() / 2);
}

class EmittedPrograms : public testing::TestWithParam<Language> {};

TEST_P(EmittedPrograms, PrintWhatTheReferenceSays) {
  const Language language = GetParam();
  const std::vector<std::string> pythons = pythons_with(language);
  if (pythons.empty()) {
    ASSERT_NE(language, Language::kNumpy) << "no Python here has NumPy: scripts/install --for test";
    GTEST_SKIP() << "SKIPPED: no Python here has " << name(language);
  }
  const RandomFindings random =
      random_findings(programs_of(language), vocabulary_max_of(language), kForTheRest);
  std::vector<std::string> sources;
  for (const RandomFinding& each : random.all) {
    sources.push_back(emit(each.finding, each.plan, language));
    expect_all_used(sources.back());
  }
  for (const std::string& python : pythons) expect_shown(random.all, sources, python);
  random.expect_all_kinds();
}

INSTANTIATE_TEST_SUITE_P(, EmittedPrograms,
                         testing::Values(Language::kNumpy, Language::kJax, Language::kTorch),
                         [](const auto& language) { return std::string(name(language.param)); });

}  // namespace
}  // namespace splitvote
