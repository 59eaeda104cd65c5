#include "harness/finding/words.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

Finding vanished() {
  Finding finding;
  finding.test_case.program = builtin_program("xla_excess_topk");
  finding.rank = 1;
  finding.expected_token = 5;
  finding.sentence = "rank 1 drops token 5: keep:y is read unrounded";
  return finding;
}

TracedDecision compared(std::int32_t token, Turned turned) {
  TracedDecision decision;
  decision.value = 11;
  decision.id = "keep";
  decision.operation = "compare";
  decision.direction = "GE";
  decision.ranks = {0, 1};
  decision.turned = turned;
  decision.first = {"y", "keep:y", true, 12.25F, 12.5F, Dtype::kBfloat16, 0, token};
  decision.second = {"M", "keep:M", false, 12.5F, 12.5F, Dtype::kBfloat16, -1, -1};
  return decision;
}

TEST(Words, SayWhichNumbersWereCompared) {
  const Finding finding = vanished();
  EXPECT_EQ(words_of(finding, {compared(5, Turned::kRounded)}),
            "rank 1 compares `y` of token 5 unrounded, 12.25, with the maximum `M` rounded to "
            "bfloat16, 12.5: no token reaches it");
}

TEST(Words, TellTheFactWhereSomeTokenReachesIt) {
  Finding finding = vanished();
  TracedDecision decision = compared(5, Turned::kRounded);
  decision.true_count = 1;
  EXPECT_EQ(words_of(finding, {decision}),
            "rank 1 compares `y` of token 5 unrounded, 12.25, with the maximum `M` rounded to "
            "bfloat16, 12.5: rank 1 drops token 5");
}

TEST(Words, PreferTheFindingsTokenThenItsRank) {
  const Finding finding = vanished();
  const auto token_said = [&](const std::vector<TracedDecision>& trace) {
    const std::string words = words_of(finding, trace);
    return words.substr(words.find("token ") + 6, 1);
  };
  TracedDecision elsewhere = compared(3, Turned::kRounded);
  elsewhere.ranks = {0};
  EXPECT_EQ(token_said({elsewhere, compared(4, Turned::kRounded)}), "4");
  EXPECT_EQ(token_said({compared(4, Turned::kRounded), compared(5, Turned::kRounded)}), "5");
  EXPECT_EQ(token_said({compared(5, Turned::kUnrounded), compared(3, Turned::kRounded)}), "3");
}

TEST(Words, PreferASiteOfTheCauseAndPassOverWhatTheVerdictDoesNotDependOn) {
  Finding finding = vanished();
  finding.cause = "keep:y promoted";
  TracedDecision elsewhere = compared(5, Turned::kRounded);
  elsewhere.first.site = elsewhere.second.site = "local:y";
  EXPECT_NE(words_of(finding, {elsewhere, compared(3, Turned::kRounded)}).find("token 3"),
            std::string::npos);
  // The top of this sampler does not depend on what is kept.
  finding.verdict = Verdict::kLayoutSplit;
  EXPECT_EQ(words_of(finding, {compared(5, Turned::kRounded)}), finding.sentence);
}

TEST(Words, NameTheRowOnceWhereThereAreSeveral) {
  Finding finding = vanished();
  finding.test_case.logits.rows = 2;
  finding.row = 1;
  finding.actual_token = 3;
  finding.sentence = "in row 1, rank 1 drops token 5: keep:y is read unrounded";
  const std::string words = words_of(finding, {compared(5, Turned::kRounded)});
  EXPECT_EQ(words.rfind("in row 1, rank 1 compares ", 0), 0U) << words;
  EXPECT_EQ(words.substr(words.find(": ")), ": rank 1 drops token 5");
}

TEST(Words, NameBothNumbersOfASelection) {
  Finding finding = vanished();
  TracedDecision decision = compared(6, Turned::kRounded);
  decision.operation = "argmax";
  decision.second = {"y", "keep:y", true, 12.125F, 12.5F, Dtype::kBfloat16, 1, 5};
  EXPECT_EQ(words_of(finding, {decision}),
            "rank 1 takes `y` of token 6 unrounded, 12.25, over `y` of token 5 unrounded, 12.125, "
            "where rounded both would be 12.5 and 12.5: rank 1 drops token 5");
}

TEST(Words, AreTheFindingsSentenceWhereNothingWouldComeOutOtherwise) {
  const Finding finding = vanished();
  EXPECT_EQ(words_of(finding, {}), finding.sentence);
  EXPECT_EQ(words_of(finding, {compared(5, Turned::kUnrounded)}), finding.sentence);
}

}  // namespace
}  // namespace splitvote
