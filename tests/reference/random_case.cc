#include "tests/reference/random_case.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "harness/case/parameter_domain.h"
#include "harness/generate/rng.h"

namespace splitvote {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

float from_bits(std::uint64_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
}

float special(Rng& rng) {
  switch (rng.below(9)) {
    case 0:
      return from_bits(0x7f800001u + rng.below(0x7fffff) +
                       (rng.chance(50) ? 0x80000000u : 0));  // NaN, any payload
    case 1:
      return kInf;
    case 2:
      return -kInf;
    case 3:
      return 0.0f;
    case 4:
      return -0.0f;
    case 5:
      return from_bits(rng.below(0x800000) | (rng.chance(50) ? 0x80000000u : 0));  // subnormal
    case 6:
      return rng.chance(50) ? std::numeric_limits<float>::max()
                            : std::numeric_limits<float>::lowest();
    case 7:
      return from_bits(rng.next() >> 32);  // anything
    default:
      return rng.uniform(-600.0f, 600.0f);
  }
}

// Near a tie of bfloat16: a bfloat16 number plus about half of its spacing.
float near_tie(Rng& rng, float base) {
  const std::uint32_t bits = (std::bit_cast<std::uint32_t>(base) & 0xffff0000u) + 0x8000u;
  return from_bits(bits + static_cast<std::uint32_t>(rng.between(-2, 2)) +
                   0x10000u * static_cast<std::uint32_t>(rng.between(-1, 1)));
}

std::vector<float> random_row(Rng& rng, std::size_t n) {
  std::vector<float> row(n);
  const std::uint64_t kind = rng.below(8);
  const float center = rng.uniform(-12.0f, 12.0f);
  const float scale = rng.chance(50) ? 4.0f : rng.uniform(0.0f, 0.1f);
  const float grid = std::ldexp(1.0f, rng.between(-8, 0));
  for (float& x : row) {
    switch (kind) {
      case 0:
        x = center;  // all equal
        break;
      case 1:
        x = center + grid * static_cast<float>(rng.between(-4, 4));
        break;
      case 2:
        x = near_tie(rng, center);
        break;
      case 3:
        x = special(rng);
        break;
      case 4:
        x = rng.chance(90) ? -kInf : rng.uniform(-4.0f, 4.0f);
        break;
      default:
        x = center + scale * (rng.unit() + rng.unit() + rng.unit() - 1.5f);
    }
  }
  if (rng.chance(25)) {
    for (int i = rng.between(1, 3); i > 0; --i) row[rng.below(n)] = special(rng);
  }
  if (rng.chance(30)) {  // the maximum several times, in and across shards
    float best = -kInf;
    for (const float x : row) best = x > best ? x : best;
    for (int i = rng.between(1, 4); i > 0; --i)
      row[rng.below(n)] = rng.chance(50) ? best : near_tie(rng, best);
  }
  return row;
}

std::vector<std::int32_t> cut_unevenly(Rng& rng, std::int32_t total, int ranks) {
  std::vector<std::int32_t> cuts = {0, total};
  for (int i = 1; i < ranks; ++i)
    cuts.push_back(rng.chance(15) ? rng.pick(cuts) : rng.between(0, total));
  std::sort(cuts.begin(), cuts.end());
  std::vector<std::int32_t> sizes;
  for (std::size_t i = 1; i < cuts.size(); ++i) sizes.push_back(cuts[i] - cuts[i - 1]);
  return sizes;
}

std::vector<std::int32_t> random_stages(Rng& rng, int ranks) {
  std::vector<std::int32_t> stages;
  int left = ranks;
  for (int factor = 2; factor <= left && stages.size() < 3;) {
    if (left % factor == 0 && rng.chance(60)) {
      stages.push_back(factor);
      left /= factor;
    } else {
      ++factor;
    }
  }
  if (left > 1 || stages.empty()) stages.push_back(left);
  if (rng.chance(50)) std::reverse(stages.begin(), stages.end());
  return stages;
}

Layout random_layout(Rng& rng, std::int32_t vocab_size, int ranks) {
  static const std::array<float, 5> kPads = {-kInf, 0.0f, -1e4f,
                                             std::numeric_limits<float>::lowest(), -kInf};
  Layout layout = even_layout(vocab_size, ranks);
  const std::uint64_t kind = rng.below(4);
  if (kind == 0) layout.shard_sizes = cut_unevenly(rng, vocab_size, ranks);
  if (kind == 1) {
    layout.split = Split::kStrided;
    for (int shard = 0; shard < ranks; ++shard) {
      layout.shard_sizes[static_cast<std::size_t>(shard)] =
          std::max(0, (vocab_size - shard + ranks - 1) / ranks);
    }
  }
  if (kind == 2) layout = padded_layout(vocab_size, vocab_size + rng.between(0, 9), ranks, 0);
  if (rng.chance(35)) {
    for (std::int32_t& padding : layout.padding) padding = rng.chance(50) ? rng.between(0, 4) : 0;
  }
  layout.pad_value = rng.pick(kPads);
  if (rng.chance(30)) {
    for (std::size_t i = layout.rank_order.size(); i > 1; --i)
      std::swap(layout.rank_order[i - 1], layout.rank_order[rng.below(i)]);
  }
  if (ranks > 1 && rng.chance(40)) {
    for (std::int32_t& rank_class : layout.rank_class)
      rank_class = static_cast<std::int32_t>(rng.below(2));
    layout.rank_class[rng.below(layout.rank_class.size())] = 0;
    if (std::count(layout.rank_class.begin(), layout.rank_class.end(), 0) == ranks)
      layout.rank_class.back() = 1;
    if (std::count(layout.rank_class.begin(), layout.rank_class.end(), 1) == ranks)
      layout.rank_class.front() = 0;
  }
  layout.gather_stages = random_stages(rng, ranks);
  return layout;
}

// The ranks that some collective of a compiled program names in its groups; 0: none does.
int ranks_named(const std::vector<Value>& values) {
  for (const Value& value : values) {
    if (!value.attributes.groups.empty()) return static_cast<int>(value.attributes.groups.size());
    for (const Region& region : value.regions) {
      if (const int inside = ranks_named(region.values); inside != 0) return inside;
    }
  }
  return 0;
}

// Slices of just the size that a program was compiled for.
Layout compiled_layout(Rng& rng, std::int32_t slice, int ranks) {
  Layout layout = even_layout(slice * ranks, ranks);
  layout.pad_value = -kInf;
  for (std::size_t shard = 1; shard < layout.padding.size(); ++shard) {
    layout.padding[shard] = rng.chance(30) ? rng.between(0, slice) : 0;
    layout.shard_sizes[shard] -= layout.padding[shard];
    layout.vocab_size -= layout.padding[shard];
    layout.rank_class[shard] = static_cast<std::int32_t>(rng.below(2));
  }
  return layout;
}

double random_parameter(Rng& rng, const ParameterDomain& domain) {
  if (domain.kind == NumberKind::kInteger) {
    static const std::array<double, 9> kCounts = {1, 1, 2, 3, 5, 8, 40, 300, 200000};
    return std::clamp(rng.pick(kCounts), static_cast<double>(domain.lowest),
                      static_cast<double>(domain.highest));
  }
  if (domain.kind == NumberKind::kProbability) {
    static const std::array<float, 6> kProbabilities = {0.0f, 1.0f, 0.9f, 0.5f, 0.99f, 1e-6f};
    return static_cast<double>(rng.chance(60) ? rng.pick(kProbabilities) : rng.unit());
  }
  static const std::array<float, 8> kNumbers = {1.0f,   0.7f,   0.0f, -1.0f,
                                                1e-30f, 1e-42f, 0.1f, 100.0f};
  return static_cast<double>(rng.chance(70) ? rng.pick(kNumbers) : rng.uniform(0.05f, 3.0f));
}

std::int32_t random_vocabulary(Rng& rng, CaseSize size) {
  if (size == CaseSize::kReal) {
    static const std::array<std::int32_t, 4> kReal = {32'768, 50'257, 131'072, 262'144};
    return rng.pick(kReal);
  }
  if (rng.chance(90)) return rng.between(1, 64);
  return rng.chance(90) ? rng.between(65, 1024) : rng.between(1025, 4096);
}

}  // namespace

Case random_case(std::shared_ptr<const Program> program, std::uint64_t seed, CaseSize size) {
  Rng rng(seed, 1);
  Case made;
  made.program = std::move(program);
  std::int32_t vocab_size = random_vocabulary(rng, size);
  const bool many = size == CaseSize::kMixed && rng.chance(4);
  const Value& logits = made.program->values[static_cast<std::size_t>(made.program->logits)];
  if (const auto& compiled = logits.attributes.shape) {
    const int ranks = ranks_named(made.program->values);
    made.logits.rows = static_cast<std::int32_t>((*compiled)[0]);
    made.layout = compiled_layout(rng, static_cast<std::int32_t>((*compiled)[1]),
                                  ranks != 0 ? ranks : rng.between(1, 4));
    vocab_size = made.layout.vocab_size;
  } else {
    made.layout = random_layout(rng, vocab_size, rng.between(1, many ? 64 : 8));
    made.logits.rows = size == CaseSize::kReal ? 1 : rng.between(1, 3);
  }
  for (std::int32_t row = 0; row < made.logits.rows; ++row) {
    made.logits.values.push_back(random_row(rng, static_cast<std::size_t>(vocab_size)));
  }
  for (const ParameterDomain& domain : parameter_domains(*made.program)) {
    if (domain.required || rng.chance(75))
      made.parameters.numbers[domain.name] = random_parameter(rng, domain);
  }
  made.parameters.seed = rng.next();
  return made;
}

}  // namespace splitvote
