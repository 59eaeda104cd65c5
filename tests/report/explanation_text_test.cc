#include "harness/report/explanation_text.h"

#include <gtest/gtest.h>

#include "harness/report/corpus_pins_text.h"
#include "harness/store/load.h"

namespace splitvote {
namespace {

struct Told {
  SweptCase swept;
  Explanation explanation;
};

Told told(const std::string& file, int last_class = 0) {
  Case test_case = load_case(SPLITVOTE_ROOT "/corpus/" + file).test_case;
  test_case.layout.rank_class.back() = last_class;
  SweptCase swept = sweep_and_judge(test_case, {});
  Explanation explanation = explain(swept, find(swept, FailRule()).front(), FailRule());
  return {std::move(swept), std::move(explanation)};
}

// The text, without the decision table.
TEST(ExplanationText, SaysCausesPlansAndPinsInThisOrder) {
  const Told incident = told("seeds/excess_precision_2025.json");
  const std::string text = explanation_text(incident.explanation, false);
  const std::vector<std::string> parts = {
      "rank 1 compares `y` of token 2 unrounded, 12.410714, with the maximum `M` rounded to "
      "bfloat16, 12.4375: no token reaches it\n\n",
      "xla_excess_topk: rank_split, wide, mixed  [cktimsnfknqbijaf]\n",
      "\nDecisions under the plan keep:y=promoted, row 0\n",
      "keep      compare GE: false  1      y, token 2          12.410714   12.4375  u (keep:y)",
      "28,087",
      "both rounded\n",
      "\nSites that matter: m:y, M:m, keep:y, keep:M\n"
      "Sites that cannot: x32:x, local:y, values:local_values, merged:values\n",
      "\nCauses: 3 minimal, each enough for the failure\n",
      "  M:m rounded, keep:y promoted        64 of 112, 57.1 %\n",
      "\nPlans\n  1 smallest that fail:\n    keep:y=promoted\n"
      "  1 largest that do not:\n    promoted\n",
      "\nPins: 2 minimal sets under which no covered plan fails with rank_split\n"
      "  keep:y rounded  (clears every other failing verdict too)\n"
      "  M:m promoted, keep:M promoted, m:y promoted  (clears every other failing verdict too)\n",
      "\nIn the source\n  keep:y rounded: keep reads jax.lax.reduce_precision(y, 8, 7)",
      "  everything rounded does not fail (XLA: --xla_allow_excess_precision=false",
      "  everything promoted does not fail (compute in float32 end to end"};
  std::size_t at = 0;
  for (const std::string& part : parts) {
    at = text.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << "\nin\n" << text;
  }
  EXPECT_EQ(text.find("\x1b["), std::string::npos);
  EXPECT_NE(explanation_text(incident.explanation, true).find("\x1b["), std::string::npos);
}

TEST(ExplanationText, NamesTheClassesOfAFleet) {
  const std::string text = explanation_text(
      told("regressions/gather_topk_topp-rank_split-mixed.json", 1).explanation, false);
  EXPECT_NE(text.find("Classes: A is ranks 1, B is ranks 0; plans are written class B first\n"),
            std::string::npos)
      << text;
}

TEST(ExplanationText, SaysWhereNotEveryPlanWasCovered) {
  const std::string text = explanation_text(
      told("regressions/megatron_bf16-not_finite-mixed.json", 1).explanation, false);
  EXPECT_NE(text.find("Not every plan was swept: what follows holds for the 1,192 covered plans\n"),
            std::string::npos);
  EXPECT_NE(text.find("with the fewest literals, among the covered plans only\n"),
            std::string::npos);
}

TEST(ExplanationText, SaysThatNoPinsHelpWhereEveryPlanFails) {
  const std::string text = explanation_text(
      told("regressions/xla_excess_topk-max_vanished-algorithmic.json").explanation, false);
  EXPECT_NE(text.find("fails under every covered plan: precision is not the cause\n"),
            std::string::npos);
}

TEST(CorpusPinsText, ListsFindingsBySignatureAndThePinsThatFixThem) {
  std::vector<CorpusFinding> corpus;
  for (const std::string name :
       {"max_vanished-mixed", "rank_split-mixed", "id_corrupted-algorithmic"}) {
    const std::string file = "regressions/xla_excess_topk-" + name + ".json";
    const Told one = told(file);
    for (const Finding& finding : find(one.swept, FailRule())) {
      if (name.rfind(splitvote::name(finding.verdict), 0) != 0) continue;
      corpus.push_back(
          {file, finding, plans_of_verdict(one.swept, finding.verdict, FailRule())->failing});
    }
  }
  ASSERT_EQ(corpus.size(), 3U);
  const std::string text = corpus_pins_text(corpus, pins_of_corpus(corpus), false);
  EXPECT_EQ(text.rfind("xla_excess_topk: 3 findings\n", 0), 0U) << text;
  EXPECT_NE(text.find("  1 pin fixes 2 findings; no smaller set does\n"
                      "  pin keep:y rounded: keep reads jax.lax.reduce_precision(y, 8, 7)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("    needed for 2 findings\n"
                      "      regressions/xla_excess_topk-max_vanished-mixed.json (max_vanished), "
                      "fails without it under x32:x=promoted,keep:y=promoted\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  no pins fix these, and they are left out:\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace splitvote
