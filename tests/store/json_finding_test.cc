#include "harness/store/json_finding.h"

#include <gtest/gtest.h>

#include "harness/store/load.h"
#include "harness/store/save.h"
#include "tests/store/found_cases.h"
#include "tests/store/refusal.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

void expect_same(const Finding& a, const Finding& b) {
  EXPECT_TRUE(same_case(a.test_case, b.test_case));
  EXPECT_EQ(a.verdict, b.verdict);
  EXPECT_EQ(a.grade, b.grade);
  EXPECT_EQ(a.cause_kind, b.cause_kind);
  EXPECT_EQ(a.cause, b.cause);
  EXPECT_EQ(a.sentence, b.sentence);
  EXPECT_EQ(a.signature, b.signature);
  EXPECT_EQ(a.witness, b.witness);
  EXPECT_EQ(a.probability_lost, b.probability_lost);
  EXPECT_EQ(a.failing_plans, b.failing_plans);
  EXPECT_EQ(a.worst_plans, b.worst_plans);
  EXPECT_EQ(a.covered_plans, b.covered_plans);
  EXPECT_EQ(a.complete, b.complete);
  EXPECT_EQ(a.row, b.row);
  EXPECT_EQ(a.rank, b.rank);
  EXPECT_EQ(a.expected_token, b.expected_token);
  EXPECT_EQ(a.actual_token, b.actual_token);
  EXPECT_EQ(a.expected_count, b.expected_count);
  EXPECT_EQ(a.actual_count, b.actual_count);
  EXPECT_EQ(a.relation, b.relation);
  EXPECT_EQ(a.reached, b.reached);
  EXPECT_EQ(a.trials, b.trials);
}

const Finding& any_finding() {
  static const Finding found = [] {
    std::mt19937_64 random(5);
    while (true) {
      const std::vector<Finding> findings = found_on(small_case(random));
      if (!findings.empty()) return findings.front();
    }
  }();
  return found;
}

std::string any_text() { return write_finding({any_finding(), "splitvote 0.1.0 test", {}}); }

std::string refused(const std::string& what, const std::string& instead) {
  std::string text = any_text();
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what << text;
  text.replace(at, what.size(), instead);
  return refusal([&] { (void)read_finding(text, "f.json"); });
}

TEST(FindingFile, ReadsBackWhereItIsReachedAndWhatWasTried) {
  const CompiledAs plain = {"tpu-v5e", "libtpu 0.0.52", "", {8, 32'768, 1}, ""};
  CompiledAs exact = plain;
  exact.flags = "xla_allow_excess_precision=false";
  Finding finding = any_finding();
  finding.reached = {{plain, "rounded", "compiled/a.hlo", "", false},
                     {exact, "", "", "promoted", true, "packed top_k keys"}};
  finding.trials = {{plain, "", "", true, 24, 15},
                    {plain, "reduce_precision where keep reads y", "", false, 24, 0},
                    {exact, "the sampler in float32", "expected no bits", false, 0, 0}};
  const std::string text = write_finding({finding, "", {}});
  expect_same(read_finding(text, "f.json").finding, finding);
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string other = text;
    other.replace(other.find(what), what.size(), instead);
    return refusal([&] { (void)read_finding(other, "f.json"); });
  };
  EXPECT_NE(with("\"fresh_shown\": 15", "\"fresh_shown\": 25").find("/trials/0/fresh_shown"),
            std::string::npos);
  EXPECT_NE(with("\"remedy\"", "\"remedi\"").find("/trials/1"), std::string::npos);
}

TEST(FindingFile, ReadsBackEveryField) {
  std::mt19937_64 random(1);
  make_folder(SPLITVOTE_WRITTEN);
  int count = 0;
  for (int i = 0; i < 1200; ++i) {
    for (const Finding& finding : found_on(small_case(random))) {
      const std::string text = write_finding({finding, "build", {}});
      const FindingFile again = read_finding(text, "f.json");
      expect_same(again.finding, finding);
      EXPECT_EQ(again.build, "build");
      EXPECT_EQ(write_finding(again), text);
      if (++count <= 100) {
        save_file(std::string(SPLITVOTE_WRITTEN) + "/finding" + std::to_string(count) + ".json",
                  text);
      }
    }
  }
  EXPECT_GT(count, 100);
}

TEST(FindingFile, KeepsTheOtherLayout) {
  Finding finding = any_finding();
  finding.verdict = Verdict::kLayoutSplit;
  finding.relation = to_layout(even_layout(finding.test_case.layout.vocab_size, 1));
  expect_same(read_finding(write_finding({finding, "", {}}), "f.json").finding, finding);
}

TEST(FindingFile, StandsForItsCase) {
  const ScratchFolder folder;
  const std::string file = folder.write("f.json", any_text());
  const CaseFile loaded = load_case(file);
  EXPECT_TRUE(same_case(loaded.test_case, any_finding().test_case));
  ASSERT_TRUE(loaded.expectation.has_value());
  EXPECT_TRUE(loaded.expectation->others_allowed);
  EXPECT_EQ(loaded.expectation->signature, any_finding().signature);
  EXPECT_TRUE(differences(*loaded.expectation, found_on(loaded.test_case)).empty());
  const CaseFile again = read_case(write_case(loaded), "c.json");
  EXPECT_EQ(again.expectation, loaded.expectation);
}

TEST(FindingFile, RefusesWhatIsNoFinding) {
  const std::string signature = "\"signature\": \"" + any_finding().signature + "\"";
  EXPECT_EQ(refused(signature, "\"signature\": \"abc\""),
            "f.json: /signature: expected 16 letters of a..z, found \"abc\"");
  EXPECT_EQ(refused("\"cause_kind\": \"", "\"cause_kind\": \"x"),
            "f.json: /cause_kind: expected algorithmic, as_written or mixed, found \"x" +
                std::string(name(any_finding().cause_kind)) + "\"");
  EXPECT_EQ(refused("\"witness_plan\": \"", "\"witness_plan\": \"no:site=promoted,")
                .rfind("f.json: /witness_plan: ", 0),
            0U);
  EXPECT_EQ(refused("\"grade\": \"", "\"grade\": \"very ")
                .rfind("f.json: /grade: expected tie, near or wide, found \"very ", 0),
            0U);
  EXPECT_EQ(refused("\"verdict\": \"", "\"verdict\": \"no_")
                .rfind("f.json: /verdict: expected a verdict (rank_split, ", 0),
            0U);
  EXPECT_EQ(refused("\"rank\": ", "\"rank\": 7")
                .rfind("f.json: /shown/rank: expected a rank, a whole number in 0..", 0),
            0U);
  EXPECT_EQ(refused("\"shown\"", "\"shwon\"").rfind("f.json: /shwon: no such member", 0), 0U);
}

}  // namespace
}  // namespace splitvote
