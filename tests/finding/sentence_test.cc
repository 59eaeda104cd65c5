#include "harness/finding/sentence.h"

#include <gtest/gtest.h>

#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

std::string said(Verdict verdict, const std::vector<Literal>& cause = {}, std::int32_t expected = 1,
                 std::int32_t actual = 0, std::int64_t expected_count = -1,
                 std::int64_t actual_count = -1) {
  Scene scene({{12.25F, 12.375F, 0.1F}});
  Ruling ruling;
  ruling.verdict = verdict;
  ruling.rank = 2;
  ruling.expected_token = expected;
  ruling.actual_token = actual;
  ruling.expected_count = expected_count;
  ruling.actual_count = actual_count;
  return sentence_of(ruling, establish_truth(scene.ready()), cause);
}

TEST(Sentence, SaysWhatHappensUnderEachVerdict) {
  EXPECT_EQ(
      said(Verdict::kMaxVanished),
      "rank 2 drops the most probable token 1 (logit 12.375) and keeps token 0 (logit 12.25) at "
      "best: under every plan");
  EXPECT_EQ(
      said(Verdict::kMaxVanished, {}, 1, kNoToken),
      "rank 2 drops the most probable token 1 (logit 12.375) and every other token: under every "
      "plan");
  EXPECT_EQ(said(Verdict::kOrderViolation, {}, 0, 2),
            "rank 2 drops token 0 (logit 12.25) but keeps the less probable token 2 (logit 0.1): "
            "under every plan");
  EXPECT_EQ(said(Verdict::kWrongCount, {}, 1, 0, 40, 41),
            "rank 2 keeps 41 tokens where 40 are promised: under every plan");
  EXPECT_EQ(said(Verdict::kRankSplit, {}, 1, kNoToken, 1, 0),
            "no rank owns the maximum, token 1 (logit 12.375): under every plan");
  EXPECT_EQ(said(Verdict::kRankSplit, {}, 1, kNoToken),
            "rank 2 names no token at all as the top where another rank names token 1 (logit "
            "12.375): under every plan");
  for (const VerdictInfo& row : kVerdicts) {
    EXPECT_EQ(said(row.verdict).find(": "), said(row.verdict).rfind(": ")) << row.name;
    EXPECT_GT(said(row.verdict).size(), 40U) << row.name;
  }
}

TEST(Sentence, SaysWhen) {
  const auto when = [](const std::vector<Literal>& cause) {
    const std::string sentence = said(Verdict::kIdCorrupted, cause);
    return sentence.substr(sentence.find(": ") + 2);
  };
  EXPECT_EQ(when({{"a:x", '\0', true}}), "a:x is read unrounded");
  EXPECT_EQ(when({{"a:x", '\0', false}, {"b:x", '\0', false}}), "a:x and b:x are rounded");
  EXPECT_EQ(when({{"a:x", 'A', true}, {"b:x", 'B', false}}),
            "a:x in class A is read unrounded while b:x in class B is rounded");
  EXPECT_EQ(when({{"a:x", '\0', true}, {"b:x", '\0', true}, {"c:x", '\0', true}}),
            "a:x, b:x and c:x are read unrounded");
}

TEST(Sentence, NamesTheRowWhereThereAreSeveral) {
  Scene scene({{1, 2}, {4, 3}});
  Ruling ruling;
  ruling.verdict = Verdict::kEmptyCandidates;
  ruling.row = 1;
  ruling.expected_token = 0;
  EXPECT_EQ(sentence_of(ruling, establish_truth(scene.ready()), {}),
            "in row 1, rank 0 keeps no token at all, not even the most probable token 0 (logit 4): "
            "under every plan");
}

}  // namespace
}  // namespace splitvote
