// Remedies on the compilers of this machine; without them these tests say that they skip.
#include "harness/campaign/try_remedies.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/campaign/campaign.h"
#include "harness/campaign/on_targets.h"
#include "harness/compiled/subjects.h"
#include "tests/compilers/real_compilers.h"

namespace splitvote {
namespace {

class TryRemedies : public RealCompilers {
 protected:
  static SamplerSource greedy(const std::string& function) {
    return load_sampler_source(
        std::string(SPLITVOTE_CORPUS) + "/jax_samplers/greedy.py:" + function,
        "bf16[batch,vocab],f32[]");
  }
  static std::vector<Finding> findings_on(const std::vector<Subject>& subjects,
                                          std::uint64_t runs) {
    const FailRule rule;
    const OnTargets on_targets(subjects, rule);
    CampaignOptions options;
    options.runs = runs;
    options.clock = [] { return 0.0; };
    on_targets.direct(options);
    std::vector<Finding> findings;
    const CampaignResult result = run_campaign(options);
    for (const auto& [signature, collected] : result.collection.findings()) {
      findings.push_back(collected.finding);
    }
    return findings;
  }
  static std::string said(const Trial& trial) {
    return trial.remedy + (trial.refusal.empty() ? "" : " (" + trial.refusal + ")");
  }
};

TEST_F(TryRemedies, WhatHelpsOnATpuIsSeenToHelp) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here";
  for (const int ranks : {1, 4}) {
    SubjectsRequest request;
    request.samplers = {{greedy(ranks == 1 ? "greedy_first" : "greedy_tp"), {{8, 4'096, ranks}}}};
    request.targets = {find_target("tpu-v5e")};
    const Subjects made = make_subjects(request, compilers);
    ASSERT_EQ(made.subjects.size(), 1U);
    const std::vector<Finding> findings = findings_on(made.subjects, 60);
    const auto lost = std::find_if(findings.begin(), findings.end(), [](const Finding& each) {
      return each.grade == Grade::kWide && each.cause_kind == CauseKind::kMixed;
    });
    ASSERT_NE(lost, findings.end());
    const Finding& finding = *lost;

    RemedyOptions options;
    options.fresh = 6;
    const std::vector<Trial> trials =
        RemedyTrials(compilers, options).of(finding, request.samplers.front().source);
    ASSERT_EQ(trials.size(), 5U) << finding.cause;
    EXPECT_EQ(trials[0].remedy, "");
    EXPECT_TRUE(trials[0].on_case);
    EXPECT_GT(trials[0].fresh_shown, 0);
    EXPECT_EQ(trials[1].remedy.rfind("reduce_precision where ", 0), 0U) << trials[1].remedy;
    EXPECT_NE(trials[1].remedy.find("ge.7 reads div.3"), std::string::npos) << trials[1].remedy;
    EXPECT_EQ(trials[2].remedy.rfind("optimization_barrier where ", 0), 0U);
    EXPECT_EQ(trials[3].remedy, "the sampler in float32");
    EXPECT_EQ(trials[4].remedy, "xla_allow_excess_precision=false");
    for (std::size_t at = 1; at < trials.size(); ++at) {
      EXPECT_TRUE(trials[at].helps()) << ranks << " ranks: " << said(trials[at]);
      EXPECT_EQ(trials[at].fresh, 6);
      EXPECT_EQ(trials[at].as.target, "tpu-v5e");
    }
  }
}

// With the flag off everything is rounded: what rounding brings about, more of it does not help.
TEST_F(TryRemedies, WhatCannotBePinnedIsNotTried) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here";
  SubjectsRequest request;
  request.samplers = {{greedy("greedy_first"), {{8, 4'096, 1}}}};
  request.targets = {find_target("tpu-v5e")};
  request.excess_precision = false;
  const Subjects made = make_subjects(request, compilers);
  bool as_written = false, every_plan = false;
  for (const Finding& finding : findings_on(made.subjects, 200)) {
    RemedyOptions few;
    few.fresh = 2;
    const std::vector<Trial> trials =
        RemedyTrials(compilers, few).of(finding, request.samplers.front().source);
    if (finding.cause_kind == CauseKind::kAlgorithmic && finding.cause_literals.empty()) {
      EXPECT_TRUE(trials.empty()) << "every plan fails";
      every_plan = true;
    }
    if (finding.cause_kind != CauseKind::kAsWritten) continue;
    as_written = true;
    ASSERT_EQ(trials.size(), 2U) << "no pins are rounded, and the flag is off already";
    EXPECT_TRUE(trials[0].on_case);
    EXPECT_EQ(trials[0].as.flags, "xla_allow_excess_precision=false");
    EXPECT_EQ(trials[1].remedy, "the sampler in float32");
    EXPECT_FALSE(trials[1].on_case);
  }
  EXPECT_TRUE(as_written);
  EXPECT_TRUE(every_plan);
}

}  // namespace
}  // namespace splitvote
