#include "harness/finding/corpus_pins.h"

#include <gtest/gtest.h>

#include "tests/explain/brute_force.h"
#include "tests/oracle/scene.h"

namespace splitvote {
namespace {

CorpusFinding finding_on(const std::string& program, const std::string& origin,
                         const std::vector<std::string>& sites, int classes,
                         const std::function<bool(PlanBits)>& fails) {
  Scene scene({{1.0F, 2.0F}});
  scene.program.draft.name = program;
  scene.program.draft.reduced_from = origin;
  for (const std::string& site : sites) scene.program.sites.push_back({site, 0, -1});
  CorpusFinding member;
  member.file = program + ".json";
  member.finding.test_case = scene.ready();
  member.failing = complete_set(table_of(static_cast<int>(sites.size()) * classes, fails));
  return member;
}

std::string text_of(const ProgramPins& program) {
  std::string text;
  for (const CorpusPin& pin : program.pins) {
    text += pin.pin.site + (pin.pin.promoted ? " promoted for" : " rounded for");
    for (const CorpusPin::Need& need : pin.needed_for) text += " " + std::to_string(need.finding);
    text += "; ";
  }
  return text;
}

TEST(CorpusPins, FixEveryFindingOfAProgramAtOnce) {
  const std::vector<CorpusFinding> corpus = {
      finding_on("one", "", {"a:x", "b:x"}, 1, [](PlanBits plan) { return (plan & 3) == 1; }),
      finding_on("other", "", {"a:x"}, 1, [](PlanBits plan) { return plan == 0; }),
      finding_on("one", "", {"a:x", "b:x"}, 1, [](PlanBits plan) { return (plan & 1) != 0; })};
  const std::vector<ProgramPins> programs = pins_of_corpus(corpus);
  ASSERT_EQ(programs.size(), 2U);
  EXPECT_EQ(programs[0].program, "one");
  EXPECT_EQ(programs[0].fixed, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(text_of(programs[0]), "a:x rounded for 0 2; ");
  EXPECT_TRUE(programs[0].smallest);
  EXPECT_TRUE(programs[0].others.empty());
  EXPECT_EQ(text_of(programs[1]), "a:x promoted for 1; ");
  EXPECT_EQ(programs[1].pins[0].needed_for[0].left, Plan{{0}});
}

TEST(CorpusPins, LeaveOutWhatNoPinsFix) {
  const std::vector<CorpusFinding> corpus = {
      finding_on("one", "", {"a:x"}, 1, [](PlanBits) { return true; }),
      finding_on("one", "", {"a:x"}, 1, [](PlanBits plan) { return plan == 1; }),
      // Both classes alike fail: a pin that is the same for both fixes nothing.
      finding_on("one", "", {"a:x"}, 2, [](PlanBits plan) { return plan == 0 || plan == 3; })};
  const ProgramPins pins = pins_of_corpus(corpus).at(0);
  EXPECT_EQ(pins.not_fixable, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(pins.fixed, std::vector<std::size_t>{1});
  EXPECT_EQ(text_of(pins), "a:x rounded for 1; ");
}

TEST(CorpusPins, LeaveOutTheLesserOfFindingsThatContradictEachOther) {
  std::vector<CorpusFinding> corpus = {
      finding_on("one", "", {"a:x", "b:x"}, 1, [](PlanBits plan) { return (plan & 1) == 0; }),
      finding_on("one", "", {"a:x", "b:x"}, 1, [](PlanBits plan) { return (plan & 1) == 1; }),
      finding_on("one", "", {"a:x", "b:x"}, 1, [](PlanBits plan) { return (plan & 2) == 2; })};
  corpus[0].finding.grade = Grade::kNear;
  corpus[1].finding.grade = Grade::kWide;
  const ProgramPins pins = pins_of_corpus(corpus).at(0);
  EXPECT_EQ(pins.contradicting, std::vector<std::size_t>{0});
  EXPECT_EQ(pins.fixed, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(text_of(pins), "a:x rounded for 1; b:x rounded for 2; ");
  EXPECT_TRUE(pins.smallest);
  corpus[0].finding.grade = Grade::kWide;
  corpus[0].finding.probability_lost = 0.5;
  EXPECT_EQ(pins_of_corpus(corpus).at(0).contradicting, std::vector<std::size_t>{1});
}

TEST(CorpusPins, CountReducedProgramsAsTheirOriginAndMatchSitesByName) {
  const std::vector<CorpusFinding> corpus = {
      finding_on("one", "", {"a:x", "b:x", "c:x"}, 1,
                 [](PlanBits plan) { return (plan & 4) != 0; }),
      finding_on("one_reduced", "one", {"c:x", "b:x"}, 2,
                 [](PlanBits plan) { return (plan & 3) == 3; })};
  const std::vector<ProgramPins> programs = pins_of_corpus(corpus);
  ASSERT_EQ(programs.size(), 1U);
  EXPECT_EQ(text_of(programs[0]), "c:x rounded for 0 1; ");
  EXPECT_EQ(programs[0].pins[0].needed_for[1].left, (Plan{{3, 0}}));
}

}  // namespace
}  // namespace splitvote
