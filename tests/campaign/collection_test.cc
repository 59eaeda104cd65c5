#include "harness/campaign/collection.h"

#include <gtest/gtest.h>

#include <utility>

#include "harness/case/order.h"
#include "harness/generate/generate.h"
#include "harness/store/builtin.h"
#include "harness/store/json_finding.h"
#include "harness/store/save.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

Finding finding_with(std::uint64_t stream) {
  Rng rng(1, stream);
  GeneratorOptions options;
  options.vocab_size_max = 64;
  Finding finding;
  finding.test_case = generate(options, builtin_program("xla_excess_topk"), rng);
  finding.witness = all_rounded(finding.test_case.layout.class_count());
  finding.signature = "abcdefghijklmnop";
  return finding;
}

// Two findings of one signature; the first one's case is the simpler one.
std::pair<Finding, Finding> simple_and_not() {
  Finding a = finding_with(1), b = finding_with(2);
  if (!simpler(a.test_case, b.test_case)) std::swap(a, b);
  return {std::move(a), std::move(b)};
}

bool kept(const Collection& collection, const Finding& finding) {
  return same_case(collection.findings().at(finding.signature).finding.test_case,
                   finding.test_case);
}

TEST(Collection, KeepsTheSimplestCaseOfASignature) {
  const auto [simple, complicated] = simple_and_not();
  Collection collection("", "");
  collection.add(complicated);
  EXPECT_TRUE(kept(collection, complicated));
  EXPECT_TRUE(collection.would_keep(simple));
  collection.add(simple);
  EXPECT_TRUE(kept(collection, simple));
  EXPECT_FALSE(collection.would_keep(complicated));
  collection.add(complicated);
  EXPECT_TRUE(kept(collection, simple));
  EXPECT_EQ(collection.findings().size(), 1U);
}

TEST(Collection, KeepsSignaturesApart) {
  auto [a, b] = simple_and_not();
  b.signature = "ponmlkjihgfedcba";
  b.verdict = Verdict::kMaxVanished;
  Collection collection("", "");
  collection.add(a);
  collection.add(b);
  EXPECT_EQ(collection.findings().size(), 2U);
  EXPECT_EQ(collection.count_by_verdict()[static_cast<std::size_t>(Verdict::kRankSplit)], 1);
  EXPECT_EQ(collection.count_by_verdict()[static_cast<std::size_t>(Verdict::kMaxVanished)], 1);
}

TEST(Collection, ReplacesTheFileByThatOfASimplerCase) {
  const ScratchFolder folder;
  const auto [simple, complicated] = simple_and_not();
  Collection collection(folder / "new/findings", "a build");
  collection.add(complicated);
  const std::string file = collection.findings().begin()->second.file;
  EXPECT_EQ(file, folder / "new/findings/xla_excess_topk-rank_split-abcdefghijklmnop.json");
  EXPECT_EQ(read_file(file), write_finding({complicated, "a build", {}}));
  collection.add(simple);
  EXPECT_EQ(read_file(file), write_finding({simple, "a build", {}}));
}

TEST(Collection, SaysWhenAFileDoesNotShowItsFinding) {
  const ScratchFolder folder;
  Collection collection(folder / "findings", "");
  collection.add(finding_with(1));  // its signature is made up
  collection.check_reproduction(FailRule());
  EXPECT_FALSE(collection.findings().begin()->second.reproduces);
}

TEST(Collection, KeepsTheSimplerCaseAndEveryCompiledProgramThatReachesIt) {
  Collection collection("", "");
  auto [simple, complicated] = simple_and_not();
  simple.reached = {{{"tpu-v4", "libtpu 0.0.52", "", {8, 2, 1}, ""}, "", "", "", false}};
  complicated.reached = {{{"tpu-v5e", "libtpu 0.0.52", "", {8, 2, 1}, ""}, "", "", "", false}};
  collection.add(simple);
  EXPECT_FALSE(collection.would_keep(simple));
  EXPECT_TRUE(collection.would_keep(complicated));
  collection.add(complicated);
  const Finding& kept = collection.findings().begin()->second.finding;
  EXPECT_TRUE(same_case(kept.test_case, simple.test_case));
  ASSERT_EQ(kept.reached.size(), 2U);
  EXPECT_FALSE(kept.reached[0].elsewhere);
  EXPECT_TRUE(kept.reached[1].elsewhere);
  EXPECT_FALSE(collection.would_keep(complicated));
}

TEST(FindingFileName, HoldsNoLettersThatAPathWouldTakeApart) {
  Finding finding = finding_with(1);
  Program renamed = *finding.test_case.program;
  renamed.draft.name = "../my sampler";
  finding.test_case.program = std::make_shared<const Program>(std::move(renamed));
  EXPECT_EQ(finding_file_name(finding), ".._my_sampler-rank_split-abcdefghijklmnop.json");
}

}  // namespace
}  // namespace splitvote
