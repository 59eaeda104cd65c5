#include "tests/hlo/xla_cpu/kept_outputs.h"

#include <cstring>

#include "src/evaluate/run.h"
#include "src/hlo/parse_hlo.h"

namespace splitvote {
namespace {

ValueDraft value(const std::string& id, const std::string& op, std::vector<std::string> of,
                 std::map<std::string, AttributeValue> attributes = {}) {
  ValueDraft made;
  made.id = id;
  made.op = op;
  made.of = std::move(of);
  made.attributes = std::move(attributes);
  return made;
}

std::int64_t element_count(const Element& element) {
  std::int64_t count = 1;
  for (const Dim& size : element.shape) count *= size.number;
  return count;
}

// Something to observe that every output is needed for: whether all of them equal themselves.
void observe_all(HloProgram& read) {
  // Types are needed first, so one output alone is observed while they are inferred.
  auto& values = read.draft.values;
  values.push_back(
      value("whole", "constant", {}, {{"dtype", std::string("pred")}, {"value", std::int64_t{1}}}));
  const auto finish = [&](ProgramDraft draft, const std::string& last) {
    draft.values.push_back(value("all", "broadcast", {last},
                                 {{"shape", std::vector<std::int64_t>{read.batch}},
                                  {"dimensions", std::vector<std::int64_t>{}}}));
    draft.observe.entries["owner"]["mask"] = "all";
    return draft;
  };
  const Program typed = check_program(finish(read.draft, "whole"));
  std::string last = "whole";
  for (std::size_t i = 0; i < read.outputs.size(); ++i) {
    const std::string& output = read.outputs[i];
    const Element* element = nullptr;
    for (const Value& each : typed.values) {
      if (each.id == output) element = &each.elements[0];
    }
    const std::string n = std::to_string(i);
    values.push_back(
        value("same" + n, "compare", {output, output}, {{"direction", std::string("EQ")}}));
    values.push_back(value("row" + n, "reshape", {"same" + n},
                           {{"shape", std::vector<std::int64_t>{element_count(*element)}}}));
    values.push_back(value("all" + n, "reduce", {"row" + n}, {{"kind", std::string("and")}}));
    values.push_back(value("so_far" + n, "and", {last, "all" + n}));
    last = "so_far" + n;
  }
  read.draft = finish(std::move(read.draft), last);
}

bool is_approximate(const Value& each) {
  const bool of_floats = !each.elements.empty() && is_float(each.elements[0].dtype);
  switch (each.opcode) {
    case Opcode::kExponential:
    case Opcode::kLog:
    case Opcode::kTanh:
    case Opcode::kDot:
      return true;
    case Opcode::kCumsum:
      return of_floats;
    case Opcode::kReduce:
    case Opcode::kReduceWindow:
    case Opcode::kAllReduce:
      return of_floats && (each.attributes.combine == Combine::kSum ||
                           each.attributes.combine == Combine::kProduct);
    default:
      return false;
  }
}

std::vector<bool> approximate_values(const Program& program) {
  std::vector<bool> approximate;
  for (const Value& each : program.values) {
    bool inexact = is_approximate(each);
    for (const Region& region : each.regions) {
      for (const Value& inner : region.values) inexact = inexact || is_approximate(inner);
    }
    for (const int operand : each.operands)
      inexact = inexact || approximate[static_cast<std::size_t>(operand)];
    approximate.push_back(inexact);
  }
  return approximate;
}

// x / broadcast(t) becomes x * broadcast(1 / t) in the dtype it is declared in.
ProgramDraft with_reciprocals(const Program& program) {
  ProgramDraft draft = program.draft;
  std::map<int, int> divisions;  // by each divisor
  for (const Value& each : program.values) {
    if (each.opcode == Opcode::kDivide) ++divisions[each.operands[1]];
  }
  std::vector<ValueDraft> values;
  for (std::size_t i = 0; i < program.values.size(); ++i) {
    const Value& each = program.values[i];
    ValueDraft written = draft.values[i];
    const bool native =
        each.opcode == Opcode::kDivide &&
        (each.elements[0].dtype == Dtype::kFloat32 || each.elements[0].dtype == Dtype::kFloat16);
    if (native) {
      const Value& divisor = program.values[static_cast<std::size_t>(each.operands[1])];
      const Value& dividend = program.values[static_cast<std::size_t>(each.operands[0])];
      const bool repeated = divisor.elements[0].shape.size() < dividend.elements[0].shape.size() ||
                            divisor.opcode == Opcode::kBroadcast;
      if (repeated && divisions.at(each.operands[1]) == 1) {
        const std::string dtype(name(each.elements[0].dtype));
        const std::string one = written.id + ".one", inverse = written.id + ".inverse";
        values.push_back(
            value(one, "constant", {}, {{"dtype", dtype}, {"value", std::int64_t{1}}}));
        values.push_back(value(inverse, "divide", {one, written.of[1]}));
        written = value(written.id, "multiply", {written.of[0], inverse});
      }
    }
    values.push_back(std::move(written));
  }
  draft.values = std::move(values);
  return draft;
}

std::vector<std::uint64_t> bits_of(const Array& array) {
  std::vector<std::uint64_t> all;
  const std::size_t width = stored_bytes(array.dtype());
  for (std::size_t i = 0; i < array.count(); ++i) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, array.as<std::uint8_t>() + i * width, width);
    all.push_back(bits);
  }
  return all;
}

}  // namespace

std::vector<KeptOutput> kept_outputs(const std::string& hlo_text, std::size_t output_count,
                                     const ModuleInputs& inputs, const CpuLowerings& lowerings) {
  HloInterface interface;
  interface.parameters = {"logits", "temperature", "seed"};
  interface.outputs.assign(output_count, "keep");
  interface.infer_promises = false;
  interface.pinned = true;
  HloProgram read = read_hlo(parse_hlo(hlo_text), interface);
  observe_all(read);
  Program program = check_program(read.draft);
  if (lowerings.reciprocal) program = check_program(with_reciprocals(program));
  const std::vector<bool> approximate = approximate_values(program);
  const Layout layout = even_layout(read.tokens_per_rank * read.ranks, read.ranks);
  const Evaluator evaluator(
      {&program, &layout, &inputs.logits, {{"temperature", inputs.temperature}}, inputs.seed});
  std::map<std::string, DistributedRef> values;
  run(evaluator, all_rounded(1), [&](int index, const DistributedRef& u) {
    values[program.values[static_cast<std::size_t>(index)].id] = u;
  });
  std::vector<KeptOutput> outputs;
  for (const std::string& id : read.outputs) {
    KeptOutput output;
    for (std::size_t i = 0; i < program.values.size(); ++i) {
      if (program.values[i].id != id) continue;
      const Element& element = program.values[i].elements[0];
      output.dtype = element.dtype;
      output.approximate = approximate[i];
      const DistributedRef r =
          element.may_differ ? evaluator.rounded(values.at(id), element.narrowing) : values.at(id);
      for (int rank = 0; rank < read.ranks; ++rank)
        output.bits.push_back(bits_of(*r->arrays[static_cast<std::size_t>(rank)]));
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

}  // namespace splitvote
