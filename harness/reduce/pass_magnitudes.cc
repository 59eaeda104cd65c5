// All logits at once, so that what is close stays close: moved to another base by float32 steps,
// each base with other temperatures and the like.
//
// A near tie is a matter of steps between the logits and of what the parameters do to them; either
// alone can seldom be spelled shorter.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "harness/reduce/ladder.h"
#include "harness/reduce/passes.h"
#include "src/numeric/order.h"

namespace splitvote {
namespace {

constexpr std::size_t kLogitsMax = 64;
constexpr std::int64_t kFloat32PerBfloat16 = 1 << 16;
constexpr std::int64_t kStepsMax = 64 * kFloat32PerBfloat16;  // farther below, low is low

float greatest_finite(const Candidate& candidate, const std::vector<NumberPlace>& places) {
  float greatest = -std::numeric_limits<float>::infinity();
  for (const NumberPlace& place : places) {
    const auto value = static_cast<float>(number_at(candidate, place));
    if (std::isfinite(value)) greatest = std::max(greatest, value);
  }
  return greatest;
}

// Every finite logit as many steps from `base` as it is from the greatest one.
void move_to(float base, float greatest, const std::vector<NumberPlace>& places,
             Candidate& candidate) {
  for (const NumberPlace& place : places) {
    const auto value = static_cast<float>(number_at(candidate, place));
    if (!std::isfinite(value)) continue;
    const std::int64_t below =
        std::min<std::int64_t>(kStepsMax, static_cast<std::int64_t>(numeric_order_key(greatest)) -
                                              static_cast<std::int64_t>(numeric_order_key(value)));
    const std::int64_t key = static_cast<std::int64_t>(numeric_order_key(base)) - below;
    const auto magnitude = static_cast<std::int32_t>(std::abs(key));
    const float moved = float_of_total_order_key(magnitude);
    set_number(candidate, place, static_cast<double>(key < 0 ? -moved : moved));
  }
}

}  // namespace

void reduce_magnitudes(Reducer& reducer) {
  const Candidate from = reducer.best();
  const std::vector<NumberPlace> logits = logit_places(from);
  if (logits.empty() || logits.size() > kLogitsMax) return;
  const float greatest = greatest_finite(from, logits);
  if (!std::isfinite(greatest)) return;
  const bool cheap = reducer.asking_is_cheap();
  for (const float base : ladder(cheap ? 2 : 1)) {
    Candidate moved = from;
    move_to(base, greatest, logits, moved);
    if (reducer.consider(moved) || !cheap) continue;
    for (const auto& [name, number] : from.test_case.parameters.numbers) {
      for (const float value : ladder(1)) {
        Candidate candidate = moved;
        set_number(candidate, {0, 0, name}, static_cast<double>(value));
        reducer.consider(std::move(candidate));
      }
    }
  }
}

}  // namespace splitvote
