// Every elementwise operation, every cast and every order of a sum, emitted and compiled, on the
// numbers that tell a right one from a wrong one.
#include "tests/emit/telling_cases.h"

#include <gtest/gtest.h>

#include "harness/emit/cpp_file.h"
#include "tests/emit/compiled.h"
#include "tests/emit/expected_output.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

void expect_shown(const std::vector<TellingCase>& cases) {
  std::vector<Finding> findings;
  for (const TellingCase& each : cases) {
    findings.emplace_back();
    findings.back().verdict = Verdict::kIdCorrupted;
    findings.back().test_case = each.test_case;
  }
  std::vector<CppFile> files;
  for (const Finding& finding : findings) {
    files.push_back(cpp_file(reproducer_of(finding, all_rounded(1))));
  }
  const Ran ran = compile_and_run(usual_compiler(), joined_source(files));
  ASSERT_TRUE(ran.compiled) << ran.errors.substr(0, 4000);
  const std::vector<Ran> shown = separated(ran.out);
  ASSERT_EQ(shown.size(), files.size());
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const ExpectedOutput expected = expected_output(
        findings[at], all_rounded(1),
        [](const Case& each, const Plan& plan) { return reference_outcome(each, plan); });
    EXPECT_EQ(shown[at].out.substr(0, expected.lines.size()), expected.lines)
        << cases[at].name << "\n"
        << files[at].body;
  }
}

TEST(EmittedElementwise, IsThatOfTheReferenceOnSpecialNumbers) {
  expect_shown(elementwise_cases());
}

TEST(EmittedRounding, IsThatOfTheReferenceForEveryFormatAndMode) { expect_shown(casting_cases()); }

TEST(EmittedOrders, AreThoseOfTheReference) { expect_shown(order_cases()); }

}  // namespace
}  // namespace splitvote
