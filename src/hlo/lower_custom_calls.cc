// Custom calls that compilers put into samplers, and those that mark the border of shard_map.
#include <algorithm>

#include "src/hlo/attribute_text.h"
#include "src/hlo/comparator.h"
#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

Lowered same(Lowering&, const LoweringCall& call) {
  call.want_operands(1);
  return call.operands[0];
}

// What stood in memory before anything was written.
Lowered allocate(Lowering& lowering, const LoweringCall& call) {
  lowering.note("AllocateBuffer: zeros until written");
  return lowered_array(
      lowering.emit.whole(*call.array_shape().type, 0, call.array_shape().dimensions));
}

Lowered top_k(Lowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloShape& values = call.part_shape(0);
  call.want(!values.dimensions.empty(), "expected values along an axis");
  bool numeric = false;
  if (call.instruction.attribute("called_computations") != nullptr) {
    const int body = lowering.callee(call, "called_computations");
    const HloComputation& region = lowering.module().computations[static_cast<std::size_t>(body)];
    const Comparator comparator = recognise_comparator(region);
    call.want(
        comparator.descending && comparator.tie_operand < 0 && comparator.key_instruction >= 0 &&
            region.instructions[static_cast<std::size_t>(comparator.key_instruction)].parameter >=
                0 &&
            region.instructions[static_cast<std::size_t>(comparator.key_instruction)].parameter < 2,
        "expected a comparator that puts the greater value first");
    numeric = comparator.numeric;
  } else {
    lowering.note(call.text("custom_call_target") +
                  ": largest first by total order, equals by lower index");
  }
  return lowered_top_k(lowering, call, call.array(0), values.dimensions.back(), numeric);
}

// TPU: the k largest integers of each row, descending.
Lowered top_k_small(Lowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  const HloShape& result = call.array_shape();
  call.want(!result.dimensions.empty() && call.array(0).type->kind == HloKind::kSigned,
            "expected integers along an axis");
  lowering.note("TopKBatchMajorSmallK: the largest integers of each row, descending");
  return lowered_top_k(lowering, call, call.array(0), result.dimensions.back(), false).parts[0];
}

// TPU approx_top_k: element i of the last axis goes to bin i mod bins; a bin keeps the winner so
// far only where comparator(winner, newcomer) holds.
Lowered partial_reduce(Lowering& lowering, const LoweringCall& call) {
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

// Into or out of shard_map: what this rank has is its part already.
Lowered border(Lowering&, const LoweringCall& call) {
  call.want(!call.operands.empty(), "expected operands");
  if (call.shape().tuple) {
    call.want(call.operands.size() == call.shape().parts.size(),
              "expected a part for each operand");
    return lowered_tuple(call.operands);
  }
  call.want_operands(1);
  return call.operands[0];
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
      {"Sharding", same},
      {"SPMDFullToShardShape", border},
      {"SPMDShardToFullShape", border},
      {"xla.sdy.GlobalToLocalShape", border},
      {"xla.sdy.LocalToGlobalShape", border},
  };
  return kRows;
}

}  // namespace splitvote
