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
  EXPECT_FALSE(made.notices.empty());
}

TEST(Subjects, HaveAPlanThatWasCheckedOnFreshCases) {
  const Subjects made = subjects_at({greedy_path("tpu-v5e", 8)});
  const Identification& found = made.subjects.at(0).on.at(0).identified;
  EXPECT_TRUE(found.explained());
  EXPECT_EQ(found.fresh, few_probes().fresh);
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
    add_record(source, record, "a.hlo", few_probes(), made);
    ADD_FAILURE() << "expected a refusal";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("a.hlo: line "), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("conquer"), std::string::npos) << error.what();
  }
  EXPECT_TRUE(made.subjects.empty());
}

}  // namespace
}  // namespace splitvote
