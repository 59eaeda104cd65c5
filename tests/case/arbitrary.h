// Small programs and arbitrary cases without fault, for tests of this folder and of generate.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "harness/case/case.h"
#include "harness/case/case_limits.h"
#include "harness/generate/rng.h"

namespace splitvote::testing {

inline void add_parameter(Program& program, const std::string& name, Dtype dtype) {
  Value value;
  value.id = name;
  value.opcode = Opcode::kParameter;
  value.attributes.parameter_name = name;
  value.elements = {Element{dtype, {}, {}, false}};
  program.draft.values.push_back({name, "parameter", {}, {}, {}});
  program.values.push_back(std::move(value));
}

// Parameters and nothing else: what a case can see of a program.
inline std::shared_ptr<const Program> program_with(
    const std::string& name, const std::vector<std::pair<std::string, Dtype>>& parameters) {
  auto program = std::make_shared<Program>();
  program->draft.name = name;
  add_parameter(*program, "logits", Dtype::kFloat32);
  for (const auto& [parameter, dtype] : parameters) add_parameter(*program, parameter, dtype);
  program->logits = 0;
  return program;
}

inline std::vector<std::shared_ptr<const Program>> three_programs() {
  return {program_with("plain", {}),
          program_with("sampler", {{"temperature", Dtype::kFloat32},
                                   {"top_k", Dtype::kS32},
                                   {"top_p", Dtype::kFloat32},
                                   {"seed", Dtype::kU64}}),
          program_with("odd", {{"bias", Dtype::kBfloat16},
                               {"flag", Dtype::kPred},
                               {"offset", Dtype::kS64},
                               {"min_p", Dtype::kFloat32}})};
}

inline float arbitrary_float(Rng& rng) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(rng.next()));
}
inline float arbitrary_finite(Rng& rng) {
  const float value = arbitrary_float(rng);
  return std::isfinite(value) ? value : -0.0f;
}

inline Layout arbitrary_layout(Rng& rng, std::int32_t vocab_size) {
  const int ranks = rng.between(1, kRankCountMax);
  Layout layout = even_layout(vocab_size, ranks);
  const auto last = static_cast<std::size_t>(ranks - 1);
  layout.pad_value = arbitrary_float(rng);
  if (rng.chance(30)) {
    layout.split = Split::kStrided;
  } else if (rng.chance(50)) {
    std::int32_t left = vocab_size;
    for (std::size_t shard = 0; shard < last; ++shard) {
      layout.shard_sizes[shard] = rng.chance(30) ? 0 : rng.between(0, left);
      left -= layout.shard_sizes[shard];
    }
    layout.shard_sizes[last] = left;
  }
  if (rng.chance(40)) {
    for (std::int32_t& columns : layout.padding) columns = rng.between(0, 100);
  }
  if (rng.chance(40)) {
    for (std::size_t rank = last; rank > 0; --rank) {
      std::swap(layout.rank_order[rank], layout.rank_order[rng.below(rank + 1)]);
    }
  }
  if (ranks > 1 && rng.chance(40)) {
    for (std::int32_t& rank_class : layout.rank_class) rank_class = rng.between(0, 1);
    layout.rank_class[rng.below(static_cast<std::uint64_t>(ranks))] = 0;
  }
  if (rng.chance(40)) {
    std::int32_t left = ranks;
    layout.gather_stages.clear();
    while (layout.gather_stages.size() + 1 < static_cast<std::size_t>(kGatherStageCountMax)) {
      const std::int32_t stage = rng.between(1, left);
      if (left % stage != 0) continue;
      layout.gather_stages.push_back(stage);
      left /= stage;
    }
    layout.gather_stages.push_back(left);
  }
  return layout;
}

inline Case arbitrary_case(Rng& rng, const std::vector<std::shared_ptr<const Program>>& programs) {
  Case c;
  c.program = rng.pick(programs);
  const bool written = rng.chance(30);
  const std::int32_t vocab_size = rng.between(1, rng.chance(50) || written ? 40 : kVocabSizeMax);
  c.layout = arbitrary_layout(rng, vocab_size);
  c.logits.rows = rng.between(1, rng.chance(50) ? 1 : kRowCountMax);
  if (written) {
    c.logits.values.assign(static_cast<std::size_t>(c.logits.rows),
                           std::vector<float>(static_cast<std::size_t>(vocab_size)));
    for (auto& row : c.logits.values) {
      for (float& value : row) value = arbitrary_float(rng);
    }
  } else {
    c.logits.background = {static_cast<BackgroundKind>(rng.below(5)), rng.next(),
                           arbitrary_finite(rng), arbitrary_finite(rng)};
    for (auto left = rng.below(20); left > 0; --left) {
      c.logits.planted.push_back({rng.between(0, c.logits.rows - 1), rng.between(0, vocab_size - 1),
                                  arbitrary_float(rng)});
    }
  }
  c.parameters.seed = rng.next();
  auto& numbers = c.parameters.numbers;
  if (c.program->name() == "sampler") {
    if (rng.chance(70)) numbers["temperature"] = static_cast<double>(arbitrary_finite(rng));
    if (rng.chance(70))
      numbers["top_k"] = static_cast<double>(rng.between<std::int64_t>(1, kTopKMax));
    if (rng.chance(70)) numbers["top_p"] = rng.chance(10) ? 1.0 : static_cast<double>(rng.unit());
  } else if (c.program->name() == "odd") {
    numbers["bias"] = static_cast<double>(arbitrary_finite(rng));
    numbers["flag"] = rng.chance(50) ? 1 : 0;
    numbers["offset"] = static_cast<double>(rng.between<std::int64_t>(-(1LL << 53), 1LL << 53));
    if (rng.chance(50)) numbers["min_p"] = static_cast<double>(rng.unit());
  }
  return c;
}

}  // namespace splitvote::testing
