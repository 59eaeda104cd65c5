// Operations that put data elsewhere: shapes, layouts, slices, padding; and where data comes from.
#include <algorithm>
#include <numeric>

#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"
#include "src/hlo/packed_preds.h"
#include "src/hlo/tiles.h"

namespace splitvote {
namespace {

Lowered constant(HloLowering& lowering, const LoweringCall& call) {
  constexpr std::size_t kScalarsMax = 1024;  // an array that is not uniform costs a value a number
  const auto& literal = call.instruction.literal;
  const bool uniform =
      std::adjacent_find(literal.begin(), literal.end(), [](const auto& a, const auto& b) {
        return a.whole != b.whole || a.number != b.number || a.nan_bits != b.nan_bits;
      }) == literal.end();
  call.want(uniform || literal.size() <= kScalarsMax,
            "expected an array of at most 1,024 different numbers");
  return lowered_array(lowering.emit.constant(call.array_shape(), literal));
}

Lowered iota(HloLowering& lowering, const LoweringCall& call) {
  const HloShape& shape = call.array_shape();
  const std::int64_t axis = parse_integer(call.text("iota_dimension"), call.instruction.line);
  call.want(axis >= 0 && axis < static_cast<std::int64_t>(shape.dimensions.size()),
            "expected iota_dimension to be an axis");
  return lowered_array(
      lowering.emit.iota(*shape.type, shape.dimensions, static_cast<std::size_t>(axis)));
}

Lowered broadcast(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  const Sizes& sizes = call.array_shape().dimensions;
  const auto axes = call.axes("dimensions", sizes.size());
  call.want(axes.size() == x.dimensions.size(), "expected an axis for each axis of the operand");
  for (std::size_t i = 0; i < axes.size(); ++i)
    call.want(sizes[axes[i]] == x.dimensions[i], "expected axes of the operand's sizes");
  return lowered_array(lowering.emit.broadcast(x, sizes, axes));
}

Lowered reshape(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  call.want(call.array_shape().count() == count_of(x.dimensions), "expected as many elements");
  return lowered_array(lowering.emit.reshape(x, call.array_shape().dimensions));
}

Lowered transpose(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  const auto permutation = call.axes("dimensions", x.dimensions.size());
  call.want(permutation.size() == x.dimensions.size(), "expected a permutation of the axes");
  return lowered_array(lowering.emit.transpose(x, permutation));
}

// A TPU stores the last axis in tiles of 128 elements: equal axes but for the last one, which takes
// as many tiles before and after.
bool same_tiles(const Sizes& from, const Sizes& to) {
  constexpr std::int64_t kTile = 128;
  const auto tiles = [](std::int64_t size) { return (size + kTile - 1) / kTile; };
  if (from.size() != to.size() || from.empty() || from.back() == to.back()) return false;
  return std::equal(from.begin(), from.end() - 1, to.begin()) &&
         tiles(from.back()) == tiles(to.back());
}

// Sizes with the last two axes cut into whole tiles: [.., rows / a, columns / b, a, b]. As they are
// where the tile is no such, or leaves a rest (padding, which a bitcast keeps in place).
Sizes tiles_of(const Sizes& sizes, const Sizes& tile) {
  const std::size_t n = sizes.size();
  const bool cut = tile.size() == 2 && n >= 2 && sizes[n - 2] % tile[0] == 0 &&
                   sizes[n - 1] % tile[1] == 0 && (tile[0] > 1 && sizes[n - 1] > tile[1]);
  if (!cut) return sizes;
  Sizes tiled(sizes.begin(), sizes.end() - 2);
  tiled.insert(tiled.end(), {sizes[n - 2] / tile[0], sizes[n - 1] / tile[1], tile[0], tile[1]});
  return tiled;
}

// [.., R, C, a, b] and [.., R, a, C, b] into each other.
std::vector<std::size_t> tiles_swapped(std::size_t axes) {
  std::vector<std::size_t> order(axes);
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[axes - 3], order[axes - 2]);
  return order;
}

HloArray in_memory_order(Emitter& emit, const HloArray& x, const HloShape& shape) {
  const HloArray ordered = emit.transpose(x, major_to_minor(shape));
  const Sizes tiled = tiles_of(ordered.dimensions, shape.tile);
  HloArray stored = ordered;
  if (tiled.size() > ordered.dimensions.size()) {
    Sizes split = tiled;
    std::swap(split[split.size() - 3], split[split.size() - 2]);
    stored = emit.transpose(emit.reshape(ordered, split), tiles_swapped(split.size()));
  }
  return emit.reshape(stored, {count_of(stored.dimensions)});
}

// The same memory under another shape: elements in the order of the operand's layout and tiles are
// elements in the order of the result's.
Lowered bitcast(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  Emitter& emit = lowering.emit;
  const HloShape& result = call.array_shape();
  HloArray x = call.array(0);
  const HloShape& operand =
      call.computation.instructions[static_cast<std::size_t>(call.instruction.operands[0])].shape;
  if (x.type->kind == HloKind::kPredicate && x.type != result.type) {
    return words_of_preds(lowering, call);
  }
  if (result.type->kind == HloKind::kPredicate && x.type != result.type) {
    return preds_of_words(lowering, call);
  }
  if (x.type != result.type) {
    call.want(x.type->bits == result.type->bits, "expected an element type of the same width");
    x = emit.bitcast(x, *result.type);
  }
  const Sizes& to = result.dimensions;
  const bool last_is_minor = !to.empty() && !x.dimensions.empty() &&
                             major_to_minor(operand).back() + 1 == x.dimensions.size() &&
                             major_to_minor(result).back() + 1 == to.size();
  const bool in_tiles = last_is_minor && same_tiles(x.dimensions, to);
  if (in_tiles && x.dimensions.back() > to.back()) {
    lowering.note("bitcast within a tile: the first elements of the last axis (TPU)");
    return lowered_array(emit.slice_axis(x, to.size() - 1, 0, to.back()));
  }
  if (in_tiles) {
    // What the padding holds nobody says; sorts and reductions behind it mask it.
    lowering.note("bitcast within a tile: the padding reads as zeros (TPU)");
    Sizes rest = to;
    rest.back() -= x.dimensions.back();
    const HloArray zeros = emit.full(emit.whole(*x.type, 0, rest));
    return lowered_array(emit.concatenate({emit.full(x), zeros}, to.size() - 1));
  }
  if (result.count() != operand.count()) {
    // TPU: a bitcast to fewer axes keeps element 0 of those that go (they are stored padded).
    const std::size_t kept = to.size();
    call.want(kept < x.dimensions.size() && std::equal(to.begin(), to.end(), x.dimensions.begin()),
              "expected as many elements, or a leading part of the axes");
    lowering.note("bitcast to fewer elements: element 0 of the axes that go (TPU)");
    Sizes limits = x.dimensions;
    for (std::size_t i = kept; i < limits.size(); ++i) limits[i] = 1;
    const Sizes zeros(limits.size(), 0), ones(limits.size(), 1);
    return lowered_array(emit.reshape(emit.slice(x, zeros, limits, ones), to));
  }
  // Elements in the order of memory, then the same under the result's shape.
  const HloArray flat = in_memory_order(emit, x, operand);
  Sizes stored;
  const auto order = major_to_minor(result);
  for (const std::size_t axis : order) stored.push_back(to[axis]);
  const Sizes tiled = tiles_of(stored, result.tile);
  HloArray laid = emit.reshape(flat, tiled);
  if (tiled.size() > stored.size()) laid = emit.transpose(laid, tiles_swapped(tiled.size()));
  return lowered_array(emit.transpose(emit.reshape(laid, stored), inverse(order)));
}

Lowered same(HloLowering&, const LoweringCall& call) {
  call.want(!call.operands.empty(), "expected an operand");
  return call.operands[0];
}

Lowered barrier(HloLowering& lowering, const LoweringCall& call) {
  call.want(!call.operands.empty(), "expected an operand");
  const auto pinned = [&](const auto& self, const Lowered& value) -> Lowered {
    if (!value.tuple) {
      return lowered_array(
          lowering.emit.elementwise("optimization_barrier", {value.array}, *value.array.type));
    }
    std::vector<Lowered> parts;
    for (const Lowered& part : value.parts) parts.push_back(self(self, part));
    return lowered_tuple(std::move(parts));
  };
  if (call.operands.size() == 1) return pinned(pinned, call.operands[0]);
  return pinned(pinned, lowered_tuple(call.operands));
}

Lowered slice(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  const SliceText text = parse_slice(call.text("slice"), call.instruction.line);
  call.want(text.starts.size() == x.dimensions.size(), "expected a range for each axis");
  for (std::size_t i = 0; i < text.starts.size(); ++i) {
    call.want(0 <= text.starts[i] && text.starts[i] <= text.limits[i] &&
                  text.limits[i] <= x.dimensions[i] && text.strides[i] >= 1,
              "expected ranges within the operand");
  }
  return lowered_array(lowering.emit.slice(x, text.starts, text.limits, text.strides));
}

Lowered concatenate(HloLowering& lowering, const LoweringCall& call) {
  const HloArray& first = call.array(0);
  const auto axes = call.axes("dimensions", first.dimensions.size());
  call.want(axes.size() == 1, "expected one axis");
  std::vector<HloArray> parts;
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    parts.push_back(call.array(i));
    Sizes sizes = parts.back().dimensions;
    call.want(sizes.size() == first.dimensions.size() && parts.back().type == first.type,
              "expected operands of one element type and one number of axes");
    sizes[axes[0]] = first.dimensions[axes[0]];
    call.want(sizes == first.dimensions, "expected operands that differ along one axis only");
  }
  return lowered_array(lowering.emit.concatenate(parts, axes[0]));
}

Lowered reverse(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  HloArray x = call.array(0);
  for (const std::size_t axis : call.axes("dimensions", x.dimensions.size()))
    x = lowering.emit.reverse(x, axis);
  return lowered_array(x);
}

// x along one axis with `interior` numbers between neighbours and low, high more at the ends;
// negative ends are cut off.
HloArray padded(Emitter& emit, HloArray x, const HloArray& value, std::size_t axis,
                std::int64_t low, std::int64_t high, std::int64_t interior) {
  const auto filler = [&](std::int64_t size) {
    HloArray wide = value;
    wide.dimensions = x.dimensions;
    wide.dimensions[axis] = size;
    return wide;
  };
  const std::int64_t n = x.dimensions[axis];
  if (interior > 0 && n > 1) {
    Sizes apart = x.dimensions;
    apart.insert(apart.begin() + static_cast<std::ptrdiff_t>(axis) + 1, 1);
    HloArray between = value;
    between.dimensions = apart;
    between.dimensions[axis + 1] = interior;
    const HloArray joined = emit.concatenate({emit.reshape(x, apart), between}, axis + 1);
    Sizes together = x.dimensions;
    together[axis] = n * (interior + 1);
    x = emit.slice_axis(emit.reshape(joined, together), axis, 0, together[axis] - interior);
  }
  std::vector<HloArray> parts;
  if (low > 0) parts.push_back(filler(low));
  const std::int64_t size = x.dimensions[axis];
  const std::int64_t start = std::min(std::max<std::int64_t>(-low, 0), size);
  const std::int64_t limit = std::max(size - std::max<std::int64_t>(-high, 0), start);
  parts.push_back(emit.slice_axis(x, axis, start, limit));
  if (high > 0) parts.push_back(filler(high));
  return emit.concatenate(parts, axis);
}

Lowered pad(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  HloArray x = call.array(0);
  const HloArray& value = call.array(1);
  const HloShape& result = call.array_shape();
  const PaddingText text = x.dimensions.empty()
                               ? PaddingText{}
                               : parse_padding(call.text("padding"), call.instruction.line);
  call.want(value.dimensions.empty() && value.type == x.type &&
                text.low.size() == x.dimensions.size() &&
                result.dimensions.size() == x.dimensions.size(),
            "expected a scalar of the operand's type and padding for each axis");
  for (std::size_t axis = 0; axis < text.low.size(); ++axis) {
    const std::int64_t n = x.dimensions[axis], most = std::int64_t{1} << 31;
    call.want(std::abs(text.low[axis]) < most && std::abs(text.high[axis]) < most &&
                  text.interior[axis] < most &&
                  n + std::max<std::int64_t>(n - 1, 0) * text.interior[axis] + text.low[axis] +
                          text.high[axis] ==
                      result.dimensions[axis],
              "expected padding that gives the result's sizes");
    // Ends cut off more than the padding between could be cut inside a gap; no compiler writes it.
    call.want(text.interior[axis] == 0 || (text.low[axis] >= 0 && text.high[axis] >= 0) || n > 1,
              "expected interior padding with something to stand between");
  }
  for (std::size_t axis = 0; axis < text.low.size(); ++axis) {
    x = padded(lowering.emit, x, value, axis, text.low[axis], text.high[axis], text.interior[axis]);
  }
  return lowered_array(x);
}

Lowered dimension_size(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const auto axes = call.axes("dimensions", call.array(0).dimensions.size());
  call.want(axes.size() == 1, "expected one axis");
  return lowered_array(lowering.emit.whole(hlo_s32(), call.array(0).dimensions[axes[0]]));
}

// copy-start: (destination, source, context); its done gives the destination.
Lowered copy_start(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  call.want(call.shape().tuple && call.shape().parts.size() == 3, "expected a tuple of three");
  return lowered_tuple({call.operands[0], call.operands[0],
                        lowered_array(lowering.emit.whole(*hlo_type_named("u32"), 0))});
}

Lowered first_part(HloLowering&, const LoweringCall& call) {
  call.want(call.operands.size() == 1 && call.operands[0].tuple && !call.operands[0].parts.empty(),
            "expected what its start gave");
  return call.operands[0].parts[0];
}

}  // namespace

std::span<const LowerRow> moving_rules() {
  static constexpr LowerRow kRows[] = {
      {"constant", constant},
      {"iota", iota},
      {"broadcast", broadcast},
      {"reshape", reshape},
      {"transpose", transpose},
      {"bitcast", bitcast},
      {"copy", same},
      {"add-dependency", same},
      {"opt-barrier", barrier},
      {"optimization-barrier", barrier},
      {"slice", slice},
      {"concatenate", concatenate},
      {"reverse", reverse},
      {"pad", pad},
      {"get-dimension-size", dimension_size},
      {"copy-start", copy_start},
      {"copy-done", first_part},
  };
  return kRows;
}

}  // namespace splitvote
