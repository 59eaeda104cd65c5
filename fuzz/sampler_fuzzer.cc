// Any case of any sampler, under every plan: traps on a failing verdict, one signature for each
// cause. Inputs change as cases, not as bytes.

#include <algorithm>
#include <cstring>

#include "fuzz/target_programs.h"
#include "fuzz/trap.h"
#include "harness/finding/finding.h"
#include "harness/generate/generate.h"
#include "harness/generate/mutate.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace {

using namespace splitvote;

// Larger cases find no other causes, only later: a case here takes well under a second.
constexpr std::int64_t kColumnsMax = 1 << 18;
constexpr SweepLimits kLimits = {.work_max = 2048, .choice_count_max = 16};

const GeneratorOptions kOptions = {.vocab_size_max = 8192};

std::size_t write(const Case& test_case, std::uint8_t* data, std::size_t size,
                  std::size_t size_max) {
  const std::vector<std::uint8_t> bytes = encode_case(test_case);
  if (bytes.size() > size_max) return std::min(size, size_max);  // stays what it was
  std::memcpy(data, bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Case test_case = decode_case({data, size}, target_programs());
  const std::int64_t columns = LayoutMap(test_case.layout).padded_size();
  if (columns * test_case.logits.rows > kColumnsMax) return 0;
  const Judge judge(test_case);
  const auto findings = find(test_case, sweep(test_case, kLimits), judge, FailRule());
  if (!findings.empty()) trap(findings.front().signature);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t size_max, unsigned int seed) {
  Rng rng(seed);
  const bool fresh = rng.chance(size < 32 ? 50 : 5);
  Case test_case = fresh ? generate(kOptions, rng.pick(target_programs()), rng)
                         : decode_case({data, size}, target_programs());
  if (!fresh) mutate(test_case, rng, kOptions);
  return write(test_case, data, size, size_max);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* a, std::size_t a_size,
                                                 const std::uint8_t* b, std::size_t b_size,
                                                 std::uint8_t* out, std::size_t out_size,
                                                 unsigned int seed) {
  Rng rng(seed);
  const Case child = crossover(decode_case({a, a_size}, target_programs()),
                               decode_case({b, b_size}, target_programs()), rng, kOptions);
  return write(child, out, 0, out_size);
}
