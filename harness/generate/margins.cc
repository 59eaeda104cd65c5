#include "harness/generate/margins.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "src/numeric/order.h"
#include "src/numeric/rounding.h"
#include "src/numeric/transcendental.h"

namespace splitvote {
namespace {

constexpr std::int64_t kFloat32StepsPerBfloat16 = 65'536;
constexpr float kDensityAtZero = 0.104f;

// Steps of float32 from a bfloat16 number to the rounding boundary on one side, or up to `reach`
// beside it.
std::int64_t beside_boundary(std::int64_t reach, Rng& rng) {
  const std::int64_t boundary = rng.chance(50) ? 0x8000 : -0x8000;
  return boundary + rng.between(-reach, reach);
}

// Where in the cell of one bfloat16 number: its ends are the rounding boundaries.
std::int64_t offset_within_cell(Rng& rng) {
  constexpr std::array<int, 4> kWeights = {4, 2, 2, 1};
  switch (rng.weighted(kWeights)) {
    case 0:
      return rng.between<std::int64_t>(-0x8000, 0x8000);
    case 1:
      return rng.between<std::int64_t>(-2, 2);
    case 2:
      return beside_boundary(2, rng);
    default:
      return 0;
  }
}

}  // namespace

float beside_rounding_boundary(float value, Rng& rng) {
  return stepped_float32(bfloat16_near(value), beside_boundary(1, rng));
}

float stepped_float32(float value, std::int64_t steps) {
  const std::int64_t key = std::clamp<std::int64_t>(std::int64_t{total_order_key(value)} + steps,
                                                    std::numeric_limits<std::int32_t>::min(),
                                                    std::numeric_limits<std::int32_t>::max());
  return float_of_total_order_key(static_cast<std::int32_t>(key));
}

float stepped_bfloat16(float value, std::int64_t steps) {
  return stepped_float32(value, steps * kFloat32StepsPerBfloat16);
}

float bfloat16_near(float value) { return round_to(value, {.dtype = Dtype::kBfloat16}); }

float bfloat16_spacing(float value) {
  return static_cast<float>(ulp(bfloat16_near(value), Dtype::kBfloat16));
}

Closeness choose_closeness(Rng& rng) {
  constexpr std::array<int, 5> kWeights = {15, 20, 15, 35, 15};
  return static_cast<Closeness>(rng.weighted(kWeights));
}

std::vector<float> close_values(float base, int count, Closeness closeness, Rng& rng) {
  const std::int64_t reach = rng.between<std::int64_t>(1, 3);
  std::vector<float> values;
  for (int i = 0; i < count; ++i) {
    std::int64_t steps = 0;
    std::int64_t offset = 0;
    switch (closeness) {
      case Closeness::kEqual:
        break;
      case Closeness::kWithinStep:
        offset = offset_within_cell(rng);
        break;
      case Closeness::kFewSteps:
        steps = rng.between<std::int64_t>(0, reach);
        break;
      case Closeness::kMixed:
        steps = rng.between<std::int64_t>(0, reach);
        offset = offset_within_cell(rng);
        break;
      case Closeness::kNeighbours:
        steps = rng.between<std::int64_t>(0, 7);
        if (rng.chance(50)) offset = offset_within_cell(rng);
        break;
    }
    values.push_back(stepped_float32(stepped_bfloat16(base, steps), offset));
  }
  return values;
}

float natural_margin(Rng& rng) { return -log_f32(1 - rng.unit()) / kDensityAtZero; }

std::int32_t log_uniform(std::int32_t lowest, std::int32_t highest, Rng& rng) {
  if (lowest >= highest) return lowest;
  // A binade first, then a place in it: no logarithm needed, and small ones come as often as large
  // ones.
  const int first = static_cast<int>(std::bit_width(static_cast<std::uint32_t>(lowest))) - 1;
  const int last = static_cast<int>(std::bit_width(static_cast<std::uint32_t>(highest))) - 1;
  const int binade = rng.between(first, last);
  const std::int32_t from = std::max(lowest, std::int32_t{1} << binade);
  const auto end = std::min<std::int64_t>(highest, (std::int64_t{2} << binade) - 1);
  return rng.between(from, static_cast<std::int32_t>(end));
}

}  // namespace splitvote
