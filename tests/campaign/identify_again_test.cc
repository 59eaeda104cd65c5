#include "harness/campaign/identify_again.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "harness/campaign/on_targets.h"
#include "tests/reach/greedy_subjects.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

// What is compiled, taken for what rounds everywhere.
std::vector<Subject> mistaken(CompiledProgram compiled) {
  CompiledSubject on = on_target(std::move(compiled), "tpu-v5e");
  on.identified = identify(greedy(), rounded_greedy(kFourRows), {});
  return {subject_of({std::move(on)}, kFourRows)};
}

struct Fuzzed {
  CampaignResult result;
  std::size_t again = 0;
};

Fuzzed fuzz(std::vector<Subject>& subjects, const std::string& folder, bool revised) {
  CampaignOptions options;
  options.runs = 24;
  options.seed = 3;
  options.build = "a test";
  options.clock = [] { return 0.0; };
  options.findings_folder = folder;
  const OnTargets on_targets(subjects, options.rule);
  on_targets.direct(options);
  Fuzzed fuzzed;
  if (revised) {
    options.revise = [&](Collection& collection) {
      fuzzed.again = identify_again({}, options.rule, subjects, collection);
    };
  }
  fuzzed.result = run_campaign(options);
  return fuzzed;
}

bool any_unexplained(const CampaignResult& result) {
  const auto& findings = result.collection.findings();
  return std::any_of(findings.begin(), findings.end(), [](const auto& each) {
    const Finding& finding = each.second.finding;
    return finding.verdict == Verdict::kUnexplained || finding.cause.rfind("unexplained", 0) == 0 ||
           std::any_of(finding.reached.begin(), finding.reached.end(),
                       [](const Reached& reached) { return !reached.contradicts.empty(); });
  });
}

std::ptrdiff_t files_in(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

TEST(IdentifyAgain, NamesThePlanThatTheCasesShow) {
  const ScratchFolder scratch;
  std::vector<Subject> subjects = mistaken(compiled_greedy(kFourRows));
  ASSERT_TRUE(any_unexplained(fuzz(subjects, scratch / "as-it-was", false).result));

  const Fuzzed fuzzed = fuzz(subjects, scratch / "again", true);
  EXPECT_EQ(fuzzed.again, 1U);
  EXPECT_FALSE(any_unexplained(fuzzed.result));
  const std::map<std::string, CollectedFinding>& findings = fuzzed.result.collection.findings();
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(files_in(scratch / "again"), static_cast<std::ptrdiff_t>(findings.size()));
  EXPECT_EQ(subjects[0].on[0].identified.plan,
            identify(greedy(), compiled_greedy(kFourRows), {}).plan);
}

TEST(IdentifyAgain, LeavesWhatNoPlanDoes) {
  const ScratchFolder scratch;
  std::vector<Subject> subjects = mistaken(truncating_greedy(kFourRows));
  const Fuzzed fuzzed = fuzz(subjects, scratch / "found", true);
  EXPECT_EQ(fuzzed.again, 1U);
  EXPECT_TRUE(any_unexplained(fuzzed.result));
  EXPECT_FALSE(subjects[0].on[0].identified.explained());
}

// The rows of a campaign's case need not be written out.
TEST(IdentifyAgain, KeepsTheRowThatNoPlanExplainsOfAGivenProbe) {
  IdentifyOptions options;
  options.probes_max = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) options.first.push_back(random_rows(seed, 4));
  const Identification found = identify(greedy(), truncating_greedy(kFourRows), options);
  ASSERT_TRUE(found.unexplained.has_value());
  EXPECT_EQ(found.unexplained->test_case.logits.rows, 1);
}

TEST(IdentifyAgain, IsNotDoneWithoutAContradiction) {
  const ScratchFolder scratch;
  std::vector<Subject> subjects = {
      subject_of({on_target(compiled_greedy(kFourRows), "tpu-v5e")}, kFourRows)};
  EXPECT_EQ(fuzz(subjects, scratch / "found", true).again, 0U);
}

}  // namespace
}  // namespace splitvote
