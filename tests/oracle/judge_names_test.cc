#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/oracle/judge.h"
#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

const std::vector<float> kRow = {1.0F, 2.0F, 2.0F, 0x1.fep0F, 1.5F, 0.5F};

Judgement judged(Scene& scene, const Outcome& outcome) {
  return Judge(scene.ready()).judge(outcome);
}

Scene agreeing(const std::vector<float>& row, int ranks = 2) {
  Scene scene({row}, ranks);
  scene.promise(Promise::kRanksAgree).observe_tops();
  return scene;
}

TEST(RankSplit, FiresWhenTwoRanksNameDifferentTokens) {
  Scene scene = agreeing(kRow);
  const Judgement judgement = judged(scene, scene.naming({1, 4}));
  const Ruling* ruling = judgement.find(Verdict::kRankSplit);
  ASSERT_NE(ruling, nullptr);
  EXPECT_EQ(ruling->grade, Grade::kWide);
  EXPECT_EQ(ruling->expected_token, 1);
  EXPECT_EQ(ruling->actual_token, 4);
  EXPECT_EQ(ruling->rank, 1);
}

TEST(RankSplit, GradesTheTokensNamed) {
  Scene scene = agreeing(kRow);
  EXPECT_EQ(judged(scene, scene.naming({1, 2})).find(Verdict::kRankSplit)->grade, Grade::kTie);
  const Judgement near = judged(scene, scene.naming({3, 2}));
  EXPECT_EQ(near.find(Verdict::kRankSplit)->grade, Grade::kNear);
  EXPECT_EQ(near.find(Verdict::kRankSplit)->rank, 0);
  EXPECT_EQ(near.find(Verdict::kRankSplit)->actual_token, 3);
}

TEST(RankSplit, IsSilentWhenAllNameOneToken) {
  Scene scene = agreeing(kRow);
  EXPECT_TRUE(judged(scene, scene.naming({5, 5})).rulings.empty());
}

TEST(RankSplit, IsNotJudgedUnpromisedOrOnRanksThatAreNotJudged) {
  Scene unpromised({kRow});
  unpromised.observe_tops();
  EXPECT_TRUE(judged(unpromised, unpromised.naming({1, 4})).rulings.empty());
  Scene scene = agreeing(kRow);
  Outcome outcome = scene.naming({1, 4});
  Scene::at(outcome, 1) = {};
  Scene::at(outcome, 1).judged = false;
  EXPECT_TRUE(judged(scene, outcome).rulings.empty());
}

TEST(RankSplit, ANameThatIsNoTokenDiffersFromEveryToken) {
  Scene scene = agreeing(kRow);
  const Judgement judgement = judged(scene, scene.naming({1, 77}));
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->grade, Grade::kWide);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->actual_token, kNoToken);
  EXPECT_NE(judgement.find(Verdict::kIdCorrupted), nullptr);
  const Judgement same = judged(scene, scene.naming({77, 77}));
  EXPECT_EQ(same.find(Verdict::kRankSplit), nullptr);
  EXPECT_NE(same.find(Verdict::kIdCorrupted), nullptr);
  const Judgement two = judged(scene, scene.naming({77, 78}));
  EXPECT_NE(two.find(Verdict::kRankSplit), nullptr);
}

TEST(RankSplit, ComparesTokensThroughTheLayout) {
  // Strided over two ranks: ids 0 1 2 are tokens 0 2 4, ids 3 4 5 are tokens 1 3 5.
  Scene scene = agreeing(kRow);
  scene.test_case.layout.split = Split::kStrided;
  EXPECT_EQ(judged(scene, scene.naming({1, 3})).find(Verdict::kRankSplit)->grade, Grade::kTie);
  // Rank 0 holds the second half: id 0 is token 3.
  Scene permuted = agreeing(kRow);
  permuted.test_case.layout.rank_order = {1, 0};
  const Judgement judgement = judged(permuted, permuted.naming({0, 5}));
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->grade, Grade::kNear);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->expected_token, 2);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->actual_token, 3);
}

TEST(RankSplit, TakesTheWorstRow) {
  Scene scene({{0, 1, 1, 0}, {0, 4, 1, 0}, {0, 9, 1, 0}});
  scene.promise(Promise::kRanksAgree).observe_tops();
  Outcome outcome = scene.silent();
  for (int row = 0; row < 3; ++row) {
    Scene::at(outcome, 0, row).top = 1;
    Scene::at(outcome, 1, row).top = 2;
  }
  EXPECT_EQ(judged(scene, outcome).find(Verdict::kRankSplit)->row, 2);
}

TEST(RankSplit, IsJudgedOnRowsOfNanAlone) {
  const float nan = std::nanf("");
  Scene scene = agreeing({nan, nan, nan, nan});
  EXPECT_EQ(judged(scene, scene.naming({0, 3})).find(Verdict::kRankSplit)->grade, Grade::kWide);
}

TEST(Owners, NobodyOwningTheMaximumIsAlwaysASplit) {
  Scene scene({kRow});
  scene.observe_owners();
  const Judgement judgement = judged(scene, scene.owning({false, false}));
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->grade, Grade::kWide);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->expected_token, 1);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->actual_count, 0);
  EXPECT_TRUE(judged(scene, scene.owning({true, false})).rulings.empty());
}

TEST(Owners, TwoAreASplitOnlyWhereOneIsPromised) {
  Scene scene({kRow});
  scene.observe_owners();
  EXPECT_TRUE(judged(scene, scene.owning({true, true})).rulings.empty());
  scene.promise(Promise::kOneOwner);
  const Judgement judgement = judged(scene, scene.owning({true, true}));
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->grade, Grade::kNear);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->rank, 1);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->actual_token, 3);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit)->actual_count, 2);
}

TEST(Owners, ASilentMinorityProvesNothing) {
  Scene scene({kRow});
  scene.observe_owners();
  scene.program.observe.on_ranks = std::vector<int>{0};
  Outcome outcome = scene.owning({false, false});
  Scene::at(outcome, 1) = {};
  Scene::at(outcome, 1).judged = false;
  EXPECT_TRUE(judged(scene, outcome).rulings.empty());
}

TEST(DrawSplit, FiresWhenRanksDrawDifferentTokens) {
  Scene scene({kRow});
  scene.promise(Promise::kRanksAgree).observe_draws();
  Outcome outcome = scene.silent();
  Scene::at(outcome, 0).draw = 4;
  Scene::at(outcome, 1).draw = 1;
  const Judgement judgement = judged(scene, outcome);
  ASSERT_NE(judgement.find(Verdict::kDrawSplit), nullptr);
  EXPECT_EQ(judgement.find(Verdict::kDrawSplit)->actual_token, 4);
  EXPECT_EQ(judgement.find(Verdict::kRankSplit), nullptr);
  Scene::at(outcome, 1).draw = 4;
  EXPECT_TRUE(judged(scene, outcome).rulings.empty());
}

TEST(IdCorrupted, FiresOnPaddingAndBeyondTheVocabulary) {
  Scene scene({{1, 2, 3}});
  scene.test_case.layout = padded_layout(3, 8, 2, 0);
  scene.observe_tops();
  EXPECT_TRUE(judged(scene, scene.naming({2, 2})).rulings.empty());
  for (std::int64_t id : {3, 4, 7, 8, -1, 1 << 30}) {
    const Judgement judgement = judged(scene, scene.naming({2, id}));
    ASSERT_NE(judgement.find(Verdict::kIdCorrupted), nullptr) << id;
    EXPECT_EQ(judgement.find(Verdict::kIdCorrupted)->rank, 1);
    EXPECT_EQ(judgement.find(Verdict::kIdCorrupted)->grade, Grade::kWide);
  }
}

TEST(IdCorrupted, FiresOnCandidatesDrawsAndTravelledIds) {
  Scene scene({kRow});
  scene.observe_candidates().observe_draws();
  scene.program.observe.travels_id = 0;
  EXPECT_NE(judged(scene, scene.keeping({1, 6})).find(Verdict::kIdCorrupted), nullptr);
  EXPECT_EQ(judged(scene, scene.keeping({1, 5})).find(Verdict::kIdCorrupted), nullptr);
  Outcome outcome = scene.keeping({1});
  Scene::at(outcome, 1).travelled_intact = Observed::kTrue;
  EXPECT_TRUE(judged(scene, outcome).rulings.empty());
  Scene::at(outcome, 1).travelled_intact = Observed::kFalse;
  EXPECT_NE(judged(scene, outcome).find(Verdict::kIdCorrupted), nullptr);
  Scene::at(outcome, 1).travelled_intact = Observed::kNot;
  Scene::at(outcome, 0).draw = 6;
  EXPECT_NE(judged(scene, outcome).find(Verdict::kIdCorrupted), nullptr);
}

TEST(NotFinite, FiresWhenADecisionReadsANanOfItsOwnMaking) {
  Scene scene({kRow});
  Outcome outcome = scene.silent();
  EXPECT_TRUE(judged(scene, outcome).rulings.empty());
  outcome.nan_decision[0] = true;
  EXPECT_NE(judged(scene, outcome).find(Verdict::kNotFinite), nullptr);
  Scene given({{1, std::nanf("")}});
  Outcome excused = given.silent();
  excused.nan_decision[0] = true;
  EXPECT_TRUE(judged(given, excused).rulings.empty());
}

TEST(NotFinite, FiresWhenTheChosenValueIsNotFinite) {
  Scene scene({kRow});
  Outcome outcome = scene.silent();
  Scene::at(outcome, 0).top_value_finite = Observed::kTrue;
  Scene::at(outcome, 1).top_value_finite = Observed::kFalse;
  EXPECT_EQ(judged(scene, outcome).find(Verdict::kNotFinite)->rank, 1);
  Scene given({{1, std::numeric_limits<float>::infinity()}});
  Outcome excused = given.silent();
  Scene::at(excused, 1).top_value_finite = Observed::kFalse;
  EXPECT_TRUE(judged(given, excused).rulings.empty());
}

TEST(CompareTops, NamesTheLikelierTokenAsExpected) {
  Scene scene = agreeing(kRow);
  const Judge judge(scene.ready());
  const Layout& layout = scene.test_case.layout;
  const Outcome one = scene.naming({3, 3}), two = scene.naming({1, 1});
  const auto ruling = judge.compare_tops(Verdict::kPlanSplit, one, two, layout);
  ASSERT_TRUE(ruling.has_value());
  EXPECT_EQ(ruling->verdict, Verdict::kPlanSplit);
  EXPECT_EQ(ruling->grade, Grade::kNear);
  EXPECT_EQ(ruling->expected_token, 1);
  EXPECT_EQ(ruling->actual_token, 3);
  EXPECT_FALSE(judge.compare_tops(Verdict::kPlanSplit, one, one, layout).has_value());
  EXPECT_FALSE(judge.compare_tops(Verdict::kPlanSplit, one, scene.silent(), layout).has_value());
}

TEST(CompareTops, ReadsEachOutcomeByItsOwnLayout) {
  Scene scene = agreeing(kRow);
  const Judge judge(scene.ready());
  Layout strided = scene.test_case.layout;
  strided.split = Split::kStrided;
  // Token 2 is id 2 here and id 1 there.
  EXPECT_FALSE(
      judge.compare_tops(Verdict::kLayoutSplit, scene.naming({2, 2}), scene.naming({1, 1}), strided)
          .has_value());
  EXPECT_TRUE(
      judge.compare_tops(Verdict::kLayoutSplit, scene.naming({2, 2}), scene.naming({2, 2}), strided)
          .has_value());
}

TEST(NotJudged, ListsWhatIsNeitherPromisedNorObserved) {
  Scene scene = agreeing(kRow);
  EXPECT_EQ(Judge(scene.ready()).not_judged(),
            (std::vector<Verdict>{Verdict::kMaxVanished, Verdict::kEmptyCandidates,
                                  Verdict::kOrderViolation, Verdict::kWrongCount,
                                  Verdict::kDrawSplit, Verdict::kMassError, Verdict::kScaleSplit}));
}

}  // namespace
}  // namespace splitvote
