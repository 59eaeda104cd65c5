// Cases of a cluster of nearly equal tokens above a random row, as the baselines' page measured
// them.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/case/case.h"
#include "harness/generate/rng.h"
#include "harness/store/builtin.h"

namespace splitvote {

// `cluster` tokens at random places, within three bfloat16 steps above 8; float32 values that
// bfloat16 does not hold.
inline Case near_tie_case(const std::string& program, std::int32_t vocab_size, int ranks,
                          int cluster, const std::map<std::string, double>& parameters, Rng& rng) {
  Case test_case;
  test_case.program = builtin_program(program);
  test_case.layout = even_layout(vocab_size, ranks);
  test_case.parameters.numbers = parameters;
  test_case.logits.background = {BackgroundKind::kNormal, rng.next(), 0, 1.5F};
  const float floor = rng.uniform(8.0F, 15.0F);
  for (int i = 0; i < cluster; ++i) {
    const auto token = rng.between(0, vocab_size - 1);
    test_case.logits.planted.push_back({0, token, rng.uniform(floor, floor + 3 * 0.0625F)});
  }
  return test_case;
}

}  // namespace splitvote
