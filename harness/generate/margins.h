// Numbers that lie close together: where rounded and unrounded values part.
//
// Sources: research on published models. The margin between the two top logits is exponential with
// density 0.104 per logit at zero (median 7; 1.04 % below 0.1); within a row, about a third of the
// top values share eight neighbouring bfloat16 numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/generate/rng.h"

namespace splitvote {

// `value` moved by steps of float32, of bfloat16 (65,536 of float32's, so the low half stays).
// Saturates at the ends of the total order.
float stepped_float32(float value, std::int64_t steps);
float stepped_bfloat16(float value, std::int64_t steps);

// The bfloat16 number nearest to `value`, and the spacing there.
float bfloat16_near(float value);
float bfloat16_spacing(float value);

// The number halfway from the bfloat16 number nearest to `value` to one beside it, or one float32
// step from there.
float beside_rounding_boundary(float value, Rng& rng);

// How far below the top the next value may lie.
enum class Closeness : std::uint8_t {
  kEqual,       // exact ties
  kWithinStep,  // differ in float32; one bfloat16 number, or two by a rounding boundary between
                // them
  kFewSteps,    // up to 3 bfloat16 steps, exact bfloat16 numbers
  kMixed,       // up to 3 bfloat16 steps, differing in float32 as well
  kNeighbours,  // eight neighbouring bfloat16 numbers
};
Closeness choose_closeness(Rng& rng);

// `count` values at or above `base` (a bfloat16 number), the closest way the kind allows; in no
// order.
std::vector<float> close_values(float base, int count, Closeness closeness, Rng& rng);

// The margin of a published model: exponential, >= 0.
float natural_margin(Rng& rng);

// A log-uniform whole number in lowest..highest; lowest > 0.
std::int32_t log_uniform(std::int32_t lowest, std::int32_t highest, Rng& rng);

}  // namespace splitvote
