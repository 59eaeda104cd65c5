// rng-bit-generator: ThreeFry and Philox as XLA expands them (xla/hlo/builder/lib/prng.cc), for a
// state u64[2] (key, counter) and 32-bit words; held against XLA:CPU bit for bit.
#include <array>

#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

const HloType& u32() { return *hlo_type_named("u32"); }
const HloType& u64() { return *hlo_type_named("u64"); }

struct Words {
  HloArray low, high;
};

Words words_of(Emitter& emit, const HloArray& x) {
  return {emit.convert(x, u32()),
          emit.convert(emit.with_number("shift_right_logical", x, 32), u32())};
}

HloArray widened(HloArray scalar, const Sizes& sizes) {
  scalar.dimensions = sizes;
  return scalar;
}

HloArray rotated(Emitter& emit, const HloArray& x, int by) {
  return emit.binary("or", emit.with_number("shift_left", x, by),
                     emit.with_number("shift_right_logical", x, 32 - by));
}

// Threefry-2x32 with 20 rounds (Salmon et al., SC 2011) of counters x under a key of scalars.
Words threefry(Emitter& emit, Words x, const Words& key) {
  constexpr std::array<int, 8> kRotations = {13, 15, 26, 6, 17, 29, 16, 24};
  const Sizes& sizes = x.low.dimensions;
  const HloArray parity =
      emit.with_number("xor", emit.binary("xor", key.low, key.high), 0x1BD11BDA);
  const std::array<HloArray, 3> keys = {widened(key.low, sizes), widened(key.high, sizes),
                                        widened(parity, sizes)};
  x = {emit.binary("add", x.low, keys[0]), emit.binary("add", x.high, keys[1])};
  for (std::size_t group = 0; group < 5; ++group) {
    for (std::size_t i = 0; i < 4; ++i) {
      x.low = emit.binary("add", x.low, x.high);
      x.high = emit.binary("xor", rotated(emit, x.high, kRotations[group % 2 * 4 + i]), x.low);
    }
    x.low = emit.binary("add", x.low, keys[(group + 1) % 3]);
    x.high = emit.with_number("add", emit.binary("add", x.high, keys[(group + 2) % 3]),
                              static_cast<std::int64_t>(group) + 1);
  }
  return x;
}

// Philox-4x32 with 10 rounds (the same paper).
std::array<HloArray, 4> philox(Emitter& emit, std::array<HloArray, 4> x, Words key) {
  constexpr std::int64_t kFirst = 0xD2511F53, kSecond = 0xCD9E8D57;
  const Sizes& sizes = x[0].dimensions;
  for (int round = 0; round < 10; ++round) {
    const HloArray first = emit.whole(u32(), kFirst, sizes);
    const HloArray second = emit.whole(u32(), kSecond, sizes);
    const auto mixed = [&](const HloArray& factor, const HloArray& by, const HloArray& with,
                           const HloArray& key_word) {
      return emit.binary("xor", emit.binary("xor", emit.binary("multiply_high", factor, by), with),
                         widened(key_word, sizes));
    };
    x = {mixed(x[2], second, x[1], key.low), emit.binary("multiply", x[2], second),
         mixed(x[0], first, x[3], key.high), emit.binary("multiply", x[0], first)};
    key = {emit.with_number("add", key.low, 0x9E3779B9),
           emit.with_number("add", key.high, 0xBB67AE85)};
  }
  return x;
}

// start, start + 1, ... in this shape, row-major.
HloArray counters(Emitter& emit, const HloArray& start, const Sizes& sizes) {
  const HloArray positions = emit.reshape(emit.iota(u64(), {count_of(sizes)}, 0), sizes);
  return emit.binary("add", widened(start, sizes), positions);
}

// The first even axis, else the longest, is cut in two halves: one for each word of a block.
HloArray threefry_words(Emitter& emit, const HloArray& start, const Words& key, const Sizes& sizes,
                        std::int64_t& blocks) {
  Sizes half = sizes.empty() ? Sizes{1} : sizes;
  std::size_t axis = 0;
  for (std::size_t i = 0; i < half.size(); ++i) {
    if (half[i] > half[axis]) axis = i;
  }
  for (std::size_t i = half.size(); i-- > 0;) {
    if (half[i] % 2 == 0) axis = i;
  }
  half[axis] = (half[axis] + 1) / 2;
  blocks = count_of(half);
  const Words words = threefry(emit, words_of(emit, counters(emit, start, half)), key);
  if (sizes.empty()) return emit.reshape(words.low, {});
  Sizes apart = half;
  apart.insert(apart.begin() + static_cast<std::ptrdiff_t>(axis) + 1, 1);
  const HloArray pairs =
      emit.concatenate({emit.reshape(words.low, apart), emit.reshape(words.high, apart)}, axis + 1);
  half[axis] *= 2;
  return emit.slice_axis(emit.reshape(pairs, half), axis, 0, sizes[axis]);
}

// Counters of 128 bits, the key their upper half, four words a block.
HloArray philox_words(Emitter& emit, const HloArray& start, const HloArray& key, const Sizes& sizes,
                      std::int64_t& blocks) {
  const std::int64_t count = count_of(sizes);
  blocks = (count + 3) / 4;
  const HloArray low = counters(emit, start, {blocks});
  const HloArray carry = emit.convert(emit.compare("LT", low, widened(start, {blocks})), u64());
  const HloArray high = emit.binary("add", widened(key, {blocks}), carry);
  const Words lower = words_of(emit, low), upper = words_of(emit, high);
  const auto made =
      philox(emit, {lower.low, lower.high, upper.low, upper.high}, words_of(emit, key));
  std::vector<HloArray> columns;
  for (const HloArray& word : made) columns.push_back(emit.reshape(word, {blocks, 1}));
  const HloArray all = emit.reshape(emit.concatenate(columns, 1), {4 * blocks});
  return emit.reshape(emit.slice_axis(all, 0, 0, count), sizes);
}

Lowered rng_bit_generator(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  Emitter& emit = lowering.emit;
  const HloArray& state = call.array(0);
  const HloShape& words = call.part_shape(1);
  const std::string& algorithm = call.text("algorithm");
  call.want(algorithm == "rng_three_fry" || algorithm == "rng_philox",
            "expected rng_three_fry or rng_philox; the default is the compiler's own choice");
  call.want(state.type == &u64() && state.dimensions == Sizes{2} && call.shape().parts.size() == 2,
            "expected a state u64[2], key and counter");
  call.want(words.type == &u32() && words.count() > 0, "expected words of type u32");
  const auto half = [&](std::int64_t i) {
    return emit.reshape(emit.slice_axis(state, 0, i, i + 1), {});
  };
  const HloArray key = half(0), start = half(1);
  std::int64_t blocks = 0;
  const HloArray made =
      algorithm == "rng_philox"
          ? philox_words(emit, start, key, words.dimensions, blocks)
          : threefry_words(emit, start, words_of(emit, key), words.dimensions, blocks);
  const HloArray next = emit.with_number("add", start, blocks);
  const HloArray new_state = emit.concatenate({emit.reshape(key, {1}), emit.reshape(next, {1})}, 0);
  return lowered_tuple({lowered_array(new_state), lowered_array(made)});
}

}  // namespace

std::span<const LowerRow> random_rules() {
  static constexpr LowerRow kRows[] = {{"rng-bit-generator", rng_bit_generator}};
  return kRows;
}

}  // namespace splitvote
