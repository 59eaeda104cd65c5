#include "harness/reduce/interesting.h"

#include <gtest/gtest.h>

#include "harness/generate/mutate.h"
#include "harness/store/builtin.h"
#include "tests/reduce/reduced_findings.h"

namespace splitvote {
namespace {

TEST(SameFinding, IsShownByTheFindingItself) {
  for (const auto& program : builtin_programs()) {
    for (const Finding& finding : generated_findings(program, 11, 12)) {
      EXPECT_TRUE(SameFinding(finding, FailRule())(candidate_of(finding))) << finding.signature;
    }
  }
}

TEST(SameFinding, IsNotShownByACaseWithAnotherCause) {
  const auto findings = generated_findings(builtin_program("gather_topk_topp"), 11, 40);
  int others = 0;
  for (const Finding& finding : findings) {
    const SameFinding same(finding, FailRule());
    for (const Finding& other : findings) {
      if (other.verdict != finding.verdict || other.signature == finding.signature) continue;
      const bool also = same.on(candidate_of(other)).has_value();
      EXPECT_FALSE(also) << finding.signature << " on the case of " << other.signature;
      ++others;
    }
  }
  EXPECT_GT(others, 20);
}

// The plans looked at first decide nothing: what they turn down, the sweep turns down too.
TEST(SameFinding, AgreesWithTheSweepOnCasesNearTheFinding) {
  GeneratorOptions options;
  options.vocab_size_max = 64;
  options.rank_count_max = 6;
  int same_count = 0, other_count = 0;
  for (const auto& program : builtin_programs()) {
    for (const Finding& finding : generated_findings(program, 12, 8)) {
      if (finding.test_case.layout.class_count() * program->site_count() >= 16) continue;
      const SameFinding same(finding, FailRule());
      for (std::uint64_t number = 0; number < 40; ++number) {
        Rng rng(3, number);
        Candidate candidate = candidate_of(finding);
        mutate(candidate.test_case, rng, options);
        if (candidate.test_case.layout.class_count() * program->site_count() >= 16) continue;
        const bool swept = same.on(candidate).has_value();
        EXPECT_EQ(same(candidate), swept) << finding.signature << " " << number;
        ++(swept ? same_count : other_count);
      }
    }
  }
  EXPECT_GT(same_count, 100);
  EXPECT_GT(other_count, 100);
}

}  // namespace
}  // namespace splitvote
