#include "src/hlo/graph.h"

#include <algorithm>
#include <set>

namespace splitvote {
namespace {

std::vector<bool> needed_nodes(const Graph& graph, const std::vector<int>& roots) {
  std::vector<bool> needed(graph.nodes.size());
  for (const int root : roots) needed[static_cast<std::size_t>(root)] = true;
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const int operand : graph.nodes[i].operands)
      needed[static_cast<std::size_t>(operand)] = true;
  }
  return needed;
}

class Namer {
 public:
  NamedGraph run(const Graph& graph, const std::vector<int>& roots) {
    NamedGraph made;
    const std::vector<bool> needed = needed_nodes(graph, roots);
    last_op_.clear();
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      const GraphNode& node = graph.nodes[i];
      if (needed[i]) last_op_[family(node)] = node.op;
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      if (!needed[i]) continue;
      const GraphNode& node = graph.nodes[i];
      ValueDraft value;
      value.id = unique(base(node));
      made.ids[static_cast<int>(i)] = value.id;
      value.op = node.op;
      for (const int operand : node.operands) value.of.push_back(made.ids.at(operand));
      value.attributes = node.attributes;
      for (const Graph& region : node.regions) value.regions.push_back(named_region(region));
      made.values.push_back(std::move(value));
      made.provenance.push_back(node.origin);
    }
    return made;
  }

 private:
  static std::string family(const GraphNode& node) {
    return node.origin.scope.empty() ? node.origin.instruction : node.origin.scope;
  }

  std::string base(const GraphNode& node) const {
    std::string name = family(node);
    for (char& c : name) {
      if (std::string(":,=|# \t\n").find(c) != std::string::npos) c = '_';
    }
    if (name.empty()) return node.op;
    return node.op == last_op_.at(family(node)) ? name : name + "." + node.op;
  }

  std::string unique(const std::string& name) {
    std::string candidate = name;
    while (!taken_.insert(candidate).second)
      candidate = name + "_" + std::to_string(++counts_[name] + 1);
    return candidate;
  }

  RegionDraft named_region(const Graph& region) {
    RegionDraft draft;
    std::vector<int> roots = region.yields;
    for (int i = 0; i < region.parameter_count; ++i) roots.push_back(i);
    const std::map<std::string, std::string> outer = std::move(last_op_);
    NamedGraph named = run(region, roots);
    last_op_ = outer;
    const auto parameters = static_cast<std::size_t>(region.parameter_count);
    for (std::size_t i = 0; i < parameters; ++i) draft.parameters.push_back(named.values[i].id);
    draft.values.assign(std::make_move_iterator(named.values.begin() + region.parameter_count),
                        std::make_move_iterator(named.values.end()));
    for (const int yield : region.yields) draft.yields.push_back(named.ids.at(yield));
    return draft;
  }

  std::map<std::string, std::string> last_op_;
  std::map<std::string, int> counts_;
  std::set<std::string> taken_;
};

}  // namespace

NamedGraph name_graph(const Graph& graph, const std::vector<int>& roots) {
  return Namer().run(graph, roots);
}

}  // namespace splitvote
