// Reading and writing at computed positions: everything becomes a gather or scatter on flattened
// arrays, with positions computed in s32.
#include <algorithm>
#include <array>

#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"
#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

void want_positions(const LoweringCall& call, const HloArray& x) {
  call.want(count_of(x.dimensions) < std::int64_t{1} << 31, "expected fewer than 2^31 elements");
}

void want_integers(const LoweringCall& call, const HloArray& x) {
  call.want(x.type->kind == HloKind::kSigned || x.type->kind == HloKind::kUnsigned,
            "expected integers as positions");
}

std::int64_t largest_of(const HloType& type) {
  const int bits = type.kind == HloKind::kSigned ? type.bits - 1 : type.bits;
  return bits >= 62 ? (std::int64_t{1} << 62) : (std::int64_t{1} << bits) - 1;
}

// A position of any integer type, clamped to 0..most, as s32.
HloArray clamped(Emitter& emit, const HloArray& position, std::int64_t most) {
  const HloType& type = *position.type;
  const Sizes& sizes = position.dimensions;
  HloArray inside = position;
  if (most < largest_of(type)) {
    inside = emit.binary("minimum", inside, emit.whole(type, most, sizes));
  }
  if (type.kind == HloKind::kSigned) {
    inside = emit.binary("maximum", inside, emit.whole(type, 0, sizes));
  }
  return emit.convert(inside, hlo_s32());
}

// Whether 0 <= position <= most.
HloArray is_inside(Emitter& emit, const HloArray& position, std::int64_t most) {
  const HloType& type = *position.type;
  const Sizes& sizes = position.dimensions;
  HloArray inside = most < largest_of(type)
                        ? emit.compare("LE", position, emit.whole(type, most, sizes))
                        : emit.whole(hlo_pred(), 1, sizes);
  if (type.kind == HloKind::kSigned) {
    inside = emit.binary("and", inside, emit.compare("GE", position, emit.whole(type, 0, sizes)));
  }
  return inside;
}

HloArray scaled(Emitter& emit, const HloArray& x, std::int64_t by) {
  return by == 1 ? x : emit.with_number("multiply", x, by);
}

HloArray plus(Emitter& emit, const HloArray& sum, const HloArray& more) {
  return sum.node < 0 ? more : emit.binary("add", sum, more);
}

// Positions, in an array of these strides, of the block of `sizes` that begins at 0. `axes[i]` is
// the axis of the operand that axis i of the block runs along.
HloArray block_positions(Emitter& emit, const Sizes& sizes, const Sizes& strides,
                         const std::vector<std::size_t>& axes, const Sizes& shape,
                         const std::vector<std::size_t>& placed) {
  HloArray sum;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == 1) continue;
    const HloArray along = emit.broadcast(emit.iota(hlo_s32(), {sizes[i]}, 0), shape, {placed[i]});
    sum = plus(emit, sum, scaled(emit, along, strides[axes[i]]));
  }
  if (sum.node < 0) sum = emit.whole(hlo_s32(), 0, shape);
  return sum;
}

// Positions of the block of `sizes` in x whose starts are scalar operands from `first` on.
HloArray dynamic_positions(HloLowering& lowering, const LoweringCall& call, const HloArray& x,
                           const Sizes& sizes, std::size_t first) {
  Emitter& emit = lowering.emit;
  const std::size_t rank = x.dimensions.size();
  want_positions(call, x);
  const Sizes strides = row_major_strides(x.dimensions);
  std::vector<std::size_t> axes(rank);
  HloArray start;
  // Starts are scalars, or (in older text) one vector.
  const bool vector = call.operands.size() == first + 1 && rank > 0 &&
                      call.array(first).dimensions == Sizes{static_cast<std::int64_t>(rank)};
  if (!vector) call.want_operands(first + rank);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    axes[axis] = axis;
    call.want(sizes[axis] <= x.dimensions[axis], "expected a block within the operand");
    if (sizes[axis] == x.dimensions[axis]) continue;
    const auto at = static_cast<std::int64_t>(axis);
    const HloArray position =
        vector ? emit.reshape(emit.slice_axis(call.array(first), 0, at, at + 1), {})
               : call.array(first + axis);
    want_integers(call, position);
    call.want(position.dimensions.empty(), "expected scalars as starts");
    const HloArray inside = clamped(emit, position, x.dimensions[axis] - sizes[axis]);
    start = plus(emit, start, scaled(emit, inside, strides[axis]));
  }
  HloArray block = block_positions(emit, sizes, strides, axes, sizes, axes);
  if (start.node < 0) return block;
  start.dimensions = sizes;
  return emit.binary("add", block, start);
}

Lowered dynamic_slice(HloLowering& lowering, const LoweringCall& call) {
  const HloArray& x = call.array(0);
  const Sizes& sizes = call.array_shape().dimensions;
  call.want(sizes.size() == x.dimensions.size(), "expected as many axes as the operand");
  return lowered_array(
      lowering.emit.gather_flat(x, dynamic_positions(lowering, call, x, sizes, 1)));
}

Lowered dynamic_update_slice(HloLowering& lowering, const LoweringCall& call) {
  const HloArray& x = call.array(0);
  const HloArray& update = call.array(1);
  call.want(update.dimensions.size() == x.dimensions.size() && update.type == x.type,
            "expected an update of the operand's type and number of axes");
  if (count_of(update.dimensions) == 0) return call.operands[0];
  const HloArray positions = dynamic_positions(lowering, call, x, update.dimensions, 2);
  return lowered_array(lowering.emit.scatter_flat(x, positions, update, "set"));
}

// Where the windows of a gather or scatter begin: the index vectors taken apart.
struct Starts {
  Sizes batch;                       // the shape of the indices without the vector
  std::vector<HloArray> components;  // [component], each of that shape
};

Starts index_vectors(HloLowering& lowering, const LoweringCall& call, const HloArray& indices) {
  Emitter& emit = lowering.emit;
  want_integers(call, indices);
  const std::int64_t vector_axis =
      parse_integer(call.text("index_vector_dim"), call.instruction.line);
  const auto rank = static_cast<std::int64_t>(indices.dimensions.size());
  call.want(vector_axis >= 0 && vector_axis <= rank, "expected index_vector_dim to be an axis");
  Starts starts;
  if (vector_axis == rank) {
    starts.batch = indices.dimensions;
    starts.components = {indices};
    return starts;
  }
  const auto axis = static_cast<std::size_t>(vector_axis);
  starts.batch = indices.dimensions;
  starts.batch.erase(starts.batch.begin() + vector_axis);
  call.want(indices.dimensions[axis] <= 6, "expected index vectors of at most 6 numbers");
  for (std::int64_t i = 0; i < indices.dimensions[axis]; ++i) {
    starts.components.push_back(
        emit.reshape(emit.slice_axis(indices, axis, i, i + 1), starts.batch));
  }
  return starts;
}

// Axes of 0..rank-1 that are in none of the lists, ascending.
std::vector<std::size_t> others(std::size_t rank, const std::vector<std::size_t>& a,
                                const std::vector<std::size_t>& b = {}) {
  std::vector<std::size_t> rest;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (std::find(a.begin(), a.end(), axis) == a.end() &&
        std::find(b.begin(), b.end(), axis) == b.end())
      rest.push_back(axis);
  }
  return rest;
}

// How the axes of operand, indices and windows of a gather or a scatter belong together.
struct WindowAxes {
  std::vector<std::size_t> window;            // axes of the result (updates) that run in windows
  std::vector<std::size_t> batch;             // its other axes
  std::vector<std::size_t> operand_window;    // axes of the operand that windows run along
  std::vector<std::size_t> operand_batching;  // axes of the operand that run with the indices
  std::vector<std::size_t> indices_batching;  // the axes of the indices that they run with
  std::vector<std::size_t> starts;            // operand axis of each component
};

WindowAxes window_axes(const LoweringCall& call, const HloArray& x, const HloArray& indices,
                       std::size_t windowed_rank, bool gather) {
  const std::size_t rank = x.dimensions.size();
  WindowAxes axes;
  axes.window = call.axes(gather ? "offset_dims" : "update_window_dims", windowed_rank);
  axes.batch = others(windowed_rank, axes.window);
  axes.operand_batching = call.axes(gather ? "operand_batching_dims" : "input_batching_dims", rank);
  axes.indices_batching =
      call.axes(gather ? "start_indices_batching_dims" : "scatter_indices_batching_dims",
                indices.dimensions.size());
  axes.operand_window =
      others(rank, call.axes(gather ? "collapsed_slice_dims" : "inserted_window_dims", rank),
             axes.operand_batching);
  axes.starts = call.axes(gather ? "start_index_map" : "scatter_dims_to_operand_dims", rank);
  call.want(axes.operand_window.size() == axes.window.size() &&
                std::is_sorted(axes.window.begin(), axes.window.end()) &&
                axes.operand_batching.size() == axes.indices_batching.size(),
            "expected window and batching axes that pair up");
  return axes;
}

// Start positions [batch] from clamped components and from axes that run with the indices.
HloArray start_positions(HloLowering& lowering, const LoweringCall& call, const WindowAxes& axes,
                         const Starts& starts, const Sizes& operand_sizes, const Sizes& window) {
  Emitter& emit = lowering.emit;
  const Sizes strides = row_major_strides(operand_sizes);
  call.want(starts.components.size() == axes.starts.size(),
            "expected an operand axis for each number of an index vector");
  HloArray sum;
  for (std::size_t i = 0; i < axes.starts.size(); ++i) {
    const std::size_t axis = axes.starts[i];
    const std::int64_t most = operand_sizes[axis] - window[axis];
    if (most == 0) continue;
    sum = plus(emit, sum, scaled(emit, clamped(emit, starts.components[i], most), strides[axis]));
  }
  const std::int64_t vector_axis =
      parse_integer(call.text("index_vector_dim"), call.instruction.line);
  for (std::size_t i = 0; i < axes.operand_batching.size(); ++i) {
    const auto with = static_cast<std::int64_t>(axes.indices_batching[i]);
    const auto at = static_cast<std::size_t>(with > vector_axis ? with - 1 : with);
    call.want(with != vector_axis && at < starts.batch.size() &&
                  starts.batch[at] == operand_sizes[axes.operand_batching[i]],
              "expected batching axes of one size");
    const HloArray along =
        emit.broadcast(emit.iota(hlo_s32(), {starts.batch[at]}, 0), starts.batch, {at});
    sum = plus(emit, sum, scaled(emit, along, strides[axes.operand_batching[i]]));
  }
  if (sum.node < 0) sum = emit.whole(hlo_s32(), 0, starts.batch);
  return sum;
}

// The sizes of the axes of `sizes` that are named.
Sizes picked(const Sizes& sizes, const std::vector<std::size_t>& axes) {
  Sizes result;
  for (const std::size_t axis : axes) result.push_back(sizes[axis]);
  return result;
}

Lowered gather(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(2);
  Emitter& emit = lowering.emit;
  const HloArray& x = call.array(0);
  const HloArray& indices = call.array(1);
  const Sizes& result = call.array_shape().dimensions;
  want_positions(call, x);
  const WindowAxes axes = window_axes(call, x, indices, result.size(), true);
  const Sizes window = call.integers("slice_sizes");
  call.want(window.size() == x.dimensions.size(), "expected a slice size for each axis");
  for (std::size_t i = 0; i < window.size(); ++i) {
    call.want(0 <= window[i] && window[i] <= x.dimensions[i],
              "expected slice sizes within the operand");
    const bool runs = std::find(axes.operand_window.begin(), axes.operand_window.end(), i) !=
                      axes.operand_window.end();
    call.want(runs || window[i] == 1, "expected slice size 1 of the axes that go");
  }
  const Starts starts = index_vectors(lowering, call, indices);
  const Sizes window_sizes = picked(window, axes.operand_window);
  call.want(
      picked(result, axes.window) == window_sizes && picked(result, axes.batch) == starts.batch,
      "expected a result of the windows' and the indices' sizes");
  HloArray positions = emit.broadcast(
      start_positions(lowering, call, axes, starts, x.dimensions, window), result, axes.batch);
  const Sizes strides = row_major_strides(x.dimensions);
  if (count_of(window_sizes) != 1) {
    positions = emit.binary(
        "add", positions,
        block_positions(emit, window_sizes, strides, axes.operand_window, result, axes.window));
  }
  return lowered_array(emit.gather_flat(x, positions));
}

// What a scatter's region does with (old, update): "set", or a kind of reduction.
ReductionKind scatter_kind(const HloComputation& body) {
  if (RegionExpression::worth_looking(body) && body.parameters.size() == 2) {
    RegionExpression region(body);
    const int update = region.parameter(1);
    if (region.root() == update) return {"set", nullptr, nullptr};
    for (const char* narrow : {"bf16", "f16"}) {
      if (region.root() == region.make(std::string("convert:") + narrow, {update}))
        return {"set", hlo_type_named(narrow), nullptr};
    }
  }
  return reduction_kind(body);
}

// One update after the other, in index order: x[id] = region(x[id], update).
HloArray scattered_in_turn(HloLowering& lowering, const LoweringCall& call, int body,
                           const HloArray& x, const HloArray& positions, const HloArray& updates) {
  Emitter& emit = lowering.emit;
  const Sizes count{count_of(updates.dimensions)}, size{count_of(x.dimensions)};
  const std::array<HloArray, 4> carried = {emit.whole(hlo_s32(), 0),
                                           emit.full(emit.reshape(emit.full(x), size)),
                                           emit.full(emit.reshape(emit.full(positions), count)),
                                           emit.full(emit.reshape(emit.full(updates), count))};
  std::vector<int> nodes;
  for (const HloArray& each : carried) nodes.push_back(each.node);
  std::vector<Graph> regions(2);
  for (Graph& region : regions) {
    Graph* outer = emit.enter(region);
    std::vector<HloArray> in;
    for (const HloArray& each : carried)
      in.push_back(emit.array(emit.node("parameter", {}, {}), *each.type, each.dimensions));
    region.parameter_count = static_cast<int>(in.size());
    if (&region == &regions[0]) {
      region.yields = {emit.compare("LT", in[0], emit.whole(hlo_s32(), count[0])).node};
    } else {
      const auto at = [&](const HloArray& from, const HloArray& id) {
        return emit.array(emit.node("gather", {from.node, id.node}, {}), *from.type, {});
      };
      const HloArray id = at(in[2], in[0]);
      const Lowered made = lowering.computation(
          body, {lowered_array(at(in[1], id)), lowered_array(at(in[3], in[0]))});
      call.want(!made.tuple && made.array.type == x.type && made.array.dimensions.empty(),
                "expected a region that gives a scalar of the operand's type");
      const HloArray written =
          emit.scatter_flat(in[1], emit.reshape(id, {1}), emit.reshape(made.array, {1}), "set");
      region.yields = {emit.with_number("add", in[0], 1).node, written.node, in[2].node,
                       in[3].node};
    }
    emit.leave(outer);
  }
  lowering.note("scatters by other regions than set, maximum and or: in index order");
  const int loop = emit.node("while", std::move(nodes), {}, std::move(regions));
  return emit.reshape(emit.tuple_element(loop, 1, *x.type, size), x.dimensions);
}

Lowered scatter(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(3);
  Emitter& emit = lowering.emit;
  const HloArray& x = call.array(0);
  const HloArray& indices = call.array(1);
  const HloArray& updates = call.array(2);
  call.want(updates.type == x.type, "expected updates of the operand's type");
  want_positions(call, x);
  const int body = lowering.callee(call, "to_apply");
  const HloComputation& region = lowering.module().computations[static_cast<std::size_t>(body)];
  call.want(region.parameters.size() == 2, "expected a region of two scalars");
  const ReductionKind known = scatter_kind(region);
  const std::string& combine = known.kind;
  const bool floats = x.type->kind == HloKind::kFloat;
  const bool at_once = combine == "set" || combine == "maximum" ||
                       (combine == "or" && x.type == &hlo_pred()) || (combine == "add" && !floats);
  const WindowAxes axes = window_axes(call, x, indices, updates.dimensions.size(), false);
  const Starts starts = index_vectors(lowering, call, indices);
  Sizes window(x.dimensions.size(), 1);
  for (std::size_t i = 0; i < axes.window.size(); ++i) {
    window[axes.operand_window[i]] = updates.dimensions[axes.window[i]];
    call.want(window[axes.operand_window[i]] <= x.dimensions[axes.operand_window[i]],
              "expected windows within the operand");
  }
  call.want(picked(updates.dimensions, axes.batch) == starts.batch,
            "expected updates of the indices' sizes");
  call.want(starts.components.size() == axes.starts.size(),
            "expected an operand axis for each number of an index vector");
  if (count_of(updates.dimensions) == 0) return call.operands[0];
  // A window that does not lie within the operand is dropped whole: its positions become -1.
  HloArray inside;
  for (std::size_t i = 0; i < axes.starts.size(); ++i) {
    const std::size_t axis = axes.starts[i];
    const HloArray fits = is_inside(emit, starts.components[i], x.dimensions[axis] - window[axis]);
    inside = inside.node < 0 ? fits : emit.binary("and", inside, fits);
  }
  HloArray positions =
      emit.broadcast(start_positions(lowering, call, axes, starts, x.dimensions, window),
                     updates.dimensions, axes.batch);
  const Sizes window_sizes = picked(updates.dimensions, axes.window);
  if (count_of(window_sizes) != 1) {
    positions = emit.binary("add", positions,
                            block_positions(emit, window_sizes, row_major_strides(x.dimensions),
                                            axes.operand_window, updates.dimensions, axes.window));
  }
  if (inside.node >= 0) {
    const HloArray spread = emit.broadcast(inside, updates.dimensions, axes.batch);
    positions = emit.select(spread, positions, emit.whole(hlo_s32(), -1, updates.dimensions));
  }
  if (!at_once)
    return lowered_array(scattered_in_turn(lowering, call, body, x, positions, updates));
  if (known.reads == nullptr)
    return lowered_array(emit.scatter_flat(x, positions, updates, combine));
  // What is written is rounded, what is not stays as it is.
  const HloArray written =
      emit.convert(emit.scatter_flat(emit.convert(x, *known.reads), positions,
                                     emit.convert(updates, *known.reads), combine),
                   *x.type);
  const HloArray touched = emit.scatter_flat(emit.whole(hlo_pred(), 0, x.dimensions), positions,
                                             emit.whole(hlo_pred(), 1, updates.dimensions), "or");
  return lowered_array(emit.select(touched, written, x));
}

}  // namespace

std::span<const LowerRow> indexing_rules() {
  static constexpr LowerRow kRows[] = {
      {"dynamic-slice", dynamic_slice},
      {"dynamic-update-slice", dynamic_update_slice},
      {"gather", gather},
      {"scatter", scatter},
  };
  return kRows;
}

}  // namespace splitvote
