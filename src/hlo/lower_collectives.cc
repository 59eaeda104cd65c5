// What ranks do together. The language gathers and reduces; scattering, exchanging and permuting
// are a gather of everything and the choice of one's own part by partition_id.
#include <algorithm>
#include <numeric>

#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"
#include "src/hlo/packed_preds.h"
#include "src/hlo/region_expression.h"

namespace splitvote {
namespace {

using Groups = std::vector<std::vector<std::int64_t>>;

void want_allowed(const HloLowering& lowering, const LoweringCall& call) {
  call.want(lowering.no_collectives().empty(),
            "expected no collective " + lowering.no_collectives());
}

// Groups of ranks. Without channel_id, groups are of replicas; with it and use_global_device_ids of
// devices; with it alone of replicas, each with all its partitions (all-gather, all-reduce,
// reduce-scatter), or of partitions (all-to-all).
Groups groups_of(const HloLowering& lowering, const LoweringCall& call, bool of_partitions) {
  want_allowed(lowering, call);
  const HloModule& module = lowering.module();
  call.want(module.partitions <= 1 || module.replicas <= 1,
            "expected partitions or replicas, not both");
  Groups groups;
  if (const std::string* text = call.instruction.attribute("replica_groups"))
    groups = parse_groups(*text, call.instruction.line);
  const bool channel = call.instruction.attribute("channel_id") != nullptr;
  const bool partitioned = module.replicas <= 1 && lowering.ranks() > 1;
  Groups everybody(1);
  for (int rank = 0; rank < lowering.ranks(); ++rank) everybody[0].push_back(rank);
  if (partitioned && !channel) {
    // Replicas of one partition: everybody is alone.
    Groups alone;
    for (int rank = 0; rank < lowering.ranks(); ++rank) alone.push_back({rank});
    return alone;
  }
  if (partitioned && !of_partitions && !call.flag("use_global_device_ids")) return everybody;
  if (groups.empty()) return everybody;
  std::vector<bool> seen(static_cast<std::size_t>(lowering.ranks()));
  std::size_t count = 0;
  for (const auto& group : groups) {
    call.want(!group.empty() && group.size() == groups[0].size(), "expected groups of one size");
    for (const std::int64_t rank : group) {
      call.want(rank >= 0 && rank < lowering.ranks() && !seen[static_cast<std::size_t>(rank)],
                "expected each rank once in the groups");
      seen[static_cast<std::size_t>(rank)] = true;
      ++count;
    }
  }
  call.want(count == seen.size(), "expected every rank in a group");
  return groups;
}

AttributeMap group_attributes(const Groups& groups) {
  std::vector<std::int64_t> flat;
  for (const auto& group : groups) flat.insert(flat.end(), group.begin(), group.end());
  return {{"groups", flat}, {"group_size", static_cast<std::int64_t>(groups[0].size())}};
}

// x of every rank of the group, joined along a new first axis: [group, ...].
HloArray gathered(Emitter& emit, const HloArray& x, const Groups& groups) {
  const auto size = static_cast<std::int64_t>(groups[0].size());
  const std::int64_t count = count_of(x.dimensions);
  const HloArray flat = emit.full(emit.reshape(emit.full(x), {1, count}));
  const int made = emit.node("all_gather", {flat.node}, group_attributes(groups));
  Sizes sizes = x.dimensions;
  sizes.insert(sizes.begin(), size);
  return emit.reshape(emit.array(made, *x.type, {1, size * count}), sizes);
}

// A number that this rank looks up in a table by its id.
HloArray by_rank(Emitter& emit, const std::vector<std::int64_t>& table) {
  HloArray rank = emit.array(emit.node("partition_id", {}, {}), hlo_s32(), {});
  const bool identity = [&] {
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i] != static_cast<std::int64_t>(i)) return false;
    }
    return true;
  }();
  if (identity) return rank;
  HloArray number = emit.whole(hlo_s32(), table.back());
  for (std::size_t i = table.size() - 1; i-- > 0;) {
    if (table[i] == table.back()) continue;
    const HloArray here =
        emit.compare("EQ", rank, emit.whole(hlo_s32(), static_cast<std::int64_t>(i)));
    number = emit.select(here, emit.whole(hlo_s32(), table[i]), number);
  }
  return number;
}

// Where each rank stands in its group.
HloArray place_in_group(Emitter& emit, const Groups& groups, int ranks) {
  std::vector<std::int64_t> place(static_cast<std::size_t>(ranks), 0);
  for (const auto& group : groups) {
    for (std::size_t i = 0; i < group.size(); ++i)
      place[static_cast<std::size_t>(group[i])] = static_cast<std::int64_t>(i);
  }
  return by_rank(emit, place);
}

// Row `index` (a scalar) of x [rows, ...].
HloArray row(Emitter& emit, const HloArray& x, const HloArray& index) {
  const Sizes sizes(x.dimensions.begin() + 1, x.dimensions.end());
  const std::int64_t count = count_of(sizes);
  HloArray start = emit.with_number("multiply", index, count);
  start.dimensions = {count};
  const HloArray ids = emit.binary("add", emit.iota(hlo_s32(), {count}, 0), start);
  return emit.reshape(emit.gather_flat(x, ids), sizes);
}

Lowered all_gather(HloLowering& lowering, const LoweringCall& call) {
  Emitter& emit = lowering.emit;
  const Groups groups = groups_of(lowering, call, false);
  std::vector<Lowered> results;
  call.want(!call.operands.empty(), "expected an operand");
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    const HloArray& x = call.array(i);
    const auto axes = call.axes("dimensions", x.dimensions.size());
    call.want(axes.size() == 1, "expected one axis");
    HloArray last = emit.axis_last(emit.full(x), axes[0]);
    Sizes sizes = last.dimensions;
    sizes.back() *= static_cast<std::int64_t>(groups[0].size());
    Sizes joined = sizes;
    if (sizes.size() == 1) {  // the language joins [n] operands side by side
      last = emit.reshape(last, {1, last.dimensions[0]});
      joined = {1, sizes[0]};
    }
    const int made = emit.node("all_gather", {emit.full(last).node}, group_attributes(groups));
    const HloArray all = emit.reshape(emit.array(made, *x.type, joined), sizes);
    results.push_back(lowered_array(emit.axis_back(all, axes[0])));
  }
  return call.shape().tuple ? lowered_tuple(std::move(results)) : results[0];
}

// (operands, results): its done gives the results.
Lowered all_gather_start(HloLowering& lowering, const LoweringCall& call) {
  call.want(call.shape().tuple && call.shape().parts.size() >= 2, "expected operand and result");
  const std::size_t count = call.operands.size();
  call.want(count == 1 || (call.shape().parts[0].tuple && call.shape().parts[1].tuple),
            "expected tuples of operands and of results");
  LoweringCall inner{call.instruction, call.computation, call.operands};
  Lowered result = all_gather(lowering, inner);
  if (count == 1) return lowered_tuple({call.operands[0], result.tuple ? result.parts[0] : result});
  return lowered_tuple({lowered_tuple(call.operands), result});
}

Lowered second_part(HloLowering&, const LoweringCall& call) {
  call.want(
      call.operands.size() == 1 && call.operands[0].tuple && call.operands[0].parts.size() >= 2,
      "expected what its start gave");
  return call.operands[0].parts[1];
}

Lowered only_operand(HloLowering&, const LoweringCall& call) {
  call.want_operands(1);
  return call.operands[0];
}

// Reduced over the ranks of each group.
HloArray reduced_over_ranks(HloLowering& lowering, const LoweringCall& call,
                            const HloArray& operand, const Groups& groups) {
  Emitter& emit = lowering.emit;
  const int body = lowering.callee(call, "to_apply");
  const HloComputation& region = lowering.module().computations[static_cast<std::size_t>(body)];
  call.want(region.parameters.size() == 2, "expected a region of two scalars");
  const HloArray* preds = lowering.held_preds(operand.node);
  if (preds != nullptr && ors_preds_in_words(region)) {
    AttributeMap of_preds = group_attributes(groups);
    of_preds["kind"] = std::string("or");
    const int any = emit.node("all_reduce", {emit.full(*preds).node}, std::move(of_preds));
    return words_with(lowering, emit.array(any, *preds->type, preds->dimensions), *operand.type,
                      operand.dimensions);
  }
  const ReductionKind reduction = reduction_kind(region);
  const std::string& kind = reduction.kind;
  call.want(
      kind == "maximum" || kind == "minimum" || kind == "add" || kind == "and" || kind == "or",
      "expected a region that takes a maximum, minimum, sum, and, or or");
  const HloType& type = *operand.type;
  HloArray x = emit.full(operand);
  if (reduction.reads != nullptr) x = emit.convert(x, *reduction.reads);
  AttributeMap attributes = group_attributes(groups);
  attributes["kind"] = kind == "add" ? std::string("sum") : kind;
  if (kind == "add" && type.kind == HloKind::kFloat) {
    const HloType* rounded = reduction.rounds;
    if (rounded == nullptr && type.name != "f32" && !lowering.wide_accumulators()) rounded = &type;
    const bool narrow = rounded != nullptr;
    if (narrow) attributes["accumulator_dtype"] = std::string(rounded->language_name);
    lowering.note(std::string("sums over ranks: in rank order, ") +
                  (narrow ? "rounded after every addition as declared" : "float32"));
  }
  const int made = emit.node("all_reduce", {x.node}, std::move(attributes));
  return emit.convert(emit.array(made, *x.type, x.dimensions), type);
}

Lowered all_reduce(HloLowering& lowering, const LoweringCall& call) {
  const Groups groups = groups_of(lowering, call, false);
  call.want(!call.operands.empty(), "expected an operand");
  std::vector<Lowered> results;
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    results.push_back(lowered_array(reduced_over_ranks(lowering, call, call.array(i), groups)));
  }
  return call.shape().tuple ? lowered_tuple(std::move(results)) : results[0];
}

Lowered reduce_scatter(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  Emitter& emit = lowering.emit;
  const Groups groups = groups_of(lowering, call, false);
  const HloArray& x = call.array(0);
  const auto axes = call.axes("dimensions", x.dimensions.size());
  const auto size = static_cast<std::int64_t>(groups[0].size());
  call.want(axes.size() == 1 && x.dimensions[axes[0]] % size == 0,
            "expected one axis that the group divides");
  const std::size_t axis = axes[0];
  const HloArray sum = reduced_over_ranks(lowering, call, x, groups);
  // [.., group, part, ..] with the group first.
  Sizes apart = sum.dimensions;
  apart[axis] /= size;
  apart.insert(apart.begin() + static_cast<std::ptrdiff_t>(axis), size);
  std::vector<std::size_t> permutation{axis};
  for (std::size_t i = 0; i < apart.size(); ++i) {
    if (i != axis) permutation.push_back(i);
  }
  const HloArray parts = emit.transpose(emit.reshape(sum, apart), permutation);
  return lowered_array(row(emit, parts, place_in_group(emit, groups, lowering.ranks())));
}

Lowered all_to_all(HloLowering& lowering, const LoweringCall& call) {
  Emitter& emit = lowering.emit;
  const Groups groups = groups_of(lowering, call, true);
  const auto size = static_cast<std::int64_t>(groups[0].size());
  const HloArray place = place_in_group(emit, groups, lowering.ranks());
  const bool split = call.instruction.attribute("dimensions") != nullptr;
  call.want(
      split ? call.operands.size() == 1 : call.operands.size() == static_cast<std::size_t>(size),
      "expected one operand and an axis to split, or an operand for each rank of the group");
  // What this rank sends to rank j of the group stands in row j.
  HloArray rows;
  std::size_t axis = 0;
  if (split) {
    const HloArray& x = call.array(0);
    const auto axes = call.axes("dimensions", x.dimensions.size());
    call.want(axes.size() == 1 && x.dimensions[axes[0]] % size == 0,
              "expected one axis that the group divides");
    axis = axes[0];
    Sizes apart = x.dimensions;
    apart[axis] /= size;
    apart.insert(apart.begin() + static_cast<std::ptrdiff_t>(axis), size);
    std::vector<std::size_t> permutation{axis};
    for (std::size_t i = 0; i < apart.size(); ++i) {
      if (i != axis) permutation.push_back(i);
    }
    rows = emit.transpose(emit.reshape(emit.full(x), apart), permutation);
  } else {
    std::vector<HloArray> parts;
    for (std::size_t i = 0; i < call.operands.size(); ++i) {
      Sizes sizes = call.array(i).dimensions;
      call.want(sizes == call.array(0).dimensions && call.array(i).type == call.array(0).type,
                "expected operands of one shape");
      sizes.insert(sizes.begin(), 1);
      parts.push_back(emit.reshape(call.array(i), sizes));
    }
    rows = emit.concatenate(parts, 0);
  }
  // [sender, receiver, ...] with the receiver first; this rank's row is [sender, ...].
  const HloArray all = gathered(emit, rows, groups);
  std::vector<std::size_t> permutation(all.dimensions.size());
  std::iota(permutation.begin(), permutation.end(), 0);
  std::swap(permutation[0], permutation[1]);
  const HloArray received = row(emit, emit.transpose(all, permutation), place);
  if (split) {
    std::vector<std::size_t> back;
    for (std::size_t i = 0; i < received.dimensions.size(); ++i) {
      if (i != 0) back.push_back(i);
    }
    back.insert(back.begin() + static_cast<std::ptrdiff_t>(axis), 0);
    return lowered_array(emit.reshape(emit.transpose(received, back), call.array(0).dimensions));
  }
  std::vector<Lowered> results;
  for (std::int64_t i = 0; i < size; ++i) {
    results.push_back(lowered_array(
        emit.reshape(emit.slice_axis(received, 0, i, i + 1), call.array(0).dimensions)));
  }
  return lowered_tuple(std::move(results));
}

Lowered collective_permute(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  want_allowed(lowering, call);
  Emitter& emit = lowering.emit;
  const HloArray& x = call.array(0);
  Groups everybody(1);
  for (int rank = 0; rank < lowering.ranks(); ++rank) everybody[0].push_back(rank);
  std::vector<std::int64_t> source(static_cast<std::size_t>(lowering.ranks()), -1);
  for (const auto& [from, to] :
       parse_pairs(call.text("source_target_pairs"), call.instruction.line)) {
    call.want(from >= 0 && from < lowering.ranks() && to >= 0 && to < lowering.ranks() &&
                  source[static_cast<std::size_t>(to)] < 0,
              "expected pairs of ranks, each a target at most once");
    source[static_cast<std::size_t>(to)] = from;
  }
  const bool all_receive = std::find(source.begin(), source.end(), -1) == source.end();
  std::vector<std::int64_t> table = source;
  std::replace(table.begin(), table.end(), std::int64_t{-1}, std::int64_t{0});
  const HloArray received = row(emit, gathered(emit, x, everybody), by_rank(emit, table));
  if (all_receive) return lowered_array(received);
  std::vector<std::int64_t> receives;
  for (const std::int64_t from : source) receives.push_back(from >= 0 ? 1 : 0);
  HloArray has = emit.with_number("multiply", by_rank(emit, receives), 1);
  has = emit.compare("NE", has, emit.whole(hlo_s32(), 0));
  has.dimensions = received.dimensions;
  return lowered_array(emit.select(has, received, emit.whole(*x.type, 0, received.dimensions)));
}

Lowered permute_start(HloLowering& lowering, const LoweringCall& call) {
  const HloShape& shape = call.shape();
  call.want(shape.tuple && shape.parts.size() >= 2, "expected operand and result");
  std::vector<Lowered> parts{call.operands.at(0), collective_permute(lowering, call)};
  for (std::size_t i = 2; i < shape.parts.size(); ++i)
    parts.push_back(lowered_array(lowering.emit.whole(*call.part_shape(i).type, 0)));
  return lowered_tuple(std::move(parts));
}

Lowered own_id(HloLowering& lowering, const LoweringCall& call) {
  const bool partition = call.instruction.opcode == "partition-id";
  const bool counts = partition ? lowering.module().replicas <= 1 : lowering.module().replicas > 1;
  Emitter& emit = lowering.emit;
  const HloType& type = *call.array_shape().type;
  if (!counts) return lowered_array(emit.whole(type, 0));
  return lowered_array(
      emit.convert(emit.array(emit.node("partition_id", {}, {}), hlo_s32(), {}), type));
}

}  // namespace

std::span<const LowerRow> collective_rules() {
  static constexpr LowerRow kRows[] = {
      {"all-gather", all_gather},
      {"all-gather-start", all_gather_start},
      {"all-gather-done", second_part},
      {"all-reduce", all_reduce},
      {"all-reduce-start", all_reduce},
      {"all-reduce-done", only_operand},
      {"reduce-scatter", reduce_scatter},
      {"all-to-all", all_to_all},
      {"collective-permute", collective_permute},
      {"collective-permute-start", permute_start},
      {"collective-permute-done", second_part},
      {"partition-id", own_id},
      {"replica-id", own_id},
  };
  return kRows;
}

}  // namespace splitvote
