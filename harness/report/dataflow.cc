#include "harness/report/dataflow.h"

#include <algorithm>
#include <set>

#include "harness/report/table.h"

namespace splitvote {
namespace {

struct AttributeText {
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return shortest(static_cast<float>(number)); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::int64_t>& numbers) const {
    std::string text;
    for (const std::int64_t number : numbers)
      text += (text.empty() ? "" : ",") + std::to_string(number);
    return "[" + text + "]";
  }
};

void set_type(const Value& value, FlowNode& node) {
  if (value.is_tuple) {
    const std::size_t count = value.elements.size();
    node.dtype = std::to_string(count) + (count == 1 ? " array" : " arrays");
    return;
  }
  const Element& element = value.elements.front();
  node.dtype = name(element.dtype);
  node.sizes.emplace();
  for (const Dim& dim : element.shape) node.sizes->push_back(to_string(dim));
}

std::string word(const ValueDraft& draft, const std::string& name) {
  const auto found = draft.attributes.find(name);
  return found == draft.attributes.end() ? "" : std::visit(AttributeText{}, found->second);
}

std::string_view symbol_of(const Value& value) {
  switch (value.opcode) {
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kXor:
      return operation(value.opcode).name;
    case Opcode::kCompare:
      return symbol(value.attributes.direction);
    default:
      return infix(value.opcode);
  }
}

// What the operation is called with the one word that says which of its kind it is.
std::string operation_name(const ValueDraft& draft) {
  const std::string kind = word(draft, "kind");
  return kind.empty() ? draft.op : draft.op + " " + kind;
}

std::string how_text(const Value& value, const ValueDraft& draft) {
  static const std::set<std::string> shown_elsewhere = {"dtype", "kind", "target"};
  std::string text;
  for (const auto& [name, attribute] : draft.attributes) {
    if (shown_elsewhere.contains(name)) continue;
    if (name == "direction" && value.opcode == Opcode::kCompare) continue;
    if (name == "accumulator_dtype" && value.accumulator_site >= 0) continue;
    const std::string written = std::visit(AttributeText{}, attribute);
    if (name == "name" && written == draft.id) continue;
    text +=
        (text.empty() ? "" : " ") + (value.opcode == Opcode::kConstant ? "" : name + "=") + written;
  }
  return text;
}

bool only_rows(const Value& value) {
  return std::all_of(value.elements.begin(), value.elements.end(), [](const Element& element) {
    return std::all_of(element.shape.begin(), element.shape.end(),
                       [](const Dim& dim) { return dim.kind == DimKind::kBatch; });
  });
}

bool holds_slice(const Dim& dim) {
  if (dim.kind == DimKind::kGathered) return false;
  return dim.kind == DimKind::kShard ||
         std::any_of(dim.parts.begin(), dim.parts.end(), holds_slice);
}

// An array whose size each rank has for itself.
bool sized_by_rank(const Value& value) {
  return std::any_of(value.elements.begin(), value.elements.end(), [](const Element& element) {
    return std::any_of(element.shape.begin(), element.shape.end(), holds_slice);
  });
}

bool by_groups(const Value& value) {
  return value.attributes.stage >= 0 || value.attributes.group_size > 0;
}

std::vector<bool> same_on_ranks(const std::vector<Value>& values, std::vector<bool> same,
                                int logits = -1);

// Whether each result of a loop is the same on every rank: what it begins with is, and what the
// body makes of that again.
bool loop_same_on_ranks(const Value& loop, const std::vector<bool>& outside) {
  const Region& body = loop.regions[1];
  std::vector<bool> carried;
  for (const int operand : loop.operands)
    carried.push_back(outside[static_cast<std::size_t>(operand)]);
  for (bool changed = true; changed;) {
    changed = false;
    const std::vector<bool> inside = same_on_ranks(body.values, carried);
    for (std::size_t at = 0; at < carried.size(); ++at) {
      if (!carried[at] || inside[static_cast<std::size_t>(body.yields[at])]) continue;
      carried[at] = false;
      changed = true;
    }
  }
  return std::all_of(carried.begin(), carried.end(), [](bool each) { return each; });
}

// `same` says it of the leading values, a region's parameters; of `logits`, a value of the program,
// each rank has a slice.
std::vector<bool> same_on_ranks(const std::vector<Value>& values, std::vector<bool> same,
                                int logits) {
  for (std::size_t at = same.size(); at < values.size(); ++at) {
    const Value& value = values[at];
    const bool operands_same =
        std::all_of(value.operands.begin(), value.operands.end(),
                    [&same](int operand) { return same[static_cast<std::size_t>(operand)]; });
    if (operation(value.opcode).collective) {
      same.push_back(!by_groups(value) && value.operands.size() == 1);
    } else if (value.opcode == Opcode::kPartitionId || value.opcode == Opcode::kShardOffset ||
               static_cast<int>(at) == logits) {
      same.push_back(false);
    } else if (value.opcode == Opcode::kWhile) {
      same.push_back(loop_same_on_ranks(value, same));
    } else {
      same.push_back(operands_same && !sized_by_rank(value));
    }
  }
  return same;
}

bool is_given(const Value& value) {
  return value.operands.empty() && only_rows(value) && value.opcode != Opcode::kPartitionId &&
         value.opcode != Opcode::kShardOffset;
}

FlowNode node_of(const Value& value, const ValueDraft& draft, const std::vector<Site>& sites) {
  FlowNode node;
  node.id = value.id;
  node.operation = operation_name(draft);
  node.symbol = symbol_of(value);
  for (std::size_t at = 0; at < value.operands.size(); ++at) {
    FlowUse use{value.operands[at], ""};
    const int site = at < value.operand_sites.size() ? value.operand_sites[at] : -1;
    if (site >= 0) use.site = sites[static_cast<std::size_t>(site)].name;
    node.uses.push_back(std::move(use));
  }
  node.how = how_text(value, draft);
  set_type(value, node);
  if (value.accumulator_site >= 0) {
    node.accumulator_site = sites[static_cast<std::size_t>(value.accumulator_site)].name;
    node.accumulator = name(value.attributes.accumulator.dtype);
  }
  node.collective = operation(value.opcode).collective;
  node.may_differ = std::any_of(value.elements.begin(), value.elements.end(),
                                [](const Element& element) { return element.may_differ; });
  node.needed = value.needed;
  node.given = is_given(value);
  return node;
}

void add_regions(const std::vector<Value>& values, std::size_t first,
                 const std::vector<ValueDraft>& drafts, const std::vector<bool>& same,
                 Dataflow& flow);

Dataflow region_flow(const Region& region, const RegionDraft& draft, std::string title,
                     const std::vector<bool>& parameters_same) {
  Dataflow flow;
  flow.title = std::move(title);
  const std::size_t count = static_cast<std::size_t>(region.parameter_count);
  const std::vector<bool> same = same_on_ranks(region.values, parameters_same);
  for (std::size_t at = 0; at < region.values.size(); ++at) {
    ValueDraft written;
    if (at < count) {
      written.id = region.values[at].id;
      written.op = "parameter";
    } else {
      written = draft.values[at - count];
    }
    flow.nodes.push_back(node_of(region.values[at], written, {}));
    flow.nodes.back().same_on_ranks = same[at];
  }
  add_regions(region.values, count, draft.values, same, flow);
  return flow;
}

void add_regions(const std::vector<Value>& values, std::size_t first,
                 const std::vector<ValueDraft>& drafts, const std::vector<bool>& same,
                 Dataflow& flow) {
  for (std::size_t at = first; at < values.size(); ++at) {
    const Value& value = values[at];
    const bool loop = value.opcode == Opcode::kWhile;
    for (std::size_t which = 0; which < value.regions.size(); ++which) {
      const Region& region = value.regions[which];
      std::vector<bool> parameters_same(static_cast<std::size_t>(region.parameter_count), same[at]);
      const bool body = loop && which == 1;
      const std::string part = !loop ? "each step" : body ? "body" : "condition";
      Dataflow inner = region_flow(region, drafts[at - first].regions[which],
                                   value.id + ", " + part, parameters_same);
      for (std::size_t result = 0; result < region.yields.size(); ++result) {
        FlowNode& node = inner.nodes[static_cast<std::size_t>(region.yields[result])];
        node.observed.push_back(body                            ? "next " + inner.nodes[result].id
                                : loop                          ? "goes on"
                                : value.opcode == Opcode::kSort ? "comes before"
                                                                : "result");
      }
      if (loop) {
        for (std::size_t carried = 0; carried < value.operands.size(); ++carried)
          inner.nodes[carried].how =
              "from " + flow.nodes[static_cast<std::size_t>(value.operands[carried])].id;
      }
      flow.regions.push_back(std::move(inner));
    }
  }
}

}  // namespace

std::string type_text(const FlowNode& node) {
  if (!node.sizes.has_value()) return node.dtype;
  std::string text = node.dtype + "[";
  for (const std::string& size : *node.sizes) text += (text.back() == '[' ? "" : ", ") + size;
  return text + "]";
}

Dataflow dataflow_of(const Program& program) {
  Dataflow flow;
  flow.title = program.name();
  const std::vector<bool> same = same_on_ranks(program.values, {}, program.logits);
  for (std::size_t at = 0; at < program.values.size(); ++at) {
    flow.nodes.push_back(node_of(program.values[at], program.draft.values[at], program.sites));
    flow.nodes.back().same_on_ranks = same[at];
  }
  for (const auto& [what, roles] : program.draft.observe.entries) {
    for (const auto& [role, id] : roles) {
      for (FlowNode& node : flow.nodes) {
        if (node.id == id) node.observed.push_back(what + " " + role);
      }
    }
  }
  for (const FlowNode& node : flow.nodes) {
    for (const FlowUse& use : node.uses) {
      if (!use.site.empty()) flow.nodes[static_cast<std::size_t>(use.node)].given = false;
    }
  }
  for (const Value& value : program.values) {
    const std::string& count = value.attributes.count.parameter;
    for (std::size_t at = 0; at < program.values.size() && value.needed && !count.empty(); ++at) {
      if (program.values[at].opcode == Opcode::kParameter &&
          program.values[at].attributes.parameter_name == count)
        flow.nodes[at].needed = true;
    }
  }
  add_regions(program.values, 0, program.draft.values, same, flow);
  return flow;
}

}  // namespace splitvote
