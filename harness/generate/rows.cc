#include "harness/generate/rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "harness/generate/margins.h"
#include "harness/generate/placement.h"
#include "src/numeric/transcendental.h"

namespace splitvote {
namespace {

enum class Style : std::uint8_t {
  kCluster,         // 2 to 48 close values above the rest
  kBorder,          // a tie group across the border of top_k
  kOverflow,        // more ties in one shard than top_k lets it hand on
  kNaturalMargin,   // one or two leaders, the margin of a published model
  kOneHot,          // one token far above
  kSoftCapped,      // 30 * tanh(x / 30): different logits become equal
  kBackgroundOnly,  // flat, Zipf, quantized or normal as it is
  kMasked,          // all but a few hold what stands for "not allowed"
};

// What a masked token holds (tpu-inference, MaxText, NxDI, mirage, TensorRT-LLM); -inf is among the
// special values.
constexpr std::array<float, 7> kMaskValues = {
    -1e12f,       -1e7f, -3000, -1e4f, std::numeric_limits<float>::lowest(),
    -65504,          // the lowest float16
    -0x1.fep+127f};  // the lowest bfloat16

// Where the top logits of published models lie; some negative.
float choose_top(Rng& rng) {
  constexpr std::array<int, 6> kWeights = {50, 15, 10, 12, 8, 5};
  switch (rng.weighted(kWeights)) {
    case 0:
      return rng.uniform(8, 32);
    case 1:
      return rng.uniform(32, 130);
    case 2:
      return rng.uniform(0.25f, 8);
    case 3:
      return -rng.uniform(0.25f, 32);  // all logits negative
    case 4: {
      // Beside a power of two the spacing changes.
      const auto power = static_cast<float>(std::int32_t{1} << rng.below(7));
      return stepped_bfloat16(power, rng.between<std::int64_t>(-3, 2));
    }
    default:
      return rng.uniform(-0.01f, 0.01f);  // beside zero it gets very small
  }
}

// From the lowest planted value down to the background.
float choose_gap(float top, Rng& rng) {
  constexpr std::array<int, 4> kWeights = {40, 30, 20, 10};
  switch (rng.weighted(kWeights)) {
    case 0:
      return natural_margin(rng);
    case 1:
      return static_cast<float>(rng.between(0, 4)) * bfloat16_spacing(top);
    case 2:
      return rng.uniform(0, 2);
    default:
      return rng.uniform(8, 30);
  }
}

// Nearly flat (thousands of tokens within a quarter of a binade: vllm#51782), as published models
// are, or peaked.
float choose_scale(Rng& rng) {
  constexpr std::array<int, 3> kWeights = {12, 70, 18};
  switch (rng.weighted(kWeights)) {
    case 0:
      return rng.uniform(0.01f, 0.25f);
    case 1:
      return rng.uniform(0.25f, 4);
    default:
      return rng.uniform(0.25f, 10);
  }
}

float highest_of(const Background& background) {
  constexpr float kFourUniformsHighest = 3.4642f;
  const float scale = std::abs(background.scale);
  switch (background.kind) {
    case BackgroundKind::kNormal:
      return background.center + kFourUniformsHighest * scale;
    case BackgroundKind::kUniform:
      return background.center + scale;
    case BackgroundKind::kQuantized:
      return background.center + 8 * scale;
    default:
      return background.center;
  }
}

// Fills one row with planted values, and knows what is already taken.
class RowPlanter {
 public:
  RowPlanter(const LayoutMap& map, std::int32_t vocab_size, std::int32_t row, int budget,
             Logits& logits, Rng& rng)
      : map_(map),
        vocab_size_(vocab_size),
        row_(row),
        budget_(budget),
        logits_(logits),
        rng_(rng) {}

  [[nodiscard]] int budget() const { return budget_; }

  void plant(const std::vector<float>& values, Placement placement) {
    const int count = std::min(budget_, static_cast<int>(values.size()));
    const std::vector<std::int32_t> tokens =
        choose_tokens(map_, vocab_size_, placement, count, taken_, rng_);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      logits_.planted.push_back({row_, tokens[i], values[i]});
      taken_.push_back(tokens[i]);
    }
    budget_ -= static_cast<int>(tokens.size());
  }

  void plant_close(float base, int count, Closeness closeness) {
    const std::vector<float> values = close_values(base, std::min(count, budget_), closeness, rng_);
    plant(values, choose_placement(rng_));
  }
  void plant_close_in_one_shard(float base, int count, Closeness closeness) {
    plant(close_values(base, std::min(count, budget_), closeness, rng_), Placement::kOneShard);
  }

 private:
  const LayoutMap& map_;
  std::int32_t vocab_size_;
  std::int32_t row_;
  int budget_;
  Logits& logits_;
  Rng& rng_;
  std::vector<std::int32_t> taken_;
};

// `top` is the lowest of the values planted as leaders, a bfloat16 number.
void plant_style(Style style, float top, int top_k, RowPlanter& row, Rng& rng) {
  const std::int32_t cluster_max = std::max(2, std::min(48, row.budget()));
  switch (style) {
    case Style::kCluster: {
      const std::int32_t size = log_uniform(2, cluster_max, rng);
      row.plant_close(top, size, choose_closeness(rng));
      break;
    }
    case Style::kBorder: {
      // `above` leaders, then ties of which only some have room.
      const int above = rng.between(0, std::max(0, std::min(top_k, row.budget()) - 1));
      const int ties = top_k - above + rng.between(1, 4);
      const float leader = stepped_bfloat16(top, rng.between<std::int64_t>(1, 3));
      row.plant_close(leader, above, choose_closeness(rng));
      row.plant_close(top, ties, rng.chance(60) ? Closeness::kEqual : Closeness::kWithinStep);
      break;
    }
    case Style::kOverflow: {
      const int ties = top_k + rng.between(1, 4);
      const auto closeness = rng.chance(60) ? Closeness::kEqual : Closeness::kWithinStep;
      row.plant_close_in_one_shard(top, ties, closeness);
      row.plant_close(top, rng.between(1, 4), Closeness::kWithinStep);
      break;
    }
    case Style::kNaturalMargin: {
      const float leader = top + natural_margin(rng);
      row.plant({leader}, choose_placement(rng));
      row.plant_close(top, rng.between(1, 4), Closeness::kMixed);
      break;
    }
    case Style::kOneHot: {
      const float leader = top + rng.uniform(20, 100);
      row.plant({leader}, choose_placement(rng));
      break;
    }
    case Style::kSoftCapped: {
      std::vector<float> values;
      for (int left = log_uniform(2, cluster_max, rng); left > 0; --left) {
        values.push_back(30 * tanh_f32(rng.uniform(60, 130) / 30));
      }
      row.plant(values, choose_placement(rng));
      break;
    }
    case Style::kMasked: {
      // A grammar leaves a few tokens, or none: then another mask's value is the greatest.
      if (rng.chance(60)) {
        const Closeness closeness = choose_closeness(rng);
        row.plant_close(top, log_uniform(1, 8, rng), closeness);
        break;
      }
      std::vector<float> values;
      for (int left = rng.between(1, 3); left > 0; --left) values.push_back(rng.pick(kMaskValues));
      row.plant(values, choose_placement(rng));
      break;
    }
    case Style::kBackgroundOnly:
      break;
  }
}

// NaN, infinities, signed zeros and subnormals: rare, and then few.
void plant_special(RowPlanter& row, Rng& rng) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr std::array<float, 10> kSpecial = {
      kInfinity, -kInfinity, kNan,       -kNan,     0.0f,
      -0.0f,     0x1p-149f,  -0x1p-149f, 0x1p-126f, std::numeric_limits<float>::max()};
  std::vector<float> values;
  for (int left = rng.between(1, 3); left > 0; --left) values.push_back(rng.pick(kSpecial));
  row.plant(values, choose_placement(rng));
}

void write_out(Logits& logits, std::int32_t vocab_size) {
  logits.values = materialize(logits, vocab_size);
  logits.planted.clear();
  logits.background = {};
}

}  // namespace

Background choose_background(float top, float gap, Rng& rng) {
  constexpr std::array<int, 5> kWeights = {12, 50, 12, 16, 10};
  Background background;
  background.kind = static_cast<BackgroundKind>(rng.weighted(kWeights));
  background.seed = rng.below(1'000'000);
  background.scale = background.kind == BackgroundKind::kQuantized
                         ? bfloat16_spacing(top) * static_cast<float>(rng.between(1, 4))
                         : choose_scale(rng);
  background.center = 0;
  background.center = top - gap - highest_of(background);
  return background;
}

Logits generate_logits(const Layout& layout, std::int64_t top_k, const GeneratorOptions& options,
                       Rng& rng) {
  constexpr std::array<int, 8> kStyles = {44, 13, 8, 11, 3, 7, 11, 3};
  constexpr std::array<int, 4> kRowCounts = {80, 12, 4, 4};
  const LayoutMap map(layout);
  const auto vocab_size = layout.vocab_size;
  Logits logits;
  logits.rows =
      std::clamp(1 + static_cast<int>(rng.weighted(kRowCounts)), std::max(1, options.row_count_min),
                 std::max({1, options.row_count_min, options.row_count_max}));
  const auto style = static_cast<Style>(rng.weighted(kStyles));
  const float top = bfloat16_near(style == Style::kSoftCapped ? 29.5f : choose_top(rng));
  // Background alone is told by its own top; a flat one ties everything.
  logits.background =
      choose_background(top, style == Style::kBackgroundOnly ? 0 : choose_gap(top, rng), rng);
  if (style == Style::kMasked) {
    logits.background.kind = BackgroundKind::kConstant;
    logits.background.center = rng.pick(kMaskValues);
  }
  const int budget = std::max(1, options.planted_count_max / logits.rows);
  for (std::int32_t row = 0; row < logits.rows; ++row) {
    RowPlanter planter(map, vocab_size, row, budget, logits, rng);
    if (rng.chance(1)) plant_special(planter, rng);
    const Style row_style =
        row == 0 || rng.chance(50) ? style : static_cast<Style>(rng.weighted(kStyles));
    plant_style(row_style, top, static_cast<int>(std::clamp<std::int64_t>(top_k, 1, 64)), planter,
                rng);
  }
  constexpr std::int32_t kReadable = 64;
  if (vocab_size <= kReadable && rng.chance(30)) write_out(logits, vocab_size);
  return logits;
}

}  // namespace splitvote
