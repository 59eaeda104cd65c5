#include "harness/reduce/reducer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "harness/reduce/passes.h"
#include "tests/reduce/reduced_findings.h"
#include "tests/sanitized.h"

namespace splitvote {
namespace {

Finding incident() {
  return find_by_default(load_case(SPLITVOTE_CORPUS "/seeds/excess_precision_2025.json").test_case,
                         std::nullopt, FailRule())[0];
}

TEST(Reduce, EndsTheIncidentOf2025InOneTokenOnOneRank) {
  const Finding finding = incident();
  const SameFinding same(finding, FailRule());
  const Reduced reduced = reduce(candidate_of(finding), same);
  const Case& small = reduced.best.test_case;
  EXPECT_EQ(small.logits.values, (std::vector<std::vector<float>>{{1}}));
  EXPECT_EQ(small.layout, even_layout(1, 1));
  EXPECT_EQ(small.parameters.numbers, (std::map<std::string, double>{{"temperature", 3}}));
  EXPECT_LE(small.program->values.size(), 10U);
  EXPECT_EQ(same.on(reduced.best)->signature, finding.signature);
}

TEST(Reduce, TakesOnlyWhatIsSimplerAndInteresting) {
  const Finding finding = incident();
  const Interesting anything = [](const Candidate&) { return true; };
  const Interesting nothing = [](const Candidate&) { return false; };
  const ReduceOptions options;
  Candidate simple = candidate_of(finding);
  simple.test_case.logits.values = {{0, 0, 0, 0}};
  Reducer reducer(candidate_of(finding), anything, options);
  EXPECT_FALSE(reducer.consider(candidate_of(finding)));
  EXPECT_TRUE(reducer.consider(simple));
  EXPECT_FALSE(reducer.consider(candidate_of(finding)));
  EXPECT_EQ(reducer.tests(), 1);
  Reducer stubborn(candidate_of(finding), nothing, options);
  EXPECT_FALSE(stubborn.consider(simple));
  EXPECT_TRUE(same_case(stubborn.best().test_case, finding.test_case));
}

TEST(Reduce, RefusesCandidatesWithAFault) {
  const Interesting anything = [](const Candidate&) { return true; };
  const ReduceOptions options;
  Reducer reducer(candidate_of(incident()), anything, options);
  Candidate faulty = reducer.best();
  faulty.test_case.layout = even_layout(1, 1);  // the logits still have four tokens
  EXPECT_FALSE(reducer.consider(faulty));
  EXPECT_EQ(reducer.tests(), 0);
}

TEST(Reduce, KeepsWhatItHasWhenItIsStopped) {
  const Finding finding = incident();
  std::atomic<bool> stop = false;
  ReduceOptions options;
  options.stop = &stop;
  options.on_progress = [&](const ReduceProgress& progress) { stop = progress.tests == 5; };
  const SameFinding same(finding, FailRule());
  const Reduced reduced = reduce(candidate_of(finding), same, options);
  EXPECT_TRUE(reduced.interrupted);
  EXPECT_EQ(reduced.tests, 5);
  EXPECT_TRUE(same(reduced.best));
}

TEST(Reduce, AsksSeldomWhereAskingIsNotCheap) {
  ReduceOptions options;
  options.asking_is_cheap = false;
  const Finding finding = incident();
  const SameFinding same(finding, FailRule());
  const Reduced reduced = reduce(candidate_of(finding), same, options);
  EXPECT_TRUE(same(reduced.best));
  EXPECT_LE(reduced.best.test_case.layout.vocab_size, 2);
  EXPECT_LT(reduced.tests, 600);
}

TEST(Reduce, IsDoneWithEveryMinimalFinding) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SPLITVOTE_CORPUS "/minimal")) {
    if (++files % (kSanitized ? 8 : 1) != 0) continue;
    const Finding finding = committed_finding(entry.path().string());
    ASSERT_FALSE(finding.signature.empty()) << entry.path();
    const Interesting interesting = SameFinding(finding, FailRule());
    const ReduceOptions options;
    for (const Pass& pass : passes()) {
      Reducer reducer(candidate_of(finding), interesting, options);
      pass.run(reducer);
      EXPECT_FALSE(simpler(reducer.best(), candidate_of(finding)))
          << pass.name << " on " << entry.path();
    }
  }
  EXPECT_GT(files, 20);
}

}  // namespace
}  // namespace splitvote
