// Findings that compiled programs reach, judged again from the records beside them.
#include "harness/campaign/judge_again.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>

#include "harness/campaign/collection.h"
#include "harness/compiled/record.h"
#include "harness/reach/reached_findings.h"
#include "harness/store/json_finding.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "tests/identify/greedy.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

constexpr CompiledShape kShape = {8, 32'768, 1};

// What libtpu 0.0.52 makes of the sampler at batch 8: y is compared unrounded with a rounded
// maximum.
CompiledRecord record_of_greedy() {
  CompiledRecord record;
  record.sampler = "greedy";
  record.target = "tpu-v5e";
  record.compiler = "libtpu 0.0.52";
  record.jax = "0.10.2";
  record.shape = kShape;
  record.parameters = {"logits", "temperature"};
  record.outputs = {"candidates.mask"};
  record.optimized = read_file(SPLITVOTE_HLO "/tpu-v5e_cmp_max_B8.hlo");
  return record;
}

// 7.09375 / 0.7 lies below the bfloat16 that it rounds to: nothing reaches the maximum.
Case vanishing_case() {
  Case test_case;
  test_case.program = greedy();
  test_case.layout = even_layout(32'768, 1);
  test_case.logits.background.center = -8;
  test_case.parameters.numbers["temperature"] = 0.703125;
  for (int token = 0; token < 64; ++token) {
    test_case.logits.planted = {{0, token, 7 + static_cast<float>(token) / 32}};
    const std::vector<Finding> found = findings_of_plan(
        test_case, parse_plan(*test_case.program, "keep:y=promoted"), FailRule(), SweepLimits());
    if (!found.empty()) break;
  }
  return test_case;
}

// A campaign's folder with one finding that the recorded program reaches.
class Place {
 public:
  Place() {
    make_folder(folder_ / "compiled");
    save_file(record(), write_record(record_of_greedy()));
    const Case test_case = vanishing_case();
    Records records;
    const Reached by = {
        {"tpu-v5e", "libtpu 0.0.52", "", kShape, ""}, "keep:y=promoted", record(), "", false};
    const Recorded recorded = recorded_subjects(test_case.program, {by}, records);
    std::vector<Finding> found =
        reached_findings(recorded.subjects.at(0), test_case, FailRule(), SweepLimits());
    finding = found.at(0);
    collection.add(finding);
  }
  [[nodiscard]] std::string record() const { return folder_ / "compiled/greedy.hlo"; }
  [[nodiscard]] std::string file() const { return collection.findings().begin()->second.file; }
  [[nodiscard]] JudgedAgain again() const {
    Records records;
    return judge_again(load_witness(file()), FailRule(), records);
  }

 private:
  ScratchFolder folder_;

 public:
  Collection collection{folder_ / "findings", ""};
  Finding finding;
};

TEST(JudgeAgain, ReadsTheRecordBesideTheFinding) {
  Place place;
  EXPECT_EQ(read_finding(read_file(place.file()), place.file()).finding.reached.at(0).record,
            "../compiled/greedy.hlo");
  const JudgedAgain again = place.again();
  EXPECT_EQ(again.differences, std::vector<std::string>());
  EXPECT_EQ(again.notices, std::vector<std::string>());
  place.collection.check_reproduction(FailRule());
  EXPECT_TRUE(place.collection.findings().begin()->second.reproduces);
}

TEST(JudgeAgain, SaysThatTheRecordNoLongerReachesIt) {
  Place place;
  CompiledRecord fixed = record_of_greedy();
  // Every token is kept.
  const std::string cmp = "compare(%div.0, ";
  const std::size_t at = fixed.optimized.find(cmp);
  ASSERT_NE(at, std::string::npos);
  fixed.optimized.replace(at, cmp.size(), "compare(%convert.2, ");
  save_file(place.record(), write_record(fixed));
  EXPECT_FALSE(place.again().differences.empty());
  place.collection.check_reproduction(FailRule());
  EXPECT_FALSE(place.collection.findings().begin()->second.reproduces);
}

TEST(JudgeAgain, WithoutItsRecordAFindingIsJudgedByItsPlan) {
  Place place;
  std::filesystem::remove(place.record());
  const JudgedAgain again = place.again();
  EXPECT_EQ(again.differences, std::vector<std::string>());
  ASSERT_EQ(again.notices.size(), 1U);
  EXPECT_NE(again.notices[0].find("tpu-v5e"), std::string::npos);
}

TEST(JudgeAgain, WithoutItsRecordWhatNoPlanShowsIsNotThere) {
  Place place;
  Finding unexplained = place.finding;
  unexplained.cause = "unexplained:tpu";
  unexplained.signature = "abcdefghijklmnop";
  unexplained.reached[0].record = place.record() + ".gone";
  save_file(place.file(), write_finding({unexplained, "", {}}));
  EXPECT_FALSE(place.again().differences.empty());
}

TEST(JudgeAgain, ARecordOfAnotherCompilationIsMissing) {
  Place place;
  CompiledRecord other = record_of_greedy();
  other.compiler = "libtpu 0.0.53";
  save_file(place.record(), write_record(other));
  ASSERT_EQ(place.again().notices.size(), 1U);
  EXPECT_NE(place.again().notices[0].find("0.0.53"), std::string::npos);
}

TEST(JudgeAgain, AProgramThatReachesItElsewhereNeedNotReachItHere) {
  Place place;
  Finding named = place.finding;
  Reached other = named.reached[0];
  other.plan = "rounded";
  named.reached.push_back(other);
  save_file(place.file(), write_finding({named, "", {}}));
  EXPECT_EQ(place.again().differences.size(), 1U);
  named.reached.back().elsewhere = true;
  save_file(place.file(), write_finding({named, "", {}}));
  EXPECT_EQ(place.again().differences.size(), 0U);
}

}  // namespace
}  // namespace splitvote
