#include "src/hlo/node_traits.h"

#include <algorithm>
#include <set>
#include <string>

#include "src/hlo/hlo_module.h"

namespace splitvote {
namespace {

bool has_own_id(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const GraphNode& node) {
    return node.op == "partition_id" ||
           std::any_of(node.regions.begin(), node.regions.end(), has_own_id);
  });
}

// Over several ranks; a group of one meets nobody.
bool is_collective(const GraphNode& node) {
  return (node.op == "all_gather" || node.op == "all_reduce") &&
         std::get<std::int64_t>(node.attributes.at("group_size")) > 1;
}

std::string kind_of(const GraphNode& node) {
  const auto kind = node.attributes.find("kind");
  return kind == node.attributes.end() ? "" : std::get<std::string>(kind->second);
}

bool is_number(const GraphNode& node, std::int64_t number) {
  if (node.op != "constant") return false;
  const auto value = node.attributes.find("value");
  if (value == node.attributes.end()) return false;
  if (const auto* whole = std::get_if<std::int64_t>(&value->second)) return *whole == number;
  const auto* real = std::get_if<double>(&value->second);
  return real != nullptr && *real == static_cast<double>(number);
}

class Finder {
 public:
  Finder(const Graph& graph, int ranks) : graph_(graph), ranks_(ranks) {}

  std::vector<NodeTraits> run() {
    for (const GraphNode& node : graph_.nodes) found_.push_back(of(node));
    return std::move(found_);
  }

 private:
  [[nodiscard]] const GraphNode& node_at(int at) const {
    return graph_.nodes[static_cast<std::size_t>(at)];
  }
  [[nodiscard]] const NodeTraits& traits_at(int at) const {
    return found_[static_cast<std::size_t>(at)];
  }

  NodeTraits of(const GraphNode& node) {
    NodeTraits traits;
    traits.replicated = node.op != "partition_id";
    traits.drawn = node.draws;
    if (node.op == "parameter") {
      const std::string& name = std::get<std::string>(node.attributes.at("name"));
      traits.replicated = name != "logits";
      traits.drawn = name == "seed";
    }
    for (const int operand : node.operands) {
      const NodeTraits& from = traits_at(operand);
      traits.replicated = traits.replicated && from.replicated;
      traits.drawn = traits.drawn || from.drawn;
      traits.met = traits.met || from.met || (is_collective(node) && !from.yes_no);
    }
    for (const Graph& region : node.regions) {
      traits.replicated = traits.replicated && !has_own_id(region);
    }
    if (is_collective(node)) {
      traits.replicated = std::get<std::int64_t>(node.attributes.at("group_size")) == ranks_;
    }
    traits.replicated = traits.replicated || ranks_ == 1;
    traits.yes_no = yes_no(node);
    answers_of_ranks(node, traits);
    return traits;
  }

  [[nodiscard]] bool yes_no(const GraphNode& node) const {
    static const std::set<std::string> kCarry = {
        "convert", "reshape", "broadcast",  "transpose", "slice",
        "reverse", "gather",  "all_gather", "copy",      "optimization_barrier"};
    if (node.type != nullptr && node.type->kind == HloKind::kPredicate) return true;
    if (node.operands.empty()) return false;
    if (node.op == "select") {
      const GraphNode& yes = node_at(node.operands[1]);
      const GraphNode& no = node_at(node.operands[2]);
      return (is_number(yes, 1) && is_number(no, 0)) || (is_number(yes, 0) && is_number(no, 1));
    }
    const bool extreme = node.op == "reduce" || node.op == "all_reduce"
                             ? kind_of(node) == "maximum" || kind_of(node) == "minimum"
                             : kCarry.count(node.op) != 0;
    return extreme && traits_at(node.operands[0]).yes_no;
  }

  void answers_of_ranks(const GraphNode& node, NodeTraits& traits) const {
    static const std::set<std::string> kCarry = {"convert", "reshape", "broadcast", "copy",
                                                 "optimization_barrier"};
    if (node.operands.empty()) return;
    const NodeTraits& first = traits_at(node.operands[0]);
    if (node.op == "all_reduce" && traits.replicated && first.yes_no) {
      const std::string kind = kind_of(node);
      traits.counts = kind == "sum";
      traits.tally =
          first.met && !first.replicated && (kind == "sum" || kind == "maximum" || kind == "or");
    }
    if (kCarry.count(node.op) != 0) {
      traits.counts = first.counts;
      traits.tally = first.tally;
    }
    if (node.op == "compare" && first.tally) {
      const std::string& direction = std::get<std::string>(node.attributes.at("direction"));
      const GraphNode& other = node_at(node.operands[1]);
      traits.tally = ((direction == "GT" || direction == "NE") && is_number(other, 0)) ||
                     (direction == "GE" && is_number(other, 1));
    }
  }

  const Graph& graph_;
  int ranks_;
  std::vector<NodeTraits> found_;
};

}  // namespace

std::vector<NodeTraits> node_traits(const Graph& graph, int ranks) {
  return Finder(graph, ranks).run();
}

}  // namespace splitvote
