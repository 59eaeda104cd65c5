#include "harness/finding/finding.h"

#include <gtest/gtest.h>

#include "harness/finding/signature.h"
#include "tests/finding/swept_scene.h"

namespace splitvote {
namespace {

// Tokens 1 and 2 are the maximum, 3 is one step of bfloat16 below, 4 far below.
const std::vector<float> kRow = {1.0F, 2.0F, 2.0F, 0x1.fep0F, 1.5F, 0.5F};

Scene keeping_scene(const std::vector<std::string>& sites) {
  Scene scene({kRow});
  scene.promise(Promise::kKeepsMaximum).promise(Promise::kRanksAgree);
  scene.observe_candidates().observe_tops();
  add_sites(scene, sites);
  return scene;
}

std::vector<Finding> found(Scene& scene, const Sweep& sweep, const FailRule& rule = FailRule()) {
  const Case& test_case = scene.ready();
  const Judge judge(test_case);
  return find(test_case, sweep, judge, rule);
}

TEST(Find, IsEmptyWhereNothingFails) {
  Scene scene = keeping_scene({"a:x", "b:x"});
  EXPECT_TRUE(found(scene, swept(2, 1, [&](PlanBits) { return scene.keeping({1, 4}); })).empty());
}

TEST(Find, NamesVerdictCauseWitnessAndDamage) {
  Scene scene = keeping_scene({"keep:y", "m:y", "div:x"});
  const auto findings =
      found(scene, swept(3, 1, [&](PlanBits plan) {
              return scene.keeping((plan & 3) == 1 ? std::vector<std::int64_t>{4}
                                                   : std::vector<std::int64_t>{1, 4});
            }));
  ASSERT_EQ(findings.size(), 1U);
  const Finding& finding = findings[0];
  EXPECT_EQ(finding.verdict, Verdict::kMaxVanished);
  EXPECT_EQ(finding.grade, Grade::kWide);
  EXPECT_EQ(finding.cause_kind, CauseKind::kMixed);
  EXPECT_EQ(finding.cause, "keep:y promoted, m:y rounded");
  EXPECT_EQ(
      finding.sentence,
      "rank 0 drops the most probable token 1 (logit 2) and keeps token 4 (logit 1.5) at best: "
      "keep:y is read unrounded while m:y is rounded");
  EXPECT_EQ(finding.signature,
            signature_of(scene.program, Verdict::kMaxVanished, Grade::kWide, finding.cause));
  EXPECT_EQ(finding.witness, Plan{{1}});
  EXPECT_EQ(finding.failing_plans, 2);
  EXPECT_EQ(finding.worst_plans, 2);
  EXPECT_EQ(finding.covered_plans, 8);
  EXPECT_TRUE(finding.complete);
  EXPECT_EQ(finding.expected_token, 1);
  EXPECT_EQ(finding.actual_token, 4);
  EXPECT_GT(finding.probability_lost, 0.05);
}

TEST(Find, TakesTheWorstGradeAndItsPlansAlone) {
  Scene scene = keeping_scene({"a:x", "b:x"});
  // Rounded: near. b promoted: wide. a promoted: a tie, which does not fail.
  const auto findings = found(scene, swept(2, 1, [&](PlanBits plan) {
                                if ((plan & 1) != 0) return scene.keeping({2});
                                return scene.keeping({plan == 2 ? 4 : 3});
                              }));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].grade, Grade::kWide);
  EXPECT_EQ(findings[0].cause, "a:x rounded, b:x promoted");
  EXPECT_EQ(findings[0].failing_plans, 2);
  EXPECT_EQ(findings[0].worst_plans, 1);
  EXPECT_EQ(findings[0].witness, Plan{{2}});
  // All-rounded shows the verdict at another failing grade.
  EXPECT_EQ(findings[0].cause_kind, CauseKind::kAsWritten);
}

TEST(Find, IsAlgorithmicWhereFullPrecisionFailsToo) {
  Scene scene = keeping_scene({"a:x", "b:x"});
  const auto every = found(scene, swept(2, 1, [&](PlanBits) { return scene.keeping({4}); }));
  ASSERT_EQ(every.size(), 1U);
  EXPECT_EQ(every[0].cause_kind, CauseKind::kAlgorithmic);
  EXPECT_EQ(every[0].cause, "every plan");
  const auto last =
      found(scene, swept(2, 1, [&](PlanBits plan) { return scene.keeping({plan == 3 ? 4 : 1}); }));
  EXPECT_EQ(last[0].cause_kind, CauseKind::kAlgorithmic);
  EXPECT_EQ(last[0].cause, "a:x promoted, b:x promoted");
}

TEST(Find, WitnessHasTheFewestPromotedChoicesThenTheSmallestBits) {
  Scene scene = keeping_scene({"a:x", "b:x", "c:x"});
  const auto findings = found(scene, swept(3, 1, [&](PlanBits plan) {
                                return scene.keeping({plan == 3 || plan == 4 || plan == 5 ? 4 : 1});
                              }));
  EXPECT_EQ(findings[0].witness, Plan{{4}});
}

TEST(Find, NamesClassesOfAFleetPlan) {
  Scene scene = keeping_scene({"keep:y", "m:y"});
  scene.test_case.layout.rank_class = {0, 1};
  const auto findings = found(scene, swept(2, 2, [&](PlanBits plan) {
                                const bool fails = (plan & 6) == 4;
                                return scene.naming({1, fails ? 4 : 1});
                              }));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::kRankSplit);
  EXPECT_EQ(findings[0].cause, "A keep:y promoted, B m:y rounded");
  EXPECT_EQ(findings[0].witness, (Plan{{0, 1}}));
  EXPECT_EQ(
      findings[0].sentence,
      "rank 1 names token 4 (logit 1.5) as the top where another rank names token 1 (logit 2): "
      "keep:y in class A is read unrounded while m:y in class B is rounded");
}

TEST(Find, ReportsPlanSplitsOnlyWhenAsked) {
  Scene scene = keeping_scene({"a:x"});
  const Sweep sweep = swept(1, 1, [&](PlanBits plan) {
    const std::int64_t top = plan == 0 ? 1 : 3;
    return scene.naming({top, top});
  });
  EXPECT_TRUE(found(scene, sweep).empty());
  const auto findings = found(scene, sweep, parse_fail_rule("plan_split"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].grade, Grade::kNear);
  EXPECT_EQ(findings[0].cause, "a:x promoted");
}

TEST(Find, MakesOneFindingForEachVerdict) {
  Scene scene = keeping_scene({"a:x"});
  const auto findings = found(scene, swept(1, 1, [&](PlanBits plan) {
                                if (plan == 0) return scene.keeping({1});
                                Outcome outcome = scene.keeping({});
                                Scene::at(outcome, 0).top = 1;
                                Scene::at(outcome, 1).top = 4;
                                return outcome;
                              }));
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].verdict, Verdict::kRankSplit);
  EXPECT_EQ(findings[1].verdict, Verdict::kMaxVanished);
  EXPECT_EQ(findings[2].verdict, Verdict::kEmptyCandidates);
  EXPECT_NE(findings[0].signature, findings[1].signature);
}

TEST(Find, WorksOnPartlyCoveredSweeps) {
  Scene scene = keeping_scene({"a:x", "b:x", "c:x", "d:x"});
  const Sweep complete =
      swept(4, 1, [&](PlanBits plan) { return scene.keeping({(plan & 9) == 8 ? 4 : 1}); });
  const auto findings = found(scene, only(complete, {0, 1, 2, 4, 8, 9, 10, 15}));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_FALSE(findings[0].complete);
  EXPECT_EQ(findings[0].covered_plans, 8);
  EXPECT_EQ(findings[0].failing_plans, 2);
  EXPECT_EQ(findings[0].cause, "a:x rounded, d:x promoted");
  EXPECT_EQ(findings[0].witness, Plan{{8}});
}

TEST(Find, WorksOnAProgramWithoutChoices) {
  Scene scene = keeping_scene({});
  const auto findings = found(scene, swept(0, 1, [&](PlanBits) { return scene.keeping({4}); }));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].cause_kind, CauseKind::kAlgorithmic);
  EXPECT_EQ(findings[0].cause, "every plan");
}

}  // namespace
}  // namespace splitvote
