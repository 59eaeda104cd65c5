#include "harness/compiled/subjects.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"
#include "tests/compiled/records.h"

namespace splitvote {
namespace {

TEST(Subjects, PutTargetsOfOneShapeTogetherAndShapesApart) {
  const Subjects made = subjects_at(
      {greedy_path("tpu-v5e", 1), greedy_path("tpu-v5e", 8), greedy_path("cuda-h100", 8)});
  ASSERT_EQ(made.subjects.size(), 2U);
  EXPECT_EQ(made.subjects[0].shape.rows, 1);
  EXPECT_EQ(made.subjects[1].shape.rows, 8);
  ASSERT_EQ(made.subjects[1].on.size(), 2U);
  EXPECT_EQ(made.subjects[1].on[0].compiled.as.target, "tpu-v5e");
  EXPECT_EQ(made.subjects[1].on[1].compiled.as.target, "cuda-h100");
  EXPECT_EQ(made.subjects[1].on[1].record, greedy_path("cuda-h100", 8));
  EXPECT_NE(made.subjects[0].sampler, made.subjects[1].sampler);
  EXPECT_FALSE(made.notes.empty());
}

TEST(Subjects, SayOnceWhatManySamplersAndTargetsHaveInCommon) {
  Subjects made;
  made.notices = {"greedy for tpu-v2: refused"};
  made.notes = {{"greedy", "sums: sequential", {"tpu-v4", "cpu"}},
                {"greedy", "sorts: stable", {"cpu"}},
                {"top_k", "sums: sequential", {"tpu-v4", "cpu"}},
                {"top_p", "sums: sequential", {"cpu"}}};
  EXPECT_EQ(made.all_notices(),
            (std::vector<std::string>{
                "greedy for tpu-v2: refused", "greedy, top_k: tpu-v4, cpu: sums: sequential",
                "greedy: cpu: sorts: stable", "top_p: cpu: sums: sequential"}));
  for (const char* sampler : {"a", "b", "c"}) {
    made.notes.push_back({sampler, "sums: sequential", {"tpu-v4", "cpu"}});
  }
  EXPECT_EQ(made.all_notices()[1], "5 samplers: tpu-v4, cpu: sums: sequential");
}

TEST(Subjects, HaveAPlanThatWasCheckedOnFreshCases) {
  const Subjects made = subjects_at({greedy_path("tpu-v5e", 8)});
  const Identification& found = made.subjects.at(0).on.at(0).identified;
  EXPECT_TRUE(found.explained());
  EXPECT_EQ(found.fresh, few_probes().own.fresh);
}

// As libtpu 0.0.52 made them: alone, `ge` reads the quotient unrounded; where the quotient is also
// given out, or comes from another jit, it is rounded.
TEST(Subjects, HaveVariantsBesideThem) {
  const Subjects made =
      subjects_at({greedy_path("tpu-v5e", 8), variant_path("extra_output_div.3"),
                   variant_path("bystander_div.3"), variant_path("two_jits_at_div.3")});
  ASSERT_EQ(made.subjects.size(), 1U);
  const Subject& subject = made.subjects[0];
  const std::vector<std::string> variants = {"", "extra output div.3", "bystander div.3",
                                             "two jits at div.3"};
  const std::vector<std::string> plans = {"ge.7:div.3=promoted", "rounded", "ge.7:div.3=promoted",
                                          "rounded"};
  ASSERT_EQ(subject.on.size(), variants.size());
  for (std::size_t at = 0; at < variants.size(); ++at) {
    const CompiledSubject& on = subject.on[at];
    EXPECT_EQ(on.compiled.as.variant, variants[at]);
    ASSERT_TRUE(on.identified.explained()) << variants[at];
    EXPECT_EQ(to_string(*subject.sampler,
                        split_plan(*on.identified.plan, subject.sampler->site_count(), 1)),
              plans[at])
        << variants[at];
  }
  EXPECT_EQ(subject.on[1].compiled.as.evidence(),
            "optimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768 tokens, extra "
            "output div.3");
}

TEST(Subjects, OfARecordThatCannotBeReadAreRefusedByFileAndLine) {
  CompiledRecord record = record_at(greedy_path("tpu-v5e", 8));
  const std::string divide = " divide(";
  record.optimized.replace(record.optimized.find(divide), divide.size(), " conquer(");
  SamplerSource source;
  source.file = "greedy.py";
  source.function = "greedy_first";
  Subjects made;
  try {
    add_record(source, record, "a.hlo", made);
    ADD_FAILURE() << "expected a refusal";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("a.hlo: line "), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("conquer"), std::string::npos) << error.what();
  }
  EXPECT_TRUE(made.subjects.empty());
}

}  // namespace
}  // namespace splitvote
