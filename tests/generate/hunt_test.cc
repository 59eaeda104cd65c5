// What generators are for: a failing case soon. Random normal logits need about 28,000 cases at
// this vocabulary and top_k.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/finding/finding.h"
#include "harness/generate/generate.h"
#include "harness/store/builtin.h"
#include "harness/sweep/sweep.h"

namespace splitvote {
namespace {

bool fails(const Case& c) {
  const Judge judge(c);
  const auto findings = find(c, sweep(c), judge, FailRule());
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.verdict == Verdict::kRankSplit || finding.verdict == Verdict::kMaxVanished ||
           finding.verdict == Verdict::kEmptyCandidates;
  });
}

TEST(Generate, FailsGatherTopkToppWithinTenCasesForEachOfTwentySeeds) {
  GeneratorOptions options;
  options.vocab_size_min = options.vocab_size_max = 131'072;
  options.numbers = {{"top_k", 5}};
  const auto program = builtin_program("gather_topk_topp");
  ASSERT_NE(program, nullptr);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::uint64_t cases = 0;
    bool found = false;
    while (!found && cases < 10) {
      Rng rng(seed, cases++);
      found = fails(generate(options, program, rng));
    }
    EXPECT_TRUE(found) << "seed " << seed;
    std::printf("seed %2d: case %d\n", static_cast<int>(seed), static_cast<int>(cases));
  }
}

}  // namespace
}  // namespace splitvote
