#include "harness/reach/reached_findings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/sweep/sweep.h"
#include "tests/identify/top_three.h"
#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

const Finding* find(const std::vector<Finding>& findings, Verdict verdict) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const Finding& each) { return each.verdict == verdict; });
  return found == findings.end() ? nullptr : &*found;
}

// The findings of the first case, of few, on which the verdict is found; none where it never is.
std::vector<Finding> findings_with(Verdict verdict, const Subject& subject) {
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    std::vector<Finding> findings =
        reached_findings(subject, random_rows(seed, subject.shape.rows), FailRule(), {});
    if (find(findings, verdict) != nullptr) return findings;
  }
  return {};
}

TEST(ReachedFindings, HaveTheCauseThatTheIdentifiedPlanSatisfies) {
  const Subject subject = subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows);
  const std::vector<Finding> findings = findings_with(Verdict::kEmptyCandidates, subject);
  const Finding* empty = find(findings, Verdict::kEmptyCandidates);
  ASSERT_NE(empty, nullptr);
  EXPECT_EQ(empty->cause, "keep:m rounded, keep:y promoted");
  EXPECT_EQ(empty->cause_kind, CauseKind::kMixed);
  EXPECT_TRUE(empty->complete);
  EXPECT_EQ(empty->covered_plans, 8);
  ASSERT_EQ(empty->reached.size(), 1U);
  EXPECT_EQ(empty->reached[0].as.target, "tpu-v5e");
  EXPECT_EQ(empty->reached[0].plan, "keep:y=promoted");
  EXPECT_EQ(to_string(*subject.sampler, empty->witness), "keep:y=promoted");
  EXPECT_EQ(find(findings, Verdict::kUnexplained), nullptr);
}

TEST(ReachedFindings, AreNoneWhereEveryUseReadsRoundedNumbers) {
  const Subject subject = subject_of({on_target(rounded_greedy(kFourRows), "cpu")}, kFourRows);
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    EXPECT_TRUE(reached_findings(subject, random_rows(seed, 4), FailRule(), {}).empty());
  }
}

TEST(ReachedFindings, OfWhatNoPlanDoesAreUnexplained) {
  const Subject subject =
      subject_of({on_target(truncating_greedy(kFourRows), "tpu-v5e")}, kFourRows);
  ASSERT_FALSE(subject.on[0].identified.explained());
  const std::vector<Finding> findings = findings_with(Verdict::kEmptyCandidates, subject);
  const Finding* empty = find(findings, Verdict::kEmptyCandidates);
  ASSERT_NE(empty, nullptr);
  EXPECT_EQ(empty->cause, "unexplained:tpu");
  EXPECT_EQ(empty->reached.at(0).plan, "");
  // No plan was named, so none is contradicted.
  EXPECT_EQ(find(findings, Verdict::kUnexplained), nullptr);
}

TEST(ReachedFindings, ThatContradictTheIdentifiedPlanAreAFindingOfTheirOwn) {
  CompiledSubject on = on_target(rounded_greedy(kFourRows), "cuda-h100");
  on.compiled.program = truncating_greedy(kFourRows).program;
  const Subject subject = subject_of({on}, kFourRows);
  const std::vector<Finding> findings = findings_with(Verdict::kUnexplained, subject);
  const Finding* unexplained = find(findings, Verdict::kUnexplained);
  ASSERT_NE(unexplained, nullptr);
  EXPECT_EQ(unexplained->cause, "unexplained:cuda");
}

TEST(ReachedFindings, AreExplainedByAPlanThatIdentificationCouldNotTellFromTheOneItNamed) {
  CompiledSubject on = on_target(compiled_greedy(kFourRows), "tpu-v5e");
  // Every token is 1, and stays: each of the eight plans agrees.
  Case flat = random_rows(0, 4);
  flat.logits.background = {BackgroundKind::kConstant, 0, 1, 0};
  flat.parameters.numbers["temperature"] = 1;
  on.identified.survivors = Survivors(3);
  on.identified.survivors.see(sweep(flat, {}), run_compiled(on.compiled, flat), 4);
  ASSERT_EQ(on.identified.survivors.count(), 8U);
  on.identified.plan = 0;
  const Subject subject = subject_of({on}, kFourRows);
  const std::vector<Finding> findings = findings_with(Verdict::kEmptyCandidates, subject);
  const Finding* empty = find(findings, Verdict::kEmptyCandidates);
  ASSERT_NE(empty, nullptr);
  EXPECT_EQ(empty->cause, "keep:m rounded, keep:y promoted");
  EXPECT_EQ(empty->reached.at(0).plan, "keep:y=promoted");
  EXPECT_EQ(find(findings, Verdict::kUnexplained), nullptr);
}

TEST(ReachedFindings, OfSeveralTargetsAreOne) {
  const Subject subject = subject_of(
      {on_target(compiled_greedy(kFourRows), "tpu-v4"), on_target(rounded_greedy(kFourRows), "cpu"),
       on_target(compiled_greedy(kFourRows), "tpu-v6e")},
      kFourRows);
  const std::vector<Finding> findings = findings_with(Verdict::kEmptyCandidates, subject);
  EXPECT_EQ(
      std::count_if(findings.begin(), findings.end(),
                    [](const Finding& each) { return each.verdict == Verdict::kEmptyCandidates; }),
      1);
  const Finding* empty = find(findings, Verdict::kEmptyCandidates);
  ASSERT_NE(empty, nullptr);
  ASSERT_EQ(empty->reached.size(), 2U);
  EXPECT_EQ(empty->reached[0].as.target, "tpu-v4");
  EXPECT_EQ(empty->reached[1].as.target, "tpu-v6e");
}

TEST(ReachedFindings, AreAboutTheSamplerAsItWasLowered) {
  Subject subject;
  subject.sampler = top_three();
  subject.shape = kFourRows;
  for (const char* quotient : {"rounded", "div"}) {
    CompiledSubject on;
    on.compiled = compiled_top_three(kFourRows, quotient, "-65536");
    on.identified = identify(subject.sampler, on.compiled, {});
    subject.on.push_back(std::move(on));
  }
  subject.on[0].compiled.as.target = "cpu";
  // Every quotient is -23.598: rounded to -23.625, cut to -23.5.
  Case test_case;
  test_case.program = subject.sampler;
  test_case.layout = even_layout(512, 1);
  test_case.logits.background = {BackgroundKind::kConstant, 0, -16.5F, 0};
  test_case.parameters.numbers["temperature"] = 0.7;
  const std::vector<Finding> findings = reached_findings(subject, test_case, FailRule(), {});
  const Finding* empty = find(findings, Verdict::kEmptyCandidates);
  ASSERT_NE(empty, nullptr);
  EXPECT_EQ(empty->test_case.program->name(), "greedy, packed top_k keys");
  EXPECT_EQ(empty->cause, "third:y promoted");
  ASSERT_EQ(empty->reached.size(), 1U);
  EXPECT_EQ(empty->reached[0].as.target, "tpu-v5e");
}

TEST(ReachedFindings, AreNoneOfACaseThatDoesNotFit) {
  const Subject subject = subject_of({on_target(compiled_greedy(kOneRow), "tpu-v5e")}, kOneRow);
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    EXPECT_TRUE(reached_findings(subject, random_rows(seed, 4), FailRule(), {}).empty());
  }
}

TEST(MergeFindings, KeepsSignaturesApart) {
  Finding one;
  one.signature = "a";
  Finding other;
  other.signature = "b";
  std::vector<Finding> all;
  merge_findings({one, other}, all);
  merge_findings({one}, all);
  EXPECT_EQ(all.size(), 2U);
}

}  // namespace
}  // namespace splitvote
