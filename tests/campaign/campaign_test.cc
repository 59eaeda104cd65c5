#include "harness/campaign/campaign.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "harness/store/builtin.h"
#include "harness/store/json_finding.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

CampaignOptions small_campaign(std::uint64_t runs) {
  CampaignOptions options;
  options.programs = {builtin_program("xla_excess_topk"), builtin_program("vllm_local_argmax")};
  options.runs = runs;
  options.seed = 7;
  options.generator.vocab_size_max = 32;
  options.generator.rank_count_max = 4;
  options.generator.row_count_max = 1;
  options.build = "a test";
  options.clock = [] { return 0.0; };
  return options;
}

// Everything that a finding says, by signature.
std::map<std::string, std::string> texts(const CampaignResult& result) {
  std::map<std::string, std::string> texts;
  for (const auto& [signature, collected] : result.collection.findings()) {
    texts[signature] = write_finding({collected.finding, "", {}});
  }
  return texts;
}

TEST(Campaign, FindsTheSameForAnyNumberOfThreads) {
  CampaignOptions options = small_campaign(600);
  const auto alone = texts(run_campaign(options));
  options.jobs = 3;
  EXPECT_EQ(texts(run_campaign(options)), alone);
  EXPECT_GE(alone.size(), 3U);
}

TEST(Campaign, FindsTheSameTwice) {
  const CampaignOptions options = small_campaign(300);
  EXPECT_EQ(texts(run_campaign(options)), texts(run_campaign(options)));
}

TEST(Campaign, LooksAtOtherCasesWithAnotherSeed) {
  CampaignOptions options = small_campaign(300);
  const auto one = texts(run_campaign(options));
  options.seed = 8;
  EXPECT_NE(texts(run_campaign(options)), one);
}

TEST(Campaign, ExaminesAsManyCasesAsRuns) {
  EXPECT_EQ(run_campaign(small_campaign(300)).progress.cases, 300U);
}

TEST(Campaign, ShowsTheIncidentOf2025) {
  bool split = false, lost = false;
  const CampaignResult result = run_campaign(small_campaign(600));
  for (const auto& [signature, collected] : result.collection.findings()) {
    split = split || collected.finding.verdict == Verdict::kRankSplit;
    lost = lost || (collected.finding.verdict == Verdict::kEmptyCandidates &&
                    collected.finding.grade == Grade::kWide);
  }
  EXPECT_TRUE(split);
  EXPECT_TRUE(lost);
}

TEST(Campaign, SavesFindingsThatReproduceFromTheirFiles) {
  const ScratchFolder folder;
  CampaignOptions options = small_campaign(300);
  options.findings_folder = folder / "findings";
  const CampaignResult result = run_campaign(options);
  ASSERT_FALSE(result.collection.findings().empty());
  for (const auto& [signature, collected] : result.collection.findings()) {
    EXPECT_TRUE(collected.reproduces) << signature;
    std::ifstream file(collected.file);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(text, write_finding({collected.finding, "a test", {}}));
  }
  const auto files = std::distance(std::filesystem::directory_iterator(options.findings_folder),
                                   std::filesystem::directory_iterator());
  EXPECT_EQ(static_cast<std::size_t>(files), result.collection.findings().size());
}

TEST(Campaign, ExaminesSeedsEvenWithoutRuns) {
  const CampaignResult first = run_campaign(small_campaign(300));
  CampaignOptions options = small_campaign(0);
  for (const auto& [signature, collected] : first.collection.findings()) {
    options.seeds.push_back({collected.finding.test_case, collected.finding.relation});
  }
  const CampaignResult again = run_campaign(options);
  EXPECT_EQ(again.progress.cases, options.seeds.size());
  for (const auto& [signature, collected] : first.collection.findings()) {
    EXPECT_TRUE(again.collection.findings().contains(signature)) << signature;
  }
}

// One kind of finding has many causes: what was swept again does not use the kind up.
TEST(Campaign, SweepsProvisionalFindingsAgainForAsLongAsTheyCome) {
  CampaignOptions options = small_campaign(2'000);
  const int short_choices = options.limits.choice_count_max;
  int swept_again = 0;
  options.examine = [&](const Case&, const std::optional<Relation>&, const SweepLimits& limits) {
    Examined examined;
    if (limits.choice_count_max == short_choices) {
      examined.provisional = {{Verdict::kMaxVanished, Grade::kWide}};
    } else {
      ++swept_again;
    }
    return examined;
  };
  options.programs.resize(1);
  run_campaign(options);
  // Epochs of 64, 64, 128, 256, 512 and 976 cases; two kinds, with one class of ranks and with two.
  EXPECT_EQ(swept_again, 1 + 1 + 2 + 3 + 4);
}

TEST(Campaign, EndsAtOnceWhenAskedToStop) {
  const std::atomic<bool> stop{true};
  CampaignOptions options = small_campaign(300);
  options.stop = &stop;
  const CampaignResult result = run_campaign(options);
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.progress.cases, 0U);
}

TEST(Campaign, EndsWhenItsTimeIsOver) {
  CampaignOptions options = small_campaign(300);
  options.runs.reset();
  options.seconds = 10;
  std::atomic<int> ticks{0};
  options.clock = [&ticks] { return static_cast<double>(++ticks) / 10; };
  const CampaignResult result = run_campaign(options);
  EXPECT_FALSE(result.interrupted);
  EXPECT_LT(result.progress.cases, 101U);
}

}  // namespace
}  // namespace splitvote
