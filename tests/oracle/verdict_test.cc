#include "harness/oracle/verdict.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

TEST(Verdict, TablesStandInEnumOrder) {
  for (std::size_t at = 0; at < kVerdicts.size(); ++at) {
    EXPECT_EQ(static_cast<std::size_t>(kVerdicts[at].verdict), at);
  }
  EXPECT_EQ(name(Grade::kWide), "wide");
}

TEST(FailRule, DefaultLetsTiesOfTheMaximumPass) {
  const FailRule rule;
  EXPECT_TRUE(rule.failing(Verdict::kRankSplit, Grade::kTie));
  EXPECT_FALSE(rule.failing(Verdict::kMaxVanished, Grade::kTie));
  EXPECT_TRUE(rule.failing(Verdict::kMaxVanished, Grade::kNear));
  EXPECT_FALSE(rule.failing(Verdict::kPlanSplit, Grade::kWide));
}

TEST(FailRule, OnlyNamedVerdictsFail) {
  const FailRule rule = parse_fail_rule("max_vanished:wide,plan_split,order_violation");
  EXPECT_FALSE(rule.failing(Verdict::kMaxVanished, Grade::kNear));
  EXPECT_TRUE(rule.failing(Verdict::kMaxVanished, Grade::kWide));
  EXPECT_TRUE(rule.failing(Verdict::kPlanSplit, Grade::kTie));
  EXPECT_FALSE(rule.failing(Verdict::kOrderViolation, Grade::kTie));
  EXPECT_TRUE(rule.failing(Verdict::kOrderViolation, Grade::kNear));
  EXPECT_FALSE(rule.failing(Verdict::kRankSplit, Grade::kWide));
}

TEST(FailRule, NamesTheWordItDoesNotKnow) {
  const auto message = [](std::string_view text) -> std::string {
    try {
      parse_fail_rule(text);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_NE(message("rank_spilt").find("not 'rank_spilt'"), std::string::npos);
  EXPECT_NE(message("rank_split:huge").find("not 'huge'"), std::string::npos);
  EXPECT_NE(message("rank_split:huge").find("tie, near, wide"), std::string::npos);
  EXPECT_NE(message("").find("--fail-on"), std::string::npos);
  EXPECT_NE(message("rank_split,").find("not ''"), std::string::npos);
}

}  // namespace
}  // namespace splitvote
