#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

constexpr std::int32_t kVocabSize = 128'256;

// Normal with standard deviation 3, tails and all (Box and Muller): they decide how peaked the row
// is, and the generator's kNormal ends at 3.5 standard deviations.
std::vector<float> normal_row(int number) {
  Rng rng(static_cast<std::uint64_t>(number));
  std::vector<float> row;
  for (int i = 0; i < kVocabSize; ++i) {
    const double radius =
        std::sqrt(-2 * std::log(1 - static_cast<double>(rng.next() >> 11) * 0x1p-53));
    row.push_back(static_cast<float>(
        3 * radius *
        std::cos(6.283185307179586 * static_cast<double>(rng.next() >> 11) * 0x1p-53)));
  }
  return row;
}

// What the running sum of probabilities ends at, all-rounded.
float running_sum_end(int number) {
  Case test_case;
  test_case.program = builtin_program("megatron_bf16");
  test_case.layout = even_layout(kVocabSize, 8);
  test_case.logits.values = {normal_row(number)};
  test_case.parameters.numbers = {{"top_p", 0.9}};
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  float end = 0;
  run(evaluator, all_rounded(1), [&](int index, const DistributedRef& u) {
    if (test_case.program->values[static_cast<std::size_t>(index)].id != "cum") return;
    end = u->arrays[0]->floats()[u->arrays[0]->count() - 1];
  });
  return end;
}

TEST(MegatronBf16, TheRunningSumStopsBeforeItReachesTopP) {
  float lowest = 1, highest = 0;
  for (int number = 0; number < 12; ++number) {
    const float end = running_sum_end(number);
    lowest = std::min(lowest, end);
    highest = std::max(highest, end);
  }
  std::printf("the running sum ends between %g and %g\n", static_cast<double>(lowest),
              static_cast<double>(highest));
  EXPECT_GE(lowest, 0.40F);
  EXPECT_LE(highest, 0.51F);
}

}  // namespace
}  // namespace splitvote
