#include "harness/reach/identify_subjects.h"

#include <gtest/gtest.h>

#include "tests/reach/greedy_subjects.h"

namespace splitvote {
namespace {

CompiledSubject not_identified(CompiledProgram compiled, const std::string& target,
                               const std::string& variant = "") {
  CompiledSubject on;
  on.compiled = std::move(compiled);
  on.compiled.as.target = target;
  on.compiled.as.variant = variant;
  on.record = target + variant;
  return on;
}

IdentifySubjectsOptions few(int jobs) {
  IdentifySubjectsOptions options;
  options.own.probes_max = 12;
  options.own.fresh = 8;
  options.jobs = jobs;
  return options;
}

// One that promotes, one that rounds, one that no plan explains; at four rows and at one.
std::vector<Subject> subjects() {
  std::vector<Subject> all;
  for (const CompiledShape& shape : {kOneRow, kFourRows}) {
    all.push_back(subject_of({not_identified(compiled_greedy(shape), "tpu-v5e"),
                              not_identified(rounded_greedy(shape), "tpu7x"),
                              not_identified(truncating_greedy(shape), "cpu")},
                             shape));
  }
  return all;
}

void expect_alike(const Identification& a, const Identification& b) {
  EXPECT_EQ(a.plan, b.plan);
  EXPECT_EQ(a.survivors.count(), b.survivors.count());
  EXPECT_EQ(a.probes, b.probes);
  EXPECT_EQ(a.fresh, b.fresh);
  ASSERT_EQ(a.unexplained.has_value(), b.unexplained.has_value());
  if (!a.unexplained) return;
  EXPECT_EQ(a.unexplained->instruction, b.unexplained->instruction);
}

TEST(IdentifySubjects, IdentifiesEachAsOnItsOwnForAnyNumberOfJobs) {
  for (const int jobs : {1, 4}) {
    std::vector<Subject> all = subjects();
    EXPECT_TRUE(identify_subjects(few(jobs), all).empty());
    ASSERT_EQ(all.size(), 2U);
    for (const Subject& subject : all) {
      ASSERT_EQ(subject.on.size(), 3U);
      for (const CompiledSubject& on : subject.on) {
        expect_alike(on.identified, identify(subject.sampler, on.compiled, few(1).own));
      }
      EXPECT_TRUE(subject.on[0].identified.explained());
      EXPECT_FALSE(subject.on[2].identified.explained());
    }
  }
}

// One row of eight tokens seldom tells plans apart: on its own, the variant seems rounded.
TEST(IdentifySubjects, NamesForAVariantThePlanNearestToThatOfTheSamplerAsItIs) {
  const CompiledShape small{.rows = 1, .tokens_per_rank = 8, .ranks = 1};
  IdentifySubjectsOptions options;
  options.own.probes_max = options.own.probes_quiet = 200;
  options.besides = options.own;
  options.besides->probes_max = 1;
  options.besides->fresh = 0;
  int told_nothing = 0;
  for (std::uint64_t seed = 0; seed < 48; ++seed) {
    options.own.seed = options.besides->seed = seed;
    std::vector<Subject> all = {
        subject_of({not_identified(compiled_greedy(small), "tpu-v5e", "extra output y"),
                    not_identified(compiled_greedy(small), "tpu-v5e"),
                    not_identified(rounded_greedy(small), "tpu7x")},
                   small)};
    EXPECT_TRUE(identify_subjects(options, all).empty());
    const auto plan = [](const Identification& found) {
      return to_string(*greedy(), split_plan(*found.plan, 3, 1));
    };
    EXPECT_EQ(all[0].on[0].identified.probes, 1);
    EXPECT_EQ(plan(all[0].on[0].identified), "keep:y=promoted") << "seed " << seed;
    EXPECT_EQ(plan(all[0].on[1].identified), "keep:y=promoted") << "seed " << seed;
    EXPECT_EQ(plan(all[0].on[2].identified), "rounded") << "seed " << seed;
    const Identification alone = identify(greedy(), all[0].on[0].compiled, *options.besides);
    told_nothing += plan(alone) == "rounded" ? 1 : 0;
  }
  EXPECT_GE(told_nothing, 4);
}

TEST(IdentifySubjects, LeavesOutWhatAStopCameBeforeAndSaysWhich) {
  const std::atomic<bool> stop{true};
  IdentifySubjectsOptions options = few(2);
  options.own.stop = &stop;
  std::vector<Subject> all = subjects();
  const std::vector<NotIdentified> failures = identify_subjects(options, all);
  EXPECT_TRUE(all.empty());
  ASSERT_EQ(failures.size(), 6U);
  for (const NotIdentified& each : failures) EXPECT_EQ(each.why, "") << each.record;
}

TEST(IdentifySubjects, LeavesOutASubjectWhoseSamplerCannotServeItsShape) {
  std::vector<Subject> all = subjects();
  all[0].sampler = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16",
          "shape": [3, 512]},
         {"id": "m", "op": "reduce", "of": ["logits"], "kind": "maximum"},
         {"id": "keep", "op": "compare", "of": ["logits", "m"], "direction": "GE"})",
      kKept);
  const std::vector<NotIdentified> failures = identify_subjects(few(2), all);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].shape, kFourRows);
  ASSERT_EQ(failures.size(), 3U);
  EXPECT_EQ(failures[0].record, "tpu-v5e");
  EXPECT_NE(failures[0].why.find('3'), std::string::npos) << failures[0].why;
}

}  // namespace
}  // namespace splitvote
