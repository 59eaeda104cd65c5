#include "harness/generate/mutate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/generate/layouts.h"
#include "harness/generate/margins.h"
#include "harness/generate/parameters.h"
#include "harness/generate/placement.h"
#include "harness/generate/rows.h"

namespace splitvote {
namespace {

// In a row of written-out values most tokens decide nothing: the highest few are found and
// preferred.
std::size_t choose_written(const std::vector<float>& row, Rng& rng) {
  constexpr std::size_t kLeaders = 16;
  if (row.size() <= kLeaders || rng.chance(20)) return rng.below(row.size());
  std::vector<std::size_t> ids(row.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = i;
  // NaN takes no part in the order: below everything.
  const auto higher = [&row](std::size_t a, std::size_t b) {
    const bool a_nan = row[a] != row[a];
    const bool b_nan = row[b] != row[b];
    if (a_nan || b_nan) return !a_nan && b_nan;
    return row[a] > row[b];
  };
  std::nth_element(ids.begin(), ids.begin() + kLeaders, ids.end(), higher);
  return ids[rng.below(kLeaders)];
}

// Some value of the case, or null when none is written down.
float* choose_value(Logits& logits, Rng& rng) {
  if (logits.explicit_values()) {
    std::vector<float>& row = logits.values[rng.below(logits.values.size())];
    return &row[choose_written(row, rng)];
  }
  return logits.planted.empty() ? nullptr : &logits.planted[rng.below(logits.planted.size())].value;
}

void plant_one(Case& c, const GeneratorOptions& options, Rng& rng) {
  Logits& logits = c.logits;
  if (logits.explicit_values()) return;
  if (logits.planted.size() >= static_cast<std::size_t>(std::max(1, options.planted_count_max)))
    return;
  const LayoutMap map(c.layout);
  const std::vector<std::int32_t> tokens =
      choose_tokens(map, c.layout.vocab_size, choose_placement(rng), 1, {}, rng);
  Planted planted{rng.between(0, logits.rows - 1), tokens.front(), logits.background.center};
  if (const float* model = choose_value(logits, rng)) {
    planted.value = close_values(*model, 1, choose_closeness(rng), rng).front();
  }
  logits.planted.push_back(planted);
}

void move_one(Case& c, Rng& rng) {
  const LayoutMap map(c.layout);
  const std::int32_t to =
      choose_tokens(map, c.layout.vocab_size, choose_placement(rng), 1, {}, rng).front();
  if (c.logits.explicit_values()) {
    std::vector<float>& row = c.logits.values[rng.below(c.logits.values.size())];
    std::swap(row[choose_written(row, rng)], row[static_cast<std::size_t>(to)]);
  } else if (!c.logits.planted.empty()) {
    c.logits.planted[rng.below(c.logits.planted.size())].token = to;
  }
}

void step_one(Logits& logits, Rng& rng) {
  float* value = choose_value(logits, rng);
  if (value == nullptr) return;
  const std::int64_t steps = rng.chance(80) ? 1 : rng.between<std::int64_t>(2, 8);
  const std::int64_t signed_steps = rng.chance(50) ? steps : -steps;
  switch (rng.below(3)) {
    case 0:
      *value = stepped_float32(*value, signed_steps);
      break;
    case 1:
      *value = stepped_bfloat16(*value, signed_steps);
      break;
    default:  // to the rounding boundary beside it
      *value = beside_rounding_boundary(*value, rng);
  }
}

void copy_one(Logits& logits, Rng& rng) {
  float* to = choose_value(logits, rng);
  const float* from = choose_value(logits, rng);
  if (to != nullptr) *to = *from;
}

void remove_one(Logits& logits, Rng& rng) {
  if (logits.planted.empty()) return;
  logits.planted.erase(logits.planted.begin() +
                       static_cast<std::ptrdiff_t>(rng.below(logits.planted.size())));
}

void mutate_background(Logits& logits, Rng& rng) {
  if (logits.explicit_values()) return;
  Background& background = logits.background;
  switch (rng.below(4)) {
    case 0:
      background.seed = rng.below(1'000'000);
      break;
    case 1:
      background.center = std::clamp(background.center + rng.uniform(-2, 2), -1e6f, 1e6f);
      break;
    case 2:
      background.scale = std::clamp(background.scale * rng.uniform(0.5f, 2), -1e6f, 1e6f);
      break;
    default: {
      const float* top = choose_value(logits, rng);
      // Written so that a NaN, too, is replaced.
      const bool usable = top != nullptr && *top > -1e6f && *top < 1e6f;
      background = choose_background(usable ? bfloat16_near(*top) : 16, rng.uniform(0, 4), rng);
    }
  }
}

void mutate_rows(Logits& logits, const GeneratorOptions& options, Rng& rng) {
  const std::int32_t last = logits.rows - 1;
  if (rng.chance(50) && logits.rows < options.row_count_max) {
    const auto copied =
        static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(logits.rows)));
    if (logits.explicit_values()) {
      std::vector<float> row = logits.values[static_cast<std::size_t>(copied)];
      logits.values.push_back(std::move(row));
    }
    const std::vector<Planted> before = logits.planted;
    for (const Planted& planted : before) {
      if (planted.row == copied &&
          logits.planted.size() < static_cast<std::size_t>(options.planted_count_max)) {
        logits.planted.push_back({logits.rows, planted.token, planted.value});
      }
    }
    ++logits.rows;
  } else if (last > 0 && logits.rows > options.row_count_min) {
    std::erase_if(logits.planted, [last](const Planted& planted) { return planted.row == last; });
    if (logits.explicit_values()) logits.values.pop_back();
    --logits.rows;
  }
}

// The vocabulary shrinks or grows; tokens that are gone come back in at the start, so that near
// ties stay.
void set_vocab_size(Case& c, std::int32_t vocab_size) {
  c.layout = relaid(c.layout, vocab_size, c.layout.rank_count());
  for (Planted& planted : c.logits.planted) planted.token %= vocab_size;
  for (std::vector<float>& row : c.logits.values) {
    row.resize(static_cast<std::size_t>(vocab_size), row.front());
  }
}

void mutate_vocabulary(Case& c, const GeneratorOptions& options, Rng& rng) {
  if (options.layout) return;
  const std::int64_t before = c.layout.vocab_size;
  constexpr std::array<int, 4> kWeights = {3, 2, 2, 2};
  std::int64_t after = before;
  switch (rng.weighted(kWeights)) {
    case 0:
      after = before / 2;
      break;
    case 1:
      after = before * 2;
      break;
    case 2:
      after = before - 1;
      break;
    default:
      after = before + 1;
  }
  const std::int64_t lowest = std::max(1, options.vocab_size_min);
  set_vocab_size(c, static_cast<std::int32_t>(std::clamp(
                        after, lowest, std::max<std::int64_t>(lowest, options.vocab_size_max))));
}

void mutate_once(Case& c, Rng& rng, const GeneratorOptions& options) {
  constexpr std::array<int, 11> kWeights = {26, 12, 10, 12, 6, 12, 8, 4, 2, 3, 5};
  switch (rng.weighted(kWeights)) {
    case 0:
      step_one(c.logits, rng);
      break;
    case 1:
      copy_one(c.logits, rng);
      break;
    case 2:
      move_one(c, rng);
      break;
    case 3:
      plant_one(c, options, rng);
      break;
    case 4:
      remove_one(c.logits, rng);
      break;
    case 5:
      mutate_parameters(c.parameters, *c.program, options, rng);
      break;
    case 6:
      mutate_layout(c.layout, options, rng);
      break;
    case 7:
      mutate_background(c.logits, rng);
      break;
    case 8:
      mutate_rows(c.logits, options, rng);
      break;
    case 9:
      mutate_vocabulary(c, options, rng);
      break;
    default:  // many at once: the whole top moves by one step
      for (int left = rng.between(2, 8); left > 0; --left) step_one(c.logits, rng);
  }
}

}  // namespace

void mutate(Case& test_case, Rng& rng, const GeneratorOptions& options) {
  constexpr std::array<int, 3> kWeights = {70, 20, 10};
  for (auto left = 1 + rng.weighted(kWeights); left > 0; --left)
    mutate_once(test_case, rng, options);
}

Case crossover(const Case& a, const Case& b, Rng& rng, const GeneratorOptions& options) {
  Case child = a;
  if (rng.chance(30) && !a.logits.explicit_values()) {
    child.layout = b.layout;
    for (Planted& planted : child.logits.planted) planted.token %= child.layout.vocab_size;
  }
  if (a.program == b.program && rng.chance(40)) child.parameters = b.parameters;
  if (child.logits.explicit_values()) return child;
  if (!b.logits.explicit_values() && rng.chance(30)) child.logits.background = b.logits.background;
  const auto room = static_cast<std::size_t>(std::max(1, options.planted_count_max));
  if (rng.chance(50))
    std::erase_if(child.logits.planted, [&rng](const Planted&) { return rng.chance(50); });
  for (const Planted& planted : b.logits.planted) {
    if (child.logits.planted.size() >= room) break;
    if (!rng.chance(50)) continue;
    child.logits.planted.push_back(
        {planted.row % child.logits.rows, planted.token % child.layout.vocab_size, planted.value});
  }
  return child;
}

}  // namespace splitvote
