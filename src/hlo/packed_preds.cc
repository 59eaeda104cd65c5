#include "src/hlo/packed_preds.h"

#include "src/hlo/region_expression.h"
#include "src/hlo/tiles.h"

namespace splitvote {
namespace {

constexpr std::int64_t kInWord = 4;
constexpr int kByteBits = 8;

bool is_word(const HloShape& shape) {
  return shape.type->kind == HloKind::kUnsigned && shape.type->bits == kInWord * kByteBits;
}

void want_words(const LoweringCall& call, const HloShape& preds, const HloShape& words) {
  call.want(is_word(words) && !preds.tile.empty() && !words.tile.empty(),
            "expected an element type of the same width, or preds and u32 in tiles");
  call.want(in_memory_as_written(words), "expected words that lie in memory as they are written");
  call.want(count_in_memory(preds) == kInWord * words.count(),
            "expected as many preds in memory as the words have bytes");
}

const HloShape& operand_shape(const LoweringCall& call) {
  return call.computation.instructions[static_cast<std::size_t>(call.instruction.operands[0])]
      .shape;
}

}  // namespace

HloArray words_with(HloLowering& lowering, const HloArray& preds, const HloType& type,
                    const Sizes& sizes) {
  Emitter& emit = lowering.emit;
  const std::int64_t count = count_of(preds.dimensions) / kInWord;
  const HloArray bytes = emit.convert(emit.reshape(preds, {count, kInWord}), type);
  HloArray words;
  for (std::int64_t i = 0; i < kInWord; ++i) {
    HloArray byte = emit.reshape(emit.slice_axis(bytes, 1, i, i + 1), {count});
    if (i > 0) byte = emit.with_number("shift_left", byte, i * kByteBits);
    words = i == 0 ? byte : emit.binary("or", words, byte);
  }
  words = emit.full(emit.reshape(words, sizes));
  lowering.hold_preds(words.node, preds);
  return words;
}

Lowered words_of_preds(HloLowering& lowering, const LoweringCall& call) {
  const HloShape& preds = operand_shape(call);
  const HloShape& words = call.array_shape();
  want_words(call, preds, words);
  call.want(fills_tiles(preds),
            "expected preds that fill their tiles: what padding holds is not said");
  lowering.note("preds seen as words: four to a word, as their tiles have them (TPU)");
  const HloArray memory = to_memory(lowering.emit, lowering.emit.full(call.array(0)), preds);
  return lowered_array(words_with(lowering, memory, *words.type, words.dimensions));
}

Lowered preds_of_words(HloLowering& lowering, const LoweringCall& call) {
  const HloShape& words = operand_shape(call);
  const HloShape& preds = call.array_shape();
  want_words(call, preds, words);
  const HloArray* held = lowering.held_preds(call.array(0).node);
  call.want(held != nullptr, "expected words made of preds: of others a byte need not be 0 or 1");
  return lowered_array(from_memory(lowering.emit, *held, preds));
}

bool ors_preds_in_words(const HloComputation& region) {
  if (!RegionExpression::worth_looking(region) || region.parameters.size() != 2) return false;
  const HloShape& shape = region.instructions[static_cast<std::size_t>(region.root)].shape;
  if (shape.tuple || !is_word(shape)) return false;
  RegionExpression found(region);
  std::vector<int> bytes;
  for (int i = 0; i < kInWord; ++i) {
    const int shift = found.make("constant " + std::to_string(i * kByteBits), {});
    std::vector<int> sides;
    for (int side = 0; side < 2; ++side) {
      const int moved = found.make("shift-right-logical", {found.parameter(side), shift});
      sides.push_back(found.make("convert:pred", {found.make("convert:u8", {moved})}));
    }
    const int byte = found.make("convert:u8", {found.make("or", std::move(sides))});
    bytes.push_back(found.make("shift-left", {found.make("convert:u32", {byte}), shift}));
  }
  return found.root() == found.make("or", std::move(bytes));
}

}  // namespace splitvote
