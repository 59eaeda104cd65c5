#include "harness/report/expectation.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

std::vector<Finding> two_findings() {
  std::vector<Finding> findings(2);
  findings[0].verdict = Verdict::kRankSplit;
  findings[0].grade = Grade::kNear;
  findings[0].signature = "aaaaaaaaaaaaaaaa";
  findings[1].verdict = Verdict::kMaxVanished;
  findings[1].grade = Grade::kWide;
  findings[1].signature = "bbbbbbbbbbbbbbbb";
  return findings;
}

Expectation expecting(std::map<Verdict, std::optional<Grade>> verdicts,
                      const std::string& signature = "") {
  Expectation expectation;
  expectation.verdicts = std::move(verdicts);
  expectation.signature = signature;
  return expectation;
}

using Phrases = std::vector<std::string>;

TEST(Expectation, HoldsWhenAllVerdictsAreNamed) {
  EXPECT_EQ(differences(expecting({{Verdict::kRankSplit, Grade::kNear},
                                   {Verdict::kMaxVanished, std::nullopt}},
                                  "bbbbbbbbbbbbbbbb"),
                        two_findings()),
            Phrases{});
}

TEST(Expectation, NamesWhatIsMissingMoreOrGradedOtherwise) {
  EXPECT_EQ(differences(expecting({{Verdict::kRankSplit, Grade::kWide},
                                   {Verdict::kDrawSplit, Grade::kTie}}),
                        two_findings()),
            (Phrases{"expected rank_split at wide, found it at near",
                     "expected draw_split at tie, found none",
                     "expected no max_vanished, found it at wide"}));
}

TEST(Expectation, OfAFindingAllowsOthers) {
  Expectation expectation = expecting({{Verdict::kRankSplit, Grade::kNear}});
  expectation.others_allowed = true;
  EXPECT_EQ(differences(expectation, two_findings()), Phrases{});
}

TEST(Expectation, OfNoVerdictFailsOnAny) {
  EXPECT_EQ(differences(expecting({}), two_findings()).size(), 2U);
  EXPECT_EQ(differences(expecting({}), {}), Phrases{});
}

TEST(Expectation, NamesTheSignaturesThatWereFound) {
  Expectation expectation;
  expectation.signature = "cccccccccccccccc";
  EXPECT_EQ(
      differences(expectation, two_findings()),
      Phrases{"expected signature cccccccccccccccc, found aaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbb"});
  EXPECT_EQ(differences(expectation, {}),
            Phrases{"expected signature cccccccccccccccc, found none"});
}

}  // namespace
}  // namespace splitvote
