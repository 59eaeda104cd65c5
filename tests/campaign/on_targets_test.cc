#include "harness/campaign/on_targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/compiled/records.h"
#include "tests/reach/greedy_subjects.h"
#include "tests/sanitized.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

CampaignOptions campaign(std::uint64_t runs) {
  CampaignOptions options;
  options.runs = runs;
  options.seed = 3;
  options.build = "a test";
  options.clock = [] { return 0.0; };
  return options;
}

bool reached_on(const Finding& finding, const std::string& target, int rows) {
  return std::any_of(finding.reached.begin(), finding.reached.end(), [&](const Reached& reached) {
    return reached.as.target == target && reached.as.shape.rows == rows;
  });
}

bool reached_on_tokens(const Finding& finding, int tokens_per_rank) {
  return std::any_of(finding.reached.begin(), finding.reached.end(), [&](const Reached& reached) {
    return reached.as.shape.tokens_per_rank == tokens_per_rank;
  });
}

TEST(OnTargets, DirectsACampaignToTheCompiledShapes) {
  const std::vector<Subject> subjects = {
      subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows),
      subject_of({on_target(rounded_greedy(kOneRow), "tpu-v5e")}, kOneRow)};
  const FailRule rule;
  CampaignOptions options = campaign(0);
  OnTargets(subjects, rule).direct(options);
  ASSERT_EQ(options.programs.size(), 2U);
  ASSERT_EQ(options.generators.size(), 2U);
  for (std::size_t at = 0; at < 2; ++at) {
    EXPECT_EQ(options.programs[at], subjects[at].sampler);
    EXPECT_EQ(options.generators[at].vocab_size_min, 512);
    EXPECT_EQ(options.generators[at].vocab_size_max, 512);
    EXPECT_EQ(options.generators[at].row_count_max, subjects[at].shape.rows);
  }
}

// A user's function has other sites at batch 1 than at batch 8: 11 and 10 of them.
TEST(OnTargets, ACauseNamesSitesThatBothBatchSizesHave) {
  const std::string name = "greedy.py_greedy-tpu-v5e-b";
  const Subjects made = subjects_at(
      {record_path("tpu-v5e", name + "8-r1-32768"), record_path("tpu-v5e", name + "1-r1-32768")});
  ASSERT_EQ(made.subjects.size(), 2U);
  ASSERT_NE(made.subjects[0].sampler->site_count(), made.subjects[1].sampler->site_count());
  const FailRule rule;
  const OnTargets on_targets(made.subjects, rule);
  CampaignOptions options = campaign(40);
  options.seed = 1;
  on_targets.direct(options, &made.subjects[0]);
  const CampaignResult result = run_campaign(options);
  bool split = false;
  for (const auto& [signature, collected] : result.collection.findings()) {
    const Finding& finding = collected.finding;
    if (finding.verdict != Verdict::kVariantSplit) continue;
    split = true;
    EXPECT_EQ(finding.cause, "div.11:exp.1, sub.7:div.7 differ");
    EXPECT_NO_THROW(parse_plan(*made.subjects[0].sampler, finding.reached.at(0).plan));
    EXPECT_NO_THROW(parse_plan(*made.subjects[1].sampler, finding.reached.at(1).plan));
  }
  EXPECT_TRUE(split);
}

TEST(OnTargets, FindsWhatOneBatchSizeDoesAndTheSplitBetweenTwo) {
  const std::vector<Subject> subjects = {
      subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows),
      subject_of({on_target(rounded_greedy(kOneRow), "tpu-v5e")}, kOneRow)};
  const FailRule rule;
  const OnTargets on_targets(subjects, rule);
  bool empty = false, split = false;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    Case test_case = random_rows(seed, 4);
    test_case.program = subjects[0].sampler;
    for (const Finding& finding : on_targets.find(test_case, {})) {
      empty = empty || (finding.verdict == Verdict::kEmptyCandidates &&
                        finding.cause == "keep:m rounded, keep:y promoted");
      split =
          split || (finding.verdict == Verdict::kVariantSplit && finding.cause == "keep:y differs");
    }
  }
  EXPECT_TRUE(empty);
  EXPECT_TRUE(split);
}

// libtpu 0.0.52 on one batch size: the quotient given out, or cut off into a jit of its own.
TEST(OnTargets, FindsTheSplitBetweenASamplerAndEachVariantOfIt) {
  for (const char* variant : {"extra_output_div.3", "two_jits_at_div.3"}) {
    const Subjects made = subjects_at({greedy_path("tpu-v5e", 8), variant_path(variant)});
    const FailRule rule;
    const OnTargets on_targets(made.subjects, rule);
    bool split = false;
    for (std::uint64_t seed = 0; seed < 4 && !split; ++seed) {
      Case test_case = random_rows(seed, 8);
      test_case.program = made.subjects[0].sampler;
      test_case.layout = even_layout(32'768, 1);
      for (const Finding& finding : on_targets.find(test_case, {})) {
        if (finding.verdict != Verdict::kVariantSplit) continue;
        split = true;
        EXPECT_EQ(finding.cause, "ge.7:div.3 differs") << variant;
        ASSERT_EQ(finding.reached.size(), 2U) << variant;
        EXPECT_EQ(finding.reached[1].as, made.subjects[0].on[1].compiled.as);
      }
    }
    EXPECT_TRUE(split) << variant;
  }
}

TEST(OnTargets, AskNothingOfAPaddedVocabularyButToCompare) {
  constexpr CompiledShape kPadded{.rows = 4, .tokens_per_rank = 640, .ranks = 1};
  std::vector<Subject> subjects = {
      subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows),
      subject_of({on_target(rounded_greedy(kPadded), "tpu-v5e")}, kPadded)};
  subjects[1].sampler = std::make_shared<const Program>(*greedy());
  subjects[1].padding = true;
  const FailRule rule;
  const OnTargets on_targets(subjects, rule);
  CampaignOptions options = campaign(0);
  on_targets.direct(options);
  ASSERT_EQ(options.programs.size(), 1U);
  EXPECT_EQ(options.programs[0], subjects[0].sampler);
  bool split = false;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    for (const Finding& finding : on_targets.find(random_rows(seed, 4), {})) {
      split = split || finding.verdict == Verdict::kVariantSplit;
      EXPECT_TRUE(finding.verdict == Verdict::kVariantSplit || !reached_on_tokens(finding, 640));
    }
  }
  EXPECT_TRUE(split);
}

// The incident in libtpu 0.0.52, from its committed HLO.
TEST(OnTargets, FindsTheIncidentWithNoCompilerAndJudgesItAgainFromItsFiles) {
  const Subjects made = subjects_at({greedy_path("tpu-v5e", 1), greedy_path("tpu-v5e", 8)});
  const FailRule rule;
  const OnTargets on_targets(made.subjects, rule);
  const ScratchFolder folder;
  CampaignOptions options = campaign(kSanitized ? 12 : 60);
  options.findings_folder = folder / "findings";
  on_targets.direct(options);
  const CampaignResult result = run_campaign(options);
  bool vanished = false, split = false;
  for (const auto& [signature, collected] : result.collection.findings()) {
    const Finding& finding = collected.finding;
    EXPECT_TRUE(collected.reproduces) << signature;
    EXPECT_TRUE(std::filesystem::exists(collected.file)) << collected.file;
    vanished = vanished ||
               (finding.verdict == Verdict::kMaxVanished && reached_on(finding, "tpu-v5e", 8) &&
                finding.cause.find("ge.7:div.3 promoted") != std::string::npos);
    split = split || (finding.verdict == Verdict::kVariantSplit &&
                      finding.cause == "ge.7:div.3 differs" && reached_on(finding, "tpu-v5e", 1));
    // Batch 1 reads rounded numbers everywhere: what it alone reaches is as written.
    if (reached_on(finding, "tpu-v5e", 8)) continue;
    EXPECT_EQ(finding.cause.find("promoted"), std::string::npos) << finding.cause;
  }
  EXPECT_TRUE(vanished);
  EXPECT_TRUE(split);
}

}  // namespace
}  // namespace splitvote
