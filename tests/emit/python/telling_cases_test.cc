// Every elementwise operation, every cast and every order of a sum, emitted as Python and run, on
// the numbers that tell a right one from a wrong one.
#include "tests/emit/telling_cases.h"

#include <gtest/gtest.h>

#include "tests/emit/expected_output.h"
#include "tests/emit/python/python_runs.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

class EmittedOperations : public testing::TestWithParam<Language> {
 protected:
  static void expect_shown(const std::vector<TellingCase>& cases) {
    const Language language = GetParam();
    const std::vector<std::string> pythons = pythons_with(language);
    if (pythons.empty()) GTEST_SKIP() << "SKIPPED: no Python here has " << name(language);
    std::vector<Finding> findings(cases.size());
    std::vector<std::string> sources;
    for (std::size_t at = 0; at < cases.size(); ++at) {
      findings[at].verdict = Verdict::kIdCorrupted;
      findings[at].test_case = cases[at].test_case;
      sources.push_back(emit(findings[at], all_rounded(1), language));
    }
    for (const std::string& python : pythons) {
      const std::vector<PythonRun> runs = run_python(python, sources);
      std::size_t told = 0;
      for (std::size_t at = 0; at < cases.size(); ++at) {
        if (says_it_may_miss(sources[at])) continue;
        ++told;
        const ExpectedOutput expected = expected_output(
            findings[at], all_rounded(1),
            [](const Case& each, const Plan& plan) { return reference_outcome(each, plan); });
        EXPECT_EQ(runs[at].out.substr(0, expected.lines.size()), expected.lines)
            << cases[at].name << "\n"
            << sources[at];
      }
      std::printf("%zu of %zu cases on %s\n", told, cases.size(), python.c_str());
    }
  }
};

TEST_P(EmittedOperations, AreThoseOfTheReferenceOnSpecialNumbers) {
  expect_shown(elementwise_cases());
}

TEST_P(EmittedOperations, RoundAsTheReferenceDoes) { expect_shown(casting_cases()); }

TEST_P(EmittedOperations, AddAndBreakTiesAsTheReferenceDoes) { expect_shown(order_cases()); }

// Subnormal numbers are in nearly all of these cases, which a JAX file says it may miss.
INSTANTIATE_TEST_SUITE_P(, EmittedOperations, testing::Values(Language::kNumpy, Language::kTorch),
                         [](const auto& language) { return std::string(name(language.param)); });

}  // namespace
}  // namespace splitvote
