#include "harness/store/json_report.h"

#include <gtest/gtest.h>

#include "harness/finding/judged_sweep.h"
#include "harness/store/base64.h"
#include "harness/store/json_place.h"
#include "src/evaluate/run.h"
#include "tests/store/found_cases.h"

namespace splitvote {
namespace {

Case failing_case() {
  std::mt19937_64 random(5);
  while (true) {
    Case test_case = small_case(random);
    if (!found_on(test_case).empty()) return test_case;
  }
}

std::int64_t number(const Json& document, std::string_view name) {
  return JsonPlace(document).member(name, "a number").integer("a number", 0, INT64_MAX);
}

std::int64_t bits_set(const Json& table) {
  const auto bytes = from_base64(*table.string());
  std::int64_t count = 0;
  for (const std::uint8_t byte : bytes.value()) count += __builtin_popcount(byte);
  return count;
}

TEST(Base64, IsThatOfTheStandard) {
  const auto encoded = [](const std::string& text) {
    return to_base64(std::vector<std::uint8_t>(text.begin(), text.end()));
  };
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
  for (const char* text : {"Zg=", "Zh==", "Z===", "Zm8*", "=Zm8", "Zm=8"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_base64("Zm9v"), (std::vector<std::uint8_t>{'f', 'o', 'o'}));
}

TEST(ProgramsReport, ListsSitesByName) {
  const Json document = parse_json(programs_report(builtin_programs()));
  const auto programs = JsonPlace(document).member("programs", "list").items("programs");
  ASSERT_EQ(programs.size(), builtin_names().size());
  for (std::size_t at = 0; at < programs.size(); ++at) {
    EXPECT_EQ(programs[at].member("name", "name").string("name"), builtin_names()[at]);
    EXPECT_EQ(programs[at].member("sites", "sites").items("sites").size(),
              static_cast<std::size_t>(builtin_programs()[at]->site_count()));
  }
}

TEST(SweepReport, CountsAndTablesAgree) {
  const Case test_case = failing_case();
  const Judge judge(test_case);
  const Sweep swept = sweep(test_case);
  const std::vector<Judgement> judgements = judge_outcomes(test_case, swept, judge);
  const std::vector<Finding> findings = find(test_case, swept, judge, judgements, FailRule());
  const Json document = parse_json(sweep_report(
      {&test_case, &swept, &judge, judgements, findings, FailRule(), {"a notice"}, {}, {}}));
  EXPECT_EQ(number(document, "plan_count"), static_cast<std::int64_t>(swept.plan_count()));
  EXPECT_EQ(bits_set(*document.find("failing_plans")), number(document, "failing_count"));
  EXPECT_GT(number(document, "failing_count"), 0);
  for (const JsonPlace& entry : JsonPlace(document).member("verdicts", "list").items("verdicts")) {
    const Json* table = entry.value().find("failing_plans");
    EXPECT_EQ(table == nullptr ? 0 : bits_set(*table), number(entry.value(), "failing"));
  }
  ASSERT_EQ(document.find("findings")->items()->size(), findings.size());
  for (std::size_t at = 0; at < findings.size(); ++at) {
    const Json& entry = (*document.find("findings")->items())[at];
    EXPECT_EQ(*entry.find("signature")->string(), findings[at].signature);
    EXPECT_EQ(number(*entry.find("plans"), "failing"), findings[at].failing_plans);
  }
}

TEST(RunReport, NamesEveryRanksTokens) {
  const Case test_case = failing_case();
  const Finding finding = found_on(test_case).front();
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  const Outcome outcome = run(evaluator, finding.witness);
  const Judge judge(test_case);
  const Judgement judgement = judge.judge(outcome);
  const Json document = parse_json(run_report(
      {&test_case, &finding.witness, &outcome, &judge, &judgement, FailRule(), {}, {}, {}}));
  EXPECT_EQ(*document.find("fails")->boolean(), true);
  EXPECT_EQ(*document.find("plan")->string(), to_string(*test_case.program, finding.witness));
  EXPECT_EQ(document.find("ranks")->items()->size(),
            static_cast<std::size_t>(test_case.layout.rank_count()));
  EXPECT_EQ(document.find("verdicts")->items()->size(), judgement.rulings.size());
}

TEST(ReplayReport, CountsFilesThatDiffer) {
  const Case test_case = failing_case();
  std::vector<ReplayedFile> files(3);
  files[0].file = "nothing expected, nothing found";
  files[1].file = "nothing said, something found";
  files[1].findings = found_on(test_case);
  files[2].file = "as expected";
  files[2].findings = files[1].findings;
  files[2].expectation.emplace().signature = files[2].findings[0].signature;
  files[2].differences = differences(*files[2].expectation, files[2].findings);
  const Json document = parse_json(replay_report(files));
  EXPECT_EQ(number(document, "file_count"), 3);
  EXPECT_EQ(number(document, "differing_count"), 1);
}

TEST(FuzzReport, NamesTheFileOfEachFinding) {
  const std::vector<Finding> findings = found_on(failing_case());
  std::vector<FindingLine> lines = {{findings.data(), "out/a.json"}};
  FuzzReport report;
  report.cases = 12;
  report.findings = lines;
  const Json document = parse_json(fuzz_report(report));
  EXPECT_EQ(number(document, "cases"), 12);
  EXPECT_EQ(*(*document.find("findings")->items())[0].find("file")->string(), "out/a.json");
}

}  // namespace
}  // namespace splitvote
