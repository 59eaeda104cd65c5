#include "src/hlo/tiles.h"

#include <algorithm>
#include <numeric>

namespace splitvote {
namespace {

// One tile applied: sizes as they were, padded, cut in two axes each, and the cut axes' order.
struct Cut {
  Sizes before, padded, split;
  std::vector<std::size_t> order;
};

Sizes in_order(const Sizes& sizes, const std::vector<std::size_t>& order) {
  Sizes ordered;
  for (const std::size_t axis : order) ordered.push_back(sizes[axis]);
  return ordered;
}

Cut cut(const Sizes& sizes, const Sizes& tile) {
  Cut made{sizes, sizes, {}, {}};
  const std::size_t rest = sizes.size() - std::min(tile.size(), sizes.size());
  made.split.assign(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(rest));
  made.order.resize(rest);
  std::iota(made.order.begin(), made.order.end(), 0);
  std::vector<std::size_t> within;
  for (std::size_t axis = rest; axis < sizes.size(); ++axis) {
    const std::int64_t size = tile[axis - rest];
    const std::int64_t tiles = (sizes[axis] + size - 1) / size;
    made.padded[axis] = tiles * size;
    made.order.push_back(made.split.size());
    within.push_back(made.split.size() + 1);
    made.split.insert(made.split.end(), {tiles, size});
  }
  made.order.insert(made.order.end(), within.begin(), within.end());
  return made;
}

// From the layout's order of axes on.
std::vector<Cut> cuts_of(const HloShape& shape) {
  std::vector<Cut> cuts;
  Sizes sizes = in_order(shape.dimensions, major_to_minor(shape));
  if (shape.tile.empty()) return cuts;
  std::vector<Sizes> tiles{shape.tile};
  tiles.insert(tiles.end(), shape.inner_tiles.begin(), shape.inner_tiles.end());
  for (const Sizes& tile : tiles) {
    cuts.push_back(cut(sizes, tile));
    sizes = in_order(cuts.back().split, cuts.back().order);
  }
  return cuts;
}

// Axes of one element apart, the order is the axes' own.
bool keeps_order(const Sizes& sizes, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> long_axes;
  for (const std::size_t axis : order) {
    if (sizes[axis] != 1) long_axes.push_back(axis);
  }
  return std::is_sorted(long_axes.begin(), long_axes.end());
}

}  // namespace

std::vector<std::size_t> major_to_minor(const HloShape& shape) {
  std::vector<std::size_t> order(shape.dimensions.size());
  if (shape.minor_to_major.empty()) {
    std::iota(order.begin(), order.end(), 0);
  } else {
    std::copy(shape.minor_to_major.rbegin(), shape.minor_to_major.rend(), order.begin());
  }
  return order;
}

std::vector<std::size_t> inverse(const std::vector<std::size_t>& permutation) {
  std::vector<std::size_t> inverted(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i) inverted[permutation[i]] = i;
  return inverted;
}

bool fills_tiles(const HloShape& shape) {
  const std::vector<Cut> cuts = cuts_of(shape);
  return std::all_of(cuts.begin(), cuts.end(),
                     [](const Cut& each) { return each.before == each.padded; });
}

bool in_memory_as_written(const HloShape& shape) {
  const std::vector<Cut> cuts = cuts_of(shape);
  return fills_tiles(shape) && keeps_order(shape.dimensions, major_to_minor(shape)) &&
         std::all_of(cuts.begin(), cuts.end(),
                     [](const Cut& each) { return keeps_order(each.split, each.order); });
}

std::int64_t count_in_memory(const HloShape& shape) {
  const std::vector<Cut> cuts = cuts_of(shape);
  return cuts.empty() ? shape.count() : count_of(cuts.back().split);
}

HloArray to_memory(Emitter& emit, const HloArray& array, const HloShape& shape) {
  HloArray stored = emit.transpose(array, major_to_minor(shape));
  for (const Cut& each : cuts_of(shape)) {
    stored = emit.transpose(emit.reshape(stored, each.split), each.order);
  }
  return emit.reshape(stored, {count_of(stored.dimensions)});
}

HloArray from_memory(Emitter& emit, const HloArray& memory, const HloShape& shape) {
  const std::vector<std::size_t> axes = major_to_minor(shape);
  const std::vector<Cut> cuts = cuts_of(shape);
  HloArray array = memory;
  for (auto each = cuts.rbegin(); each != cuts.rend(); ++each) {
    array = emit.reshape(array, in_order(each->split, each->order));
    array = emit.reshape(emit.transpose(array, inverse(each->order)), each->padded);
    for (std::size_t axis = 0; axis < each->before.size(); ++axis) {
      if (each->before[axis] == each->padded[axis]) continue;
      array = emit.slice_axis(array, axis, 0, each->before[axis]);
    }
  }
  array = emit.reshape(array, in_order(shape.dimensions, axes));
  return emit.transpose(array, inverse(axes));
}

}  // namespace splitvote
