// Reducing never changes the signature, over all samplers.
// SPLITVOTE_REDUCE_FINDINGS: how many findings (60 by default; the full run is 1,000).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "harness/store/builtin.h"
#include "tests/reduce/reduced_findings.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

constexpr std::size_t kFindings = kSanitized ? 12 : 60;

TEST(Reduce, NeverChangesTheSignature) {
  const char* set = std::getenv("SPLITVOTE_REDUCE_FINDINGS");
  const std::size_t wanted = set == nullptr ? kFindings : static_cast<std::size_t>(std::atoll(set));
  const std::size_t share = wanted / builtin_programs().size();
  std::size_t reduced_count = 0, changed_again = 0;
  for (const auto& program : builtin_programs()) {
    for (const Finding& finding : generated_findings(program, 21, share)) {
      const SameFinding same(finding, FailRule());
      const Reduced reduced = reduce(candidate_of(finding), same);
      // Judged as a user's replay would, with every verdict of a sweep.
      const auto findings =
          find_by_default(reduced.best.test_case, reduced.best.relation, FailRule());
      EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [&](const Finding& each) {
        return each.signature == finding.signature;
      })) << finding.signature;
      EXPECT_FALSE(simpler(candidate_of(finding), reduced.best)) << finding.signature;
      changed_again +=
          same_case(reduce(reduced.best, same).best.test_case, reduced.best.test_case) ? 0 : 1;
      ++reduced_count;
    }
  }
  EXPECT_EQ(changed_again, 0U);
  EXPECT_GE(reduced_count, share * builtin_programs().size());
}

}  // namespace
}  // namespace splitvote
