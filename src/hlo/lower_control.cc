// Tuples and everything that calls a computation.
#include "src/hlo/attribute_text.h"
#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

Lowered tuple(HloLowering&, const LoweringCall& call) { return lowered_tuple(call.operands); }

Lowered get_tuple_element(HloLowering&, const LoweringCall& call) {
  call.want_operands(1);
  const std::int64_t index = parse_integer(call.text("index"), call.instruction.line);
  const auto& parts = call.operands[0].parts;
  call.want(call.operands[0].tuple && index >= 0 && index < static_cast<std::int64_t>(parts.size()),
            "expected an index of the tuple");
  return parts[static_cast<std::size_t>(index)];
}

Lowered called(HloLowering& lowering, const LoweringCall& call) {
  const bool fusion = call.instruction.attribute("calls") != nullptr;
  return lowering.computation(lowering.callee(call, fusion ? "calls" : "to_apply"), call.operands);
}

// A computation over scalars, applied to every element: its operations work on arrays as they are.
Lowered map(HloLowering& lowering, const LoweringCall& call) {
  const Sizes& sizes = call.array_shape().dimensions;
  const int body = lowering.callee(call, "to_apply");
  std::vector<HloArray> arguments;
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    arguments.push_back(call.array(i));
    call.want(call.array(i).dimensions == sizes, "expected operands of the result's shape");
  }
  Lowered made = lowering.elementwise_computation(body, arguments, sizes);
  call.want(!made.tuple, "expected a computation that gives a scalar");
  return made;
}

// `index` is a number of a branch; one that names none means the last.
Lowered chosen(HloLowering& lowering, const LoweringCall& call, const HloArray& is_it,
               const Lowered& yes, const Lowered& no) {
  call.want(yes.tuple == no.tuple && yes.parts.size() == no.parts.size(),
            "expected branches of one shape");
  if (!yes.tuple) {
    call.want(yes.array.type == no.array.type && yes.array.dimensions == no.array.dimensions,
              "expected branches of one shape");
    HloArray which = is_it;
    which.dimensions = yes.array.dimensions;
    return lowered_array(lowering.emit.select(which, yes.array, no.array));
  }
  std::vector<Lowered> parts;
  for (std::size_t i = 0; i < yes.parts.size(); ++i)
    parts.push_back(chosen(lowering, call, is_it, yes.parts[i], no.parts[i]));
  return lowered_tuple(std::move(parts));
}

Lowered conditional(HloLowering& lowering, const LoweringCall& call) {
  const int line = call.instruction.line;
  std::vector<std::string> branches;
  if (const std::string* list = call.instruction.attribute("branch_computations")) {
    branches = parse_names(*list, line);
  } else {
    for (const char* which : {"true_computation", "false_computation"}) {
      const auto named = parse_names(call.text(which), line);
      branches.insert(branches.end(), named.begin(), named.end());
    }
  }
  const HloArray& index = call.array(0);
  call.want(index.dimensions.empty() && (index.type == &hlo_pred() || index.type == &hlo_s32()),
            "expected a pred or s32 scalar to choose by");
  call.want_operands(branches.size() + 1);
  const std::string before = lowering.no_collectives();
  lowering.forbid_collectives("in a branch, which ranks might not all take");
  std::vector<Lowered> results;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const int body = lowering.module().computation_named(branches[i]);
    call.want(body >= 0 && &lowering.module().computations[static_cast<std::size_t>(body)] <
                               &call.computation,
              "expected branches to name computations above this one");
    results.push_back(lowering.computation(body, {call.operands[i + 1]}));
  }
  lowering.forbid_collectives(before);
  Lowered result = results.back();
  for (std::size_t i = results.size() - 1; i-- > 0;) {
    const HloArray is_it =
        index.type == &hlo_pred()
            ? index
            : lowering.emit.compare("EQ", index,
                                    lowering.emit.whole(hlo_s32(), static_cast<std::int64_t>(i)));
    result = chosen(lowering, call, is_it, results[i], result);
  }
  return result;
}

Lowered like(const Lowered& shape, const std::vector<HloArray>& arrays, std::size_t& at) {
  if (!shape.tuple) return lowered_array(arrays[at++]);
  std::vector<Lowered> parts;
  for (const Lowered& part : shape.parts) parts.push_back(like(part, arrays, at));
  return lowered_tuple(std::move(parts));
}

Graph region_of(HloLowering& lowering, const LoweringCall& call, int body, const Lowered& carried,
                const std::vector<HloArray>& arrays) {
  Graph region;
  Emitter& emit = lowering.emit;
  Graph* outer = emit.enter(region);
  std::vector<HloArray> parameters;
  for (const HloArray& array : arrays)
    parameters.push_back(emit.array(emit.node("parameter", {}, {}), *array.type, array.dimensions));
  region.parameter_count = static_cast<int>(parameters.size());
  std::size_t at = 0;
  const Lowered result = lowering.computation(body, {like(carried, parameters, at)});
  std::vector<HloArray> yields;
  flatten(result, yields);
  for (const HloArray& yield : yields) region.yields.push_back(emit.full(yield).node);
  emit.leave(outer);
  call.want(!yields.empty(), "expected a computation that gives something");
  return region;
}

Lowered while_loop(HloLowering& lowering, const LoweringCall& call) {
  call.want_operands(1);
  Emitter& emit = lowering.emit;
  const Lowered& carried = call.operands[0];
  std::vector<HloArray> arrays;
  flatten(carried, arrays);
  call.want(!arrays.empty(), "expected something to carry");
  std::vector<int> nodes;
  for (HloArray& array : arrays) nodes.push_back((array = emit.full(array)).node);
  std::vector<Graph> regions;
  regions.push_back(region_of(lowering, call, lowering.callee(call, "condition"), carried, arrays));
  regions.push_back(region_of(lowering, call, lowering.callee(call, "body"), carried, arrays));
  call.want(regions[0].yields.size() == 1, "expected a condition that gives one pred");
  call.want(regions[1].yields.size() == arrays.size(), "expected a body that gives what it takes");
  const int loop = emit.node("while", std::move(nodes), {}, std::move(regions));
  std::vector<HloArray> results;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    results.push_back(emit.tuple_element(loop, static_cast<std::int64_t>(i), *arrays[i].type,
                                         arrays[i].dimensions));
  }
  std::size_t at = 0;
  return like(carried, results, at);
}

// Of what is behind operands and result of an asynchronous operation: nothing reads it.
Lowered context(HloLowering& lowering, const LoweringCall& call, const HloShape& shape) {
  if (shape.tuple) {
    std::vector<Lowered> parts;
    for (const HloShape& part : shape.parts) parts.push_back(context(lowering, call, part));
    return lowered_tuple(std::move(parts));
  }
  call.want(!shape.type->language_name.empty(), "expected a context of types that this reader has");
  return lowered_array(lowering.emit.whole(*shape.type, 0, shape.dimensions));
}

// ((operands), result, context...), as the instruction declares it.
Lowered asynchronous(HloLowering& lowering, const LoweringCall& call, std::vector<Lowered> operands,
                     const Lowered& result) {
  const HloShape& shape = call.shape();
  call.want(shape.tuple && shape.parts.size() >= 2 && shape.parts[0].tuple,
            "expected a tuple of operands and result");
  std::vector<Lowered> parts{lowered_tuple(std::move(operands)), result};
  for (std::size_t i = 2; i < shape.parts.size(); ++i) {
    parts.push_back(context(lowering, call, shape.parts[i]));
  }
  return lowered_tuple(std::move(parts));
}

// Its done gives the result. TPU: started without operands, which its update brings, on SparseCore.
Lowered async_start(HloLowering& lowering, const LoweringCall& call) {
  const int body = lowering.callee(call, "calls");
  const HloShape& shape = call.shape();
  const bool brought_later = call.operands.empty() && shape.tuple && shape.parts.size() >= 2 &&
                             shape.parts[1].tuple && shape.parts[1].parts.empty();
  if (brought_later) return asynchronous(lowering, call, {}, lowered_tuple({}));
  return asynchronous(lowering, call, call.operands, lowering.computation(body, call.operands));
}

Lowered async_update(HloLowering& lowering, const LoweringCall& call) {
  if (call.operands.size() == 1) return call.operands[0];
  call.want(!call.operands.empty(), "expected what its start gave");
  const HloInstruction& start =
      call.computation.instructions[static_cast<std::size_t>(call.instruction.operands[0])];
  call.want(start.opcode == "async-start" && start.operands.empty(),
            "expected operands of an async-start that has none");
  const int body = lowering.callee({start, call.computation, {}}, "calls");
  const std::vector<Lowered> operands(call.operands.begin() + 1, call.operands.end());
  return asynchronous(lowering, call, operands, lowering.computation(body, operands));
}

Lowered async_done(HloLowering&, const LoweringCall& call) {
  call.want_operands(1);
  call.want(call.operands[0].tuple && call.operands[0].parts.size() >= 2,
            "expected what its start gave");
  return call.operands[0].parts[1];
}

// slice-start(x), slice={...}: ((operands), result, context...), the operation written as itself.
Lowered operation_start(HloLowering& lowering, const LoweringCall& call) {
  const HloShape& shape = call.shape();
  call.want(shape.tuple && shape.parts.size() >= 2 && shape.parts[0].tuple,
            "expected a tuple of operands and result");
  HloInstruction inner = call.instruction;
  inner.opcode.resize(inner.opcode.size() - std::string("-start").size());
  inner.shape = shape.parts[1];
  const LowerRule rule = rule_of(inner);
  call.want(rule != nullptr && rule != operation_start,
            "expected an operation that this reader knows");
  std::vector<Lowered> parts{lowered_tuple(call.operands),
                             rule(lowering, {inner, call.computation, call.operands})};
  for (std::size_t i = 2; i < shape.parts.size(); ++i)
    parts.push_back(lowered_array(lowering.emit.whole(*call.part_shape(i).type, 0)));
  return lowered_tuple(std::move(parts));
}

}  // namespace

LowerRule async_rule(const std::string& opcode) {
  const auto ends_with = [&](std::string_view end) {
    return opcode.size() > end.size() &&
           opcode.compare(opcode.size() - end.size(), end.size(), end) == 0;
  };
  if (ends_with("-start")) return operation_start;
  if (ends_with("-update")) return async_update;
  if (ends_with("-done")) return async_done;
  return nullptr;
}

std::span<const LowerRow> control_rules() {
  static constexpr LowerRow kRows[] = {
      {"tuple", tuple},
      {"get-tuple-element", get_tuple_element},
      {"call", called},
      {"fusion", called},
      {"map", map},
      {"conditional", conditional},
      {"while", while_loop},
      {"async-start", async_start},
      {"async-update", async_update},
      {"async-done", async_done},
  };
  return kRows;
}

}  // namespace splitvote
