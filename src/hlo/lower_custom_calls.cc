// Custom calls that compilers put into samplers, and those that mark the border of shard_map.
#include <algorithm>

#include "src/hlo/attribute_text.h"
#include "src/hlo/comparator.h"
#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

Lowered same(HloLowering&, const LoweringCall& call) {
  call.want_operands(1);
  return call.operands[0];
}

// What stood in memory before anything was written.
Lowered allocate(HloLowering& lowering, const LoweringCall& call) {
  lowering.note("AllocateBuffer: zeros until written");
  return lowered_array(
      lowering.emit.whole(*call.array_shape().type, 0, call.array_shape().dimensions));
}

Lowered top_k(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloShape& values = call.part_shape(0);
  call.want(!values.dimensions.empty(), "expected values along an axis");
  bool numeric = false;
  if (call.instruction.attribute("called_computations") != nullptr) {
    const int body = lowering.callee(call, "called_computations");
    const HloComputation& region = lowering.module().computations[static_cast<std::size_t>(body)];
    const Comparator comparator = recognise_comparator(region);
    call.want(
        comparator.keys.size() == 1 && comparator.keys[0].descending && comparator.tie_operand < 0,
        "expected a comparator that puts the greater value first");
    const ComparatorKey& key = comparator.keys[0];
    const int parameter = region.instructions[static_cast<std::size_t>(key.instruction)].parameter;
    call.want(parameter == 0 || parameter == 1,
              "expected a comparator that puts the greater value first");
    numeric = key.numeric;
  } else {
    lowering.note(call.text("custom_call_target") +
                  ": largest first by total order, equals by lower index");
  }
  return lowered_top_k(lowering, call, call.array(0), values.dimensions.back(), numeric);
}

// TPU: the k largest integers of each row, descending.
Lowered top_k_small(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloShape& result = call.array_shape();
  call.want(!result.dimensions.empty() && call.array(0).type->kind == HloKind::kSigned,
            "expected integers along an axis");
  lowering.note("TopKBatchMajorSmallK: the largest integers of each row, descending");
  return lowered_top_k(lowering, call, call.array(0), result.dimensions.back(), false).parts[0];
}

// TPU approx_top_k: element i of the last axis goes to bin i mod bins; a bin keeps the winner so
// far only where comparator(winner, newcomer) holds.
Lowered partial_reduce(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(4);
  Emitter& emit = lowering.emit;
  const HloShape& values = call.part_shape(0);
  const std::size_t rank = values.dimensions.size();
  const Sizes& from = call.array(0).dimensions;
  call.want(rank >= 1 && from.size() == rank && call.array(1).dimensions == from &&
                call.part_shape(1).dimensions == values.dimensions &&
                call.array(2).dimensions.empty() && call.array(3).dimensions.empty() &&
                call.array(2).type == call.array(0).type &&
                call.array(3).type == call.array(1).type && values.dimensions.back() >= 1 &&
                std::equal(from.begin(), from.end() - 1, values.dimensions.begin()),
            "expected values and ids along the last axis, their starts, and bins of both");
  const std::int64_t bins = values.dimensions.back(), n = from.back();
  const std::int64_t rounds = (n + bins - 1) / bins;
  const int body = lowering.callee(call, "called_computations");
  lowering.note(
      "PartialReduce: element i in bin i mod bins, in index order, the newcomer wins ties");
  std::vector<int> nodes;
  std::vector<const HloType*> types;
  for (std::size_t i = 0; i < 2; ++i) {
    HloArray x = call.array(i);
    if (rounds * bins > n) {
      HloArray filler = call.array(2 + i);
      filler.dimensions = from;
      filler.dimensions.back() = rounds * bins - n;
      x = emit.concatenate({x, filler}, rank - 1);
    }
    Sizes apart(from.begin(), from.end() - 1);
    apart.insert(apart.end(), {rounds, bins});
    nodes.push_back(emit.full(emit.axis_last(emit.reshape(emit.full(x), apart), rank - 1)).node);
    types.push_back(x.type);
  }
  nodes.push_back(call.array(2).node);
  nodes.push_back(call.array(3).node);
  Graph region;
  Graph* outer = emit.enter(region);
  std::vector<HloArray> sides;
  for (std::size_t i = 0; i < 4; ++i)
    sides.push_back(emit.array(emit.node("parameter", {}, {}), *types[i % 2], {}));
  region.parameter_count = 4;
  // The comparator takes (value, value, id, id).
  const Lowered stays =
      lowering.computation(body, {lowered_array(sides[0]), lowered_array(sides[2]),
                                  lowered_array(sides[1]), lowered_array(sides[3])});
  const bool pred = !stays.tuple && stays.array.type == &hlo_pred();
  if (pred) {
    region.yields = {emit.select(stays.array, sides[0], sides[2]).node,
                     emit.select(stays.array, sides[1], sides[3]).node};
  }
  emit.leave(outer);
  call.want(pred, "expected a comparator that gives a pred");
  std::vector<Graph> regions;
  regions.push_back(std::move(region));
  const int made = emit.node("reduce", std::move(nodes), {}, std::move(regions));
  return lowered_tuple({lowered_array(emit.tuple_element(made, 0, *types[0], values.dimensions)),
                        lowered_array(emit.tuple_element(made, 1, *types[1], values.dimensions))});
}

// TPU: an array that was fetched in slices, seen as whole again. Each slice lies where it was cut
// from; operands stand in the order in which they were fetched, which need not be that of their
// places (XLA, memory_space_assignment, SlicedCopyAllocation).
Lowered concat_bitcast(HloLowering& lowering, const LoweringCall& call) {
  const HloShape& whole = call.array_shape();
  const std::size_t rank = whole.dimensions.size();
  const auto operand_of = [&](const HloInstruction& instruction) -> const HloInstruction& {
    return call.computation.instructions[static_cast<std::size_t>(instruction.operands[0])];
  };
  struct Part {
    std::int64_t start, limit;
    std::size_t operand;
  };
  std::vector<Part> parts;
  std::size_t axis = rank;
  int source = -1;
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    const HloInstruction& done =
        call.computation.instructions[static_cast<std::size_t>(call.instruction.operands[i])];
    call.want(done.opcode == "slice-done" && operand_of(done).opcode == "slice-start",
              "expected what slice-done gave");
    const HloInstruction& start = operand_of(done);
    call.want(source < 0 || source == start.operands[0], "expected slices of one array");
    source = start.operands[0];
    const HloShape& sliced = operand_of(start).shape;
    const std::string* text = start.attribute("slice");
    call.want(text != nullptr && sliced.type == whole.type && sliced.dimensions == whole.dimensions,
              "expected slices of an array of the result's shape");
    const SliceText slice = parse_slice(*text, start.line);
    for (std::size_t at = 0; at < rank; ++at) {
      call.want(slice.strides[at] == 1, "expected slices of neighbouring elements");
      if (slice.starts[at] == 0 && slice.limits[at] == whole.dimensions[at]) continue;
      call.want(axis == rank || axis == at, "expected slices along one axis");
      axis = at;
    }
    if (axis == rank) continue;
    parts.push_back({slice.starts[axis], slice.limits[axis], i});
  }
  call.want(parts.size() == call.operands.size() && !parts.empty(),
            "expected slices along one axis");
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.start < b.start; });
  std::int64_t end = 0;
  std::vector<HloArray> arrays;
  for (const Part& part : parts) {
    call.want(part.start == end, "expected slices that make up the array, each element once");
    end = part.limit;
    arrays.push_back(call.array(part.operand));
  }
  call.want(end == whole.dimensions[axis],
            "expected slices that make up the array, each element once");
  return lowered_array(lowering.emit.concatenate(arrays, axis));
}

// TPU: a line in a buffer that is longer, zeros behind it.
Lowered zero_crop(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloArray& line = call.array(0);
  const HloShape& buffer = call.array_shape();
  call.want(line.dimensions.size() == 1 && buffer.dimensions.size() == 1 &&
                buffer.type == line.type && buffer.dimensions[0] >= line.dimensions[0],
            "expected a line, and one at least as long of the same type");
  lowering.note("ZeroCrop: zeros behind the elements that there are");
  if (buffer.dimensions == line.dimensions) return lowered_array(line);
  const HloArray zeros =
      lowering.emit.whole(*line.type, 0, {buffer.dimensions[0] - line.dimensions[0]});
  return lowered_array(lowering.emit.concatenate({line, zeros}, 0));
}

// TPU: 32 of the 64 bits of whole numbers, from this one on.
Lowered half_of_64(HloLowering& lowering, const LoweringCall& call, std::int64_t first_bit) {
  call.want_operands(1);
  const HloArray& x = call.array(0);
  const HloShape& half = call.array_shape();
  call.want(x.type->kind != HloKind::kFloat && x.type->bits == 64 && half.type->bits == 32 &&
                half.type->kind != HloKind::kFloat && half.dimensions == x.dimensions,
            "expected whole numbers of 64 bits, and as many of 32");
  Emitter& emit = lowering.emit;
  const HloArray from = first_bit == 0 ? x
                                       : emit.binary("shift_right_logical", x,
                                                     emit.whole(*x.type, first_bit, x.dimensions));
  return lowered_array(emit.convert(from, *half.type));
}

Lowered upper_half(HloLowering& lowering, const LoweringCall& call) {
  return half_of_64(lowering, call, 32);
}

Lowered lower_half(HloLowering& lowering, const LoweringCall& call) {
  return half_of_64(lowering, call, 0);
}

// Into or out of shard_map: what this rank has is its part already.
Lowered border(HloLowering&, const LoweringCall& call) {
  call.want(!call.operands.empty(), "expected operands");
  if (call.shape().tuple) {
    call.want(call.operands.size() == call.shape().parts.size(),
              "expected a part for each operand");
    return lowered_tuple(call.operands);
  }
  call.want_operands(1);
  return call.operands[0];
}

// libtpu 0.0.52: a computation that runs on SparseCore, under the name that it has there.
Lowered on_sparse_core(HloLowering& lowering, const LoweringCall& call) {
  return lowering.computation(lowering.callee(call, "called_computations"), call.operands);
}

}  // namespace

std::span<const LowerRow> custom_call_rules() {
  static constexpr LowerRow kRows[] = {
      {"TopK", top_k},
      {"__gpu$TopK", top_k},
      {"TopKBatchMajorSmallK", top_k_small},
      {"PartialReduce", partial_reduce},
      {"GatherScatterIndicesBitpacked", same},
      {"AssumeGatherIndicesInBound", same},
      {"AllocateBuffer", allocate},
      {"ConcatBitcast", concat_bitcast},
      {"ZeroCrop", zero_crop},
      {"TODO(b/522284627)", on_sparse_core},
      {"X64SplitHigh", upper_half},
      {"X64SplitLow", lower_half},
      {"Sharding", same},
      {"SPMDFullToShardShape", border},
      {"SPMDShardToFullShape", border},
      {"xla.sdy.GlobalToLocalShape", border},
      {"xla.sdy.LocalToGlobalShape", border},
  };
  return kRows;
}

}  // namespace splitvote
