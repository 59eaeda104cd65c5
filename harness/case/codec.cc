#include "harness/case/codec.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "harness/case/case_limits.h"
#include "harness/case/parameter_domain.h"

namespace splitvote {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kPlantedBytes = 9;

enum Flag : std::uint8_t {
  kValuesWritten = 1,
  kIsStrided = 2,
  kSizesListed = 4,
  kPaddingListed = 8,
  kOrderListed = 16,
  kClassesListed = 32,
  kStagesListed = 64,
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - at_; }
  std::uint64_t number(int byte_count) {
    std::uint64_t bits = 0;
    for (int i = 0; i < byte_count && at_ < bytes_.size(); ++i, ++at_) {
      bits |= std::uint64_t{bytes_[at_]} << (8 * i);
    }
    return bits;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  float f32() { return std::bit_cast<float>(u32()); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

class Writer {
 public:
  void number(std::uint64_t bits, int byte_count) {
    for (int i = 0; i < byte_count; ++i) {
      bytes_.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
    }
  }
  void u8(std::uint64_t bits) { number(bits, 1); }
  void u32(std::uint64_t bits) { number(bits, 4); }
  void u64(std::uint64_t bits) { number(bits, 8); }
  void i32(std::int32_t value) { u32(static_cast<std::uint32_t>(value)); }
  void f32(float value) { u32(std::bit_cast<std::uint32_t>(value)); }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

float finite(std::uint32_t bits) {
  const float value = std::bit_cast<float>(bits);
  return std::isfinite(value) ? value : std::bit_cast<float>(bits & ~0x40000000u);
}

// 0..highest; a number already there stays.
std::int32_t folded(std::uint64_t number, std::int64_t highest) {
  return static_cast<std::int32_t>(number % (static_cast<std::uint64_t>(highest) + 1));
}

std::vector<std::int32_t> divisors(std::int32_t number) {
  std::vector<std::int32_t> found;
  for (std::int32_t d = 1; d <= number; ++d) {
    if (number % d == 0) found.push_back(d);
  }
  return found;
}

// The layout's lists as they stand in the bytes: what they mean depends on the vocabulary, which
// values written out only decide at the end.
struct LayoutBytes {
  std::uint8_t flags = 0;
  int rank_count = 1;
  float pad_value = 0;
  std::vector<std::uint32_t> sizes, padding;
  std::vector<std::uint8_t> order, stages;
  std::uint64_t classes = 0;
};

LayoutBytes read_layout(Reader& in, std::uint8_t flags, int rank_count, float pad_value) {
  LayoutBytes raw;
  raw.flags = flags;
  raw.rank_count = rank_count;
  raw.pad_value = pad_value;
  if (flags & kSizesListed) {
    for (int shard = 0; shard + 1 < rank_count; ++shard) raw.sizes.push_back(in.u32());
  }
  if (flags & kPaddingListed) {
    for (int shard = 0; shard < rank_count; ++shard) raw.padding.push_back(in.u32());
  }
  if (flags & kOrderListed) {
    for (int rank = 0; rank < rank_count; ++rank) raw.order.push_back(in.u8());
  }
  if (flags & kClassesListed) raw.classes = in.u64();
  if (flags & kStagesListed) {
    const int stage_count = 1 + folded(in.u8(), kGatherStageCountMax - 1);
    for (int stage = 0; stage + 1 < stage_count; ++stage) raw.stages.push_back(in.u8());
  }
  return raw;
}

void decode_sizes(const LayoutBytes& raw, Layout& layout) {
  std::int32_t left = layout.vocab_size;
  for (std::size_t shard = 0; shard + 1 < layout.shard_sizes.size(); ++shard) {
    layout.shard_sizes[shard] = folded(raw.sizes[shard], left);
    left -= layout.shard_sizes[shard];
  }
  layout.shard_sizes.back() = left;
}

Layout decode_layout(const LayoutBytes& raw, std::int32_t vocab_size) {
  Layout layout = even_layout(vocab_size, raw.rank_count);
  layout.pad_value = raw.pad_value;
  if (raw.flags & kIsStrided) {
    layout.split = Split::kStrided;  // which decides the sizes
  } else if (raw.flags & kSizesListed) {
    decode_sizes(raw, layout);
  }
  std::int32_t padding_left = kPaddedSizeMax - vocab_size;
  for (std::size_t shard = 0; shard < raw.padding.size(); ++shard) {
    layout.padding[shard] = folded(raw.padding[shard], padding_left);
    padding_left -= layout.padding[shard];
  }
  std::vector<std::int32_t> shards_left = layout.rank_order;
  for (std::size_t rank = 0; rank < raw.order.size(); ++rank) {
    const auto at = shards_left.begin() + raw.order[rank] % static_cast<int>(shards_left.size());
    layout.rank_order[rank] = *at;
    shards_left.erase(at);
  }
  const std::uint64_t everyone = ~std::uint64_t{0} >> (64 - raw.rank_count);
  if ((raw.classes & everyone) != everyone) {  // class 1 alone is no class
    for (int rank = 0; rank < raw.rank_count; ++rank) {
      layout.rank_class[static_cast<std::size_t>(rank)] =
          static_cast<std::int32_t>(raw.classes >> rank & 1);
    }
  }
  if (raw.flags & kStagesListed) {
    layout.gather_stages.clear();
    std::int32_t ranks_left = raw.rank_count;
    for (std::uint8_t choice : raw.stages) {
      const std::vector<std::int32_t> choices = divisors(ranks_left);
      layout.gather_stages.push_back(choices[choice % choices.size()]);
      ranks_left /= layout.gather_stages.back();
    }
    layout.gather_stages.push_back(ranks_left);
  }
  return layout;
}

std::uint8_t layout_flags(const Layout& layout) {
  const Layout even = even_layout(layout.vocab_size, layout.rank_count());
  std::uint32_t flags = 0;
  if (layout.split == Split::kStrided) flags |= kIsStrided;
  if (layout.shard_sizes != even.shard_sizes) flags |= kSizesListed;
  if (layout.padding != even.padding) flags |= kPaddingListed;
  if (layout.rank_order != even.rank_order) flags |= kOrderListed;
  if (layout.rank_class != even.rank_class) flags |= kClassesListed;
  if (layout.gather_stages != even.gather_stages) flags |= kStagesListed;
  return static_cast<std::uint8_t>(flags);
}

void encode_layout(const Layout& layout, std::uint8_t flags, Writer& out) {
  if (flags & kSizesListed) {
    for (std::size_t shard = 0; shard + 1 < layout.shard_sizes.size(); ++shard) {
      out.i32(layout.shard_sizes[shard]);
    }
  }
  if (flags & kPaddingListed) {
    for (std::int32_t columns : layout.padding) out.i32(columns);
  }
  if (flags & kOrderListed) {
    std::vector<std::int32_t> shards_left(layout.rank_order.size());
    std::iota(shards_left.begin(), shards_left.end(), 0);
    for (std::int32_t shard : layout.rank_order) {
      const auto at = std::find(shards_left.begin(), shards_left.end(), shard);
      out.u8(static_cast<std::uint64_t>(at - shards_left.begin()));
      shards_left.erase(at);
    }
  }
  if (flags & kClassesListed) {
    std::uint64_t classes = 0;
    for (std::size_t rank = 0; rank < layout.rank_class.size(); ++rank) {
      classes |= static_cast<std::uint64_t>(layout.rank_class[rank]) << rank;
    }
    out.u64(classes);
  }
  if (flags & kStagesListed) {
    out.u8(layout.gather_stages.size() - 1);
    std::int32_t ranks_left = layout.rank_count();
    for (std::size_t stage = 0; stage + 1 < layout.gather_stages.size(); ++stage) {
      const std::vector<std::int32_t> choices = divisors(ranks_left);
      const auto at = std::find(choices.begin(), choices.end(), layout.gather_stages[stage]);
      out.u8(static_cast<std::uint64_t>(at - choices.begin()));
      ranks_left /= layout.gather_stages[stage];
    }
  }
}

double decode_number(Reader& in, const ParameterDomain& domain) {
  if (domain.kind == NumberKind::kInteger) {
    const auto number = static_cast<std::int64_t>(in.u64());
    if (number >= domain.lowest && number <= domain.highest) return static_cast<double>(number);
    const auto range = static_cast<std::uint64_t>(domain.highest - domain.lowest) + 1;
    return static_cast<double>(
        domain.lowest + static_cast<std::int64_t>(static_cast<std::uint64_t>(number) % range));
  }
  const std::uint32_t bits = in.u32();
  const float number = finite(bits);
  if (domain.kind == NumberKind::kFloat || (number >= 0 && number <= 1))
    return static_cast<double>(number);
  return static_cast<double>(bits >> 8) * 0x1p-24;
}

Parameters decode_parameters(Reader& in, const Program& program, std::uint64_t seed) {
  Parameters parameters;
  parameters.seed = seed;
  for (const ParameterDomain& domain : parameter_domains(program)) {
    const bool present = (in.u8() & 1) != 0;
    if (present || domain.required) parameters.numbers[domain.name] = decode_number(in, domain);
  }
  return parameters;
}

void encode_parameters(const Case& c, Writer& out) {
  for (const ParameterDomain& domain : parameter_domains(*c.program)) {
    const auto given = c.parameters.numbers.find(domain.name);
    out.u8(given != c.parameters.numbers.end());
    if (given == c.parameters.numbers.end()) continue;
    if (domain.kind == NumberKind::kInteger) {
      out.u64(static_cast<std::uint64_t>(static_cast<std::int64_t>(given->second)));
    } else {
      out.f32(static_cast<float>(given->second));
    }
  }
}

void decode_background(Reader& in, std::int32_t vocab_size, Logits& logits) {
  Background& background = logits.background;
  background.kind =
      static_cast<BackgroundKind>(folded(in.u8(), static_cast<int>(BackgroundKind::kQuantized)));
  background.seed = in.u64();
  background.center = finite(in.u32());
  background.scale = finite(in.u32());
  while (in.remaining() >= kPlantedBytes &&
         logits.planted.size() < static_cast<std::size_t>(kPlantedCountMax)) {
    Planted planted;
    planted.row = folded(in.u8(), logits.rows - 1);
    planted.token = folded(in.u32(), vocab_size - 1);
    planted.value = in.f32();
    logits.planted.push_back(planted);
  }
}

void encode_logits(const Logits& logits, Writer& out) {
  for (const std::vector<float>& row : logits.values) {
    for (float value : row) out.f32(value);
  }
  if (logits.explicit_values()) return;
  out.u8(static_cast<std::uint64_t>(logits.background.kind));
  out.u64(logits.background.seed);
  out.f32(logits.background.center);
  out.f32(logits.background.scale);
  for (const Planted& planted : logits.planted) {
    out.u8(static_cast<std::uint64_t>(planted.row));
    out.i32(planted.token);
    out.f32(planted.value);
  }
}

std::shared_ptr<const Program> find_program(std::uint64_t hash, ProgramRegistry programs) {
  if (programs.empty()) {
    std::fputs("decode_case: the registry holds no program\n", stderr);
    std::abort();
  }
  for (const std::shared_ptr<const Program>& program : programs) {
    if (program_hash(program->name()) == hash) return program;
  }
  return programs[hash % programs.size()];
}

}  // namespace

std::uint64_t program_hash(std::string_view name) { return XXH3_64bits(name.data(), name.size()); }

Case decode_case(std::span<const std::uint8_t> bytes, ProgramRegistry programs) {
  Reader in(bytes);
  Case c;
  in.u8();  // version
  const std::uint8_t flags = in.u8();
  c.program = find_program(in.u64(), programs);
  c.logits.rows = 1 + folded(in.u8(), kRowCountMax - 1);
  const int rank_count = 1 + folded(in.u8(), kRankCountMax - 1);
  std::int32_t vocab_size = 1 + folded(in.u32(), kVocabSizeMax - 1);
  const std::uint64_t seed = in.u64();
  const float pad_value = in.f32();
  const LayoutBytes layout = read_layout(in, flags, rank_count, pad_value);
  c.parameters = decode_parameters(in, *c.program, seed);
  if (flags & kValuesWritten) {
    const std::size_t in_a_row = in.remaining() / 4 / static_cast<std::size_t>(c.logits.rows);
    vocab_size = static_cast<std::int32_t>(std::clamp<std::size_t>(in_a_row, 1, kVocabSizeMax));
    c.logits.values.assign(static_cast<std::size_t>(c.logits.rows),
                           std::vector<float>(static_cast<std::size_t>(vocab_size)));
    for (std::vector<float>& row : c.logits.values) {
      for (float& value : row) value = in.f32();
    }
  } else {
    decode_background(in, vocab_size, c.logits);
  }
  c.layout = decode_layout(layout, vocab_size);
  return c;
}

std::vector<std::uint8_t> encode_case(const Case& test_case) {
  Writer out;
  std::uint8_t flags = layout_flags(test_case.layout);
  if (test_case.logits.explicit_values()) flags |= kValuesWritten;
  out.u8(kVersion);
  out.u8(flags);
  out.u64(program_hash(test_case.program->name()));
  out.u8(static_cast<std::uint64_t>(test_case.logits.rows - 1));
  out.u8(static_cast<std::uint64_t>(test_case.layout.rank_count() - 1));
  out.i32(test_case.layout.vocab_size - 1);
  out.u64(test_case.parameters.seed);
  out.f32(test_case.layout.pad_value);
  encode_layout(test_case.layout, flags, out);
  encode_parameters(test_case, out);
  encode_logits(test_case.logits, out);
  return out.take();
}

}  // namespace splitvote
