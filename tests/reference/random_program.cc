#include "tests/reference/random_program.h"

#include "tests/reference/random_steps.h"

namespace splitvote {
namespace {

void write_parameters(ProgramWriter& w) {
  Rng& rng = w.rng();
  w.parameter("logits", w.random_float_dtype(), {});
  if (rng.chance(50))
    w.parameter("temperature", rng.chance(70) ? Dtype::kFloat32 : w.random_float_dtype(), {});
  if (rng.chance(40)) w.parameter("top_p", Dtype::kFloat32, {});
  if (rng.chance(20))
    w.parameter("min_p", rng.chance(70) ? Dtype::kFloat32 : w.random_float_dtype(), {});
  if (rng.chance(50)) w.parameter("top_k", w.random_integer_dtype(), {});
  if (rng.chance(50)) w.parameter("seed", Dtype::kU64, {});
  if (rng.chance(20)) w.parameter("bias", w.random_float_dtype(), 0.25);
  if (rng.chance(20)) w.parameter("count", w.random_integer_dtype(), 3);
}

void write_step(ProgramWriter& w, const std::vector<RandomStep>& steps) {
  std::vector<int> weights;
  for (const RandomStep& step : steps) weights.push_back(step.weight);
  steps[w.rng().weighted(weights)].write(w);
}

}  // namespace

ProgramDraft random_program(std::uint64_t seed, int site_count_max) {
  ProgramWriter w("random_" + std::to_string(seed), seed, site_count_max);
  write_parameters(w);
  const std::size_t length = w.rng().between<std::size_t>(6, 40);
  const int sampler_share = static_cast<int>(w.rng().below(70));
  while (w.values().size() < length) {
    const bool idiom = w.rng().chance(sampler_share);
    write_step(w, idiom                ? sampler_steps()
                  : w.rng().chance(52) ? array_steps()
                                       : elementwise_steps());
  }
  write_observe(w);
  return std::move(w.draft());
}

}  // namespace splitvote
