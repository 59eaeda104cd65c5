#include <gtest/gtest.h>

#include "harness/finding/finding.h"
#include "tests/finding/swept_scene.h"

namespace splitvote {
namespace {

Scene agreeing() {
  Scene scene({{1.0F, 2.0F, 1.5F, 0.5F}});
  scene.promise(Promise::kRanksAgree).observe_tops();
  add_sites(scene, {"a:x", "b:x"});
  return scene;
}

Layout strided(Layout layout) {
  layout.split = Split::kStrided;
  return layout;
}

RelatedSweep under(const Layout& layout, const Sweep& sweep) {
  RelatedSweep related = {to_layout(layout), {}, sweep};
  related.test_case.layout = layout;
  return related;
}

TEST(LayoutSplit, FiresWhereOnePlanNamesTwoTops) {
  Scene scene = agreeing();
  const Layout other = strided(scene.ready().layout);  // ids 0 1 2 3 are tokens 0 2 1 3
  const Sweep here = swept(2, 1, [&](PlanBits) { return scene.naming({1, 1}); });
  const Sweep there = swept(2, 1, [&](PlanBits plan) {
    const std::int64_t top = plan == 2 ? 1 : 2;
    return scene.naming({top, top});
  });
  const Judge judge(scene.test_case);
  const auto finding =
      related_finding(scene.test_case, here, judge, under(other, there), FailRule());
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->verdict, Verdict::kLayoutSplit);
  EXPECT_EQ(finding->grade, Grade::kWide);
  EXPECT_EQ(finding->cause, "a:x rounded, b:x promoted");
  EXPECT_EQ(finding->witness, Plan{{2}});
  EXPECT_EQ(finding->expected_token, 1);
  EXPECT_EQ(finding->actual_token, 2);
  EXPECT_EQ(finding->relation, to_layout(other));
  EXPECT_EQ(finding->failing_plans, 1);
  EXPECT_EQ(finding->covered_plans, 4);
}

TEST(LayoutSplit, IsSilentWhereEveryPlanNamesOneToken) {
  Scene scene = agreeing();
  const Layout other = strided(scene.ready().layout);
  // Plans may differ from each other, as long as each agrees with itself.
  const Sweep here = swept(2, 1, [&](PlanBits plan) { return scene.naming({plan == 1 ? 2 : 1}); });
  const Sweep there = swept(2, 1, [&](PlanBits plan) { return scene.naming({plan == 1 ? 1 : 2}); });
  const Judge judge(scene.test_case);
  EXPECT_FALSE(
      related_finding(scene.test_case, here, judge, under(other, there), FailRule()).has_value());
}

TEST(LayoutSplit, ComparesThePlansThatBothSweepsCover) {
  Scene scene = agreeing();
  const Layout other = strided(scene.ready().layout);
  const Sweep here = swept(2, 1, [&](PlanBits) { return scene.naming({1}); });
  const Sweep there = swept(2, 1, [&](PlanBits plan) { return scene.naming({plan >= 2 ? 1 : 2}); });
  const Judge judge(scene.test_case);
  EXPECT_FALSE(
      related_finding(scene.test_case, here, judge, under(other, only(there, {0, 1})), FailRule())
          .has_value());
  const auto finding =
      related_finding(scene.test_case, here, judge, under(other, only(there, {0, 3})), FailRule());
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->covered_plans, 2);
  EXPECT_FALSE(finding->complete);
  EXPECT_EQ(finding->witness, Plan{{3}});
}

TEST(LayoutSplit, IsNotJudgedUnpromisedOrBetweenClassCounts) {
  Scene scene = agreeing();
  const Layout other = strided(scene.ready().layout);
  const Sweep here = swept(2, 1, [&](PlanBits) { return scene.naming({1}); });
  const Sweep fleet = swept(2, 2, [&](PlanBits) { return scene.naming({1}); });
  const Judge judge(scene.test_case);
  EXPECT_FALSE(
      related_finding(scene.test_case, here, judge, under(other, fleet), FailRule()).has_value());
  EXPECT_TRUE(
      related_finding(scene.test_case, here, judge, under(other, here), FailRule()).has_value());
  scene.program.promises.clear();
  const Judge unpromised(scene.ready());
  EXPECT_FALSE(related_finding(scene.test_case, here, unpromised, under(other, here), FailRule())
                   .has_value());
}

}  // namespace
}  // namespace splitvote
