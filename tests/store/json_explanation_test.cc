#include "harness/store/json_explanation.h"

#include <gtest/gtest.h>

#include <limits>

#include "harness/store/json_value.h"
#include "harness/store/load.h"

namespace splitvote {
namespace {

Explanation explained(const std::string& file, int last_class = 0) {
  Case test_case = load_case(SPLITVOTE_ROOT "/corpus/" + file).test_case;
  test_case.layout.rank_class.back() = last_class;
  const SweptCase swept = sweep_and_judge(test_case, {});
  return explain(swept, find(swept, FailRule()).front(), FailRule());
}

std::vector<std::string> names(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : *object.members()) names.push_back(name);
  return names;
}

TEST(JsonExplanation, CarriesEverythingThatTheTextDoes) {
  const Json report =
      parse_json(explanation_report(explained("seeds/excess_precision_2025.json"), {"a notice"}));
  EXPECT_EQ(names(report), (std::vector<std::string>{
                               "words", "finding", "class_count", "trace", "sites_that_matter",
                               "sites_that_cannot", "causes", "smallest_failing_plans",
                               "largest_safe_plans", "pins", "other_failing_verdicts",
                               "everything_rounded", "everything_promoted", "notices"}));
  EXPECT_EQ(
      names(report.find("trace")->items()->at(0)),
      (std::vector<std::string>{"decision", "operation", "row", "ranks", "first", "second",
                                "direction", "holds", "true_count", "turned_count",
                                "otherwise_with", "float32_ulps", "narrow_ulps", "narrow_dtype"}));
  const Json& cause = report.find("causes")->find("listed")->items()->at(0);
  EXPECT_EQ(names(cause),
            (std::vector<std::string>{"text", "literals", "plans", "share_of_failing"}));
  EXPECT_EQ(names(cause.find("literals")->items()->at(0)),
            (std::vector<std::string>{"site", "choice", "without"}));
  const Json& pins = report.find("pins")->find("listed")->items()->at(0);
  EXPECT_EQ(names(pins), (std::vector<std::string>{"text", "pins", "plans", "leaves"}));
  EXPECT_EQ(names(pins.find("pins")->items()->at(0)),
            (std::vector<std::string>{"site", "choice", "without", "in_source"}));
}

TEST(JsonExplanation, NamesTheClassAndTheLetterOfAFleetsLiterals) {
  const Json report = parse_json(
      explanation_report(explained("regressions/gather_topk_topp-rank_split-mixed.json", 1), {}));
  const Json& cause = report.find("causes")->find("listed")->items()->at(0);
  const Json& literal = cause.find("literals")->items()->at(0);
  EXPECT_EQ(*literal.find("class")->string(), "A");
  EXPECT_EQ(literal.find("rank_class")->number()->text, "1");
  EXPECT_NE(literal.find("without")->string()->find('|'), std::string::npos);
}

TEST(JsonExplanation, OfWhatNoPlanShowsHasWhatWasTried) {
  Finding finding = explained("seeds/excess_precision_2025.json").finding;
  finding.cause = "unexplained:tpu";
  finding.trials = {
      {{"tpu-v5e", "libtpu", "", {}, ""}, "the sampler in float32", "", false, 24, 0}};
  const Json report = parse_json(unexplained_report(finding, {"a notice"}));
  EXPECT_EQ(names(report), (std::vector<std::string>{"words", "finding", "notices"}));
  EXPECT_EQ(*report.find("finding")->find("cause")->string(), "unexplained:tpu");
  const Json& trial = report.find("finding")->find("trials")->items()->at(0);
  EXPECT_EQ(*trial.find("remedy")->string(), "the sampler in float32");
}

// A number beyond the file's integers: whatever floats a trace holds read back bit for bit.
TEST(JsonExplanation, WritesInfinitiesAndNaNsOfATrace) {
  Explanation explanation = explained("seeds/excess_precision_2025.json");
  explanation.trace[0].first.u = std::numeric_limits<float>::infinity();
  explanation.trace[0].first.r = std::numeric_limits<float>::quiet_NaN();
  explanation.trace[0].narrow_ulps.reset();
  const Json report = parse_json(explanation_report(explanation, {}));
  const Json& decision = report.find("trace")->items()->at(0);
  EXPECT_EQ(*decision.find("first")->find("u")->string(), "inf");
  EXPECT_EQ(*decision.find("first")->find("r")->string(), "nan");
  EXPECT_TRUE(decision.find("narrow_ulps")->is_null());
}

TEST(JsonExplanation, OfAFolderNamesFindingsByPosition) {
  const Explanation explanation = explained("seeds/excess_precision_2025.json");
  const SweptCase swept = sweep_and_judge(explanation.finding.test_case, {});
  const std::vector<CorpusFinding> corpus = {
      {"a.json", explanation.finding,
       plans_of_verdict(swept, explanation.finding.verdict, FailRule())->failing}};
  const Json report = parse_json(corpus_pins_report(corpus, pins_of_corpus(corpus), {}));
  EXPECT_EQ(*report.find("findings")->items()->at(0).find("file")->string(), "a.json");
  const Json& program = report.find("programs")->items()->at(0);
  EXPECT_EQ(names(program),
            (std::vector<std::string>{"program", "fixed", "contradicting", "not_fixable",
                                      "no_smaller_set", "complete", "pins", "other_sets"}));
  const Json& pin = program.find("pins")->items()->at(0);
  EXPECT_EQ(*pin.find("site")->string(), "keep:y");
  EXPECT_EQ(pin.find("needed_for")->items()->at(0).find("finding")->number()->text, "0");
}

}  // namespace
}  // namespace splitvote
