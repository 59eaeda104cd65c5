#include <algorithm>

#include "src/hlo/emitter.h"

namespace splitvote {
namespace {

bool starts_with(const Sizes& whole, const Sizes& part) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

Sizes moved(const Sizes& sizes, const std::vector<std::size_t>& permutation) {
  Sizes result;
  for (const std::size_t axis : permutation) result.push_back(sizes[axis]);
  return result;
}

std::vector<std::int64_t> as_integers(const std::vector<std::size_t>& axes) {
  return {axes.begin(), axes.end()};
}

}  // namespace

HloArray Emitter::broadcast(const HloArray& x, const Sizes& dimensions,
                            const std::vector<std::size_t>& axes) {
  const std::size_t held = x.held.size();
  bool in_place = true;
  std::size_t reach = 0;
  for (std::size_t i = 0; i < held; ++i) {
    in_place = in_place && axes[i] == i;
    reach = std::max(reach, axes[i] + 1);
  }
  if (in_place) return {x.node, x.type, dimensions, x.held};
  const Sizes shape(dimensions.begin(), dimensions.begin() + static_cast<std::ptrdiff_t>(reach));
  const std::vector<std::size_t> placed(axes.begin(),
                                        axes.begin() + static_cast<std::ptrdiff_t>(held));
  const int made =
      node("broadcast", {x.node}, {{"shape", shape}, {"dimensions", as_integers(placed)}});
  return held_array(made, *x.type, dimensions, shape);
}

HloArray Emitter::reshape(const HloArray& x, const Sizes& dimensions) {
  if (x.held.empty()) return {x.node, x.type, dimensions, {}};
  const std::int64_t held = count_of(x.held);
  const bool rest_is_ones = count_of(x.dimensions) == held;
  // The axes of the result that the held part fills; what is left repeats it.
  std::size_t filled = 0;
  std::int64_t product = 1;
  while (filled < dimensions.size() && product != held) product *= dimensions[filled++];
  if (product != held || held == 0) {
    if (!x.is_full()) return reshape(full(x), dimensions);
    filled = dimensions.size();
  }
  Sizes shape(dimensions.begin(), dimensions.begin() + static_cast<std::ptrdiff_t>(filled));
  if (starts_with(dimensions, x.held) && (rest_is_ones || x.held == shape)) {
    return {x.node, x.type, dimensions, x.held};
  }
  const int made = node("reshape", {x.node}, {{"shape", shape}});
  return held_array(made, *x.type, dimensions, shape);
}

HloArray Emitter::transpose(const HloArray& x, const std::vector<std::size_t>& permutation) {
  const Sizes dimensions = moved(x.dimensions, permutation);
  std::size_t in_place = 0;
  while (in_place < permutation.size() && permutation[in_place] == in_place) ++in_place;
  if (in_place >= x.held.size()) return {x.node, x.type, dimensions, x.held};
  // Axes of size 1 move without moving anything.
  std::vector<std::size_t> real_axes;
  for (const std::size_t axis : permutation) {
    if (x.dimensions[axis] != 1) real_axes.push_back(axis);
  }
  if (std::is_sorted(real_axes.begin(), real_axes.end())) return reshape(x, dimensions);
  const HloArray whole_x = full(x);
  const int made = node("transpose", {whole_x.node}, {{"permutation", as_integers(permutation)}});
  return array(made, *x.type, dimensions);
}

HloArray Emitter::axis_last(const HloArray& x, std::size_t axis) {
  std::vector<std::size_t> permutation;
  for (std::size_t i = 0; i < x.dimensions.size(); ++i) {
    if (i != axis) permutation.push_back(i);
  }
  permutation.push_back(axis);
  return transpose(x, permutation);
}

HloArray Emitter::axis_back(const HloArray& x, std::size_t axis) {
  std::vector<std::size_t> permutation;
  for (std::size_t i = 0; i + 1 < x.dimensions.size(); ++i) permutation.push_back(i);
  permutation.insert(permutation.begin() + static_cast<std::ptrdiff_t>(axis),
                     x.dimensions.size() - 1);
  return transpose(x, permutation);
}

HloArray Emitter::slice(const HloArray& x, const Sizes& starts, const Sizes& limits,
                        const Sizes& strides) {
  Sizes dimensions;
  for (std::size_t i = 0; i < starts.size(); ++i)
    dimensions.push_back((std::max<std::int64_t>(limits[i] - starts[i], 0) + strides[i] - 1) /
                         strides[i]);
  const auto held = static_cast<std::ptrdiff_t>(x.held.size());
  const Sizes shape(dimensions.begin(), dimensions.begin() + held);
  if (shape == x.held) {
    // Every held axis keeps its size: nothing is cut off.
    return {x.node, x.type, dimensions, x.held};
  }
  AttributeMap attributes{{"starts", Sizes(starts.begin(), starts.begin() + held)},
                          {"limits", Sizes(limits.begin(), limits.begin() + held)}};
  const bool strided = std::any_of(strides.begin(), strides.begin() + held,
                                   [](std::int64_t stride) { return stride != 1; });
  if (strided) attributes["strides"] = Sizes(strides.begin(), strides.begin() + held);
  return held_array(node("slice", {x.node}, std::move(attributes)), *x.type, dimensions, shape);
}

HloArray Emitter::slice_axis(const HloArray& x, std::size_t axis, std::int64_t start,
                             std::int64_t limit) {
  Sizes starts(x.dimensions.size(), 0), limits = x.dimensions;
  starts[axis] = start;
  limits[axis] = limit;
  return slice(x, starts, limits, Sizes(starts.size(), 1));
}

HloArray Emitter::concatenate(const std::vector<HloArray>& parts, std::size_t axis) {
  if (parts.size() == 1) return parts.front();
  Sizes dimensions = parts.front().dimensions;
  const auto leading = dimensions.begin() + static_cast<std::ptrdiff_t>(axis);
  const std::int64_t inner = count_of(Sizes(leading + 1, dimensions.end()));
  std::int64_t total = 0;
  std::vector<int> nodes;
  // The axes from this one on are one axis of blocks: joining blocks joins them. One axis more in
  // front, since the language joins [n] operands side by side.
  for (const HloArray& part : parts) {
    Sizes blocks(part.dimensions.begin(),
                 part.dimensions.begin() + static_cast<std::ptrdiff_t>(axis));
    if (blocks.empty()) blocks.push_back(1);
    blocks.push_back(part.dimensions[axis] * inner);
    if (part.dimensions[axis] == 0) continue;
    nodes.push_back(full(reshape(part, blocks)).node);
    total += part.dimensions[axis];
  }
  Sizes joined(dimensions.begin(), leading);
  if (joined.empty()) joined.push_back(1);
  joined.push_back(total * inner);
  dimensions[axis] = total;
  if (nodes.empty()) return parts.front();
  if (nodes.size() == 1) return reshape(array(nodes[0], *parts[0].type, joined), dimensions);
  return reshape(array(node("concatenate", std::move(nodes), {}), *parts[0].type, joined),
                 dimensions);
}

HloArray Emitter::reverse(const HloArray& x, std::size_t axis) {
  if (axis >= x.held.size()) return x;
  const HloArray last = full(axis_last(x, axis));
  return axis_back(array(node("reverse", {last.node}, {}), *x.type, last.dimensions), axis);
}

HloArray Emitter::gather_flat(const HloArray& x, const HloArray& ids) {
  if (x.held.empty()) return {x.node, x.type, ids.dimensions, {}};
  const HloArray flat = full(reshape(x, {count_of(x.dimensions)}));
  const HloArray flat_ids = full(reshape(full(ids), {count_of(ids.dimensions)}));
  const int made = node("gather", {flat.node, flat_ids.node}, {});
  return reshape(array(made, *x.type, flat_ids.dimensions), ids.dimensions);
}

HloArray Emitter::scatter_flat(const HloArray& x, const HloArray& ids, const HloArray& updates,
                               const std::string& combine) {
  const HloArray flat = full(reshape(full(x), {count_of(x.dimensions)}));
  const Sizes count{count_of(ids.dimensions)};
  const HloArray flat_ids = full(reshape(full(ids), count));
  const HloArray flat_updates = full(reshape(full(updates), count));
  const int made =
      node("scatter", {flat.node, flat_ids.node, flat_updates.node}, {{"combine", combine}});
  return reshape(array(made, *x.type, flat.dimensions), x.dimensions);
}

HloArray Emitter::tuple_element(int tuple, std::int64_t index, const HloType& type,
                                const Sizes& dimensions) {
  return array(node("get_tuple_element", {tuple}, {{"index", index}}), type, dimensions);
}

}  // namespace splitvote
