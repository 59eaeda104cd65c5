#include "harness/report/program_dot.h"

#include "harness/report/dataflow.h"

namespace splitvote {
namespace {

// A DOT string: quotes and backslashes escaped.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + "\"";
}

// Lines of a label; the escape between them is DOT's own.
std::string label_of(const FlowNode& node) {
  std::string operation = node.operation;
  if (!node.symbol.empty() && node.symbol != node.operation) operation += " " + node.symbol;
  if (!node.how.empty()) operation += " " + node.how;
  std::string label = quoted(node.id);
  const auto add = [&label](const std::string& line) {
    const std::string more = quoted(line);
    label.back() = '\\';
    label += "n" + more.substr(1);
  };
  add(operation);
  if (!node.accumulator_site.empty()) add("◆ " + node.accumulator_site + ", " + node.accumulator);
  add(type_text(node));
  for (const std::string& each : node.observed) add("▶ " + each);
  return label;
}

std::string attributes_of(const FlowNode& node) {
  std::string text = "label=" + label_of(node);
  std::string style;
  if (node.collective) {
    style = "filled";
    text += ", shape=box, peripheries=1, fillcolor=\"#b8d4f0\", penwidth=2";
  } else if (node.given) {
    text += ", shape=plaintext";
  } else if (node.may_differ) {
    style = "filled";
    text += ", shape=box, fillcolor=\"#fdf1d6\"";
  }
  if (!node.needed) style += style.empty() ? "dashed" : ",dashed";
  if (!style.empty()) text += ", style=" + quoted(style);
  if (!node.observed.empty())
    text += ", color=\"#1a7f37\", peripheries=2";
  else if (!node.accumulator_site.empty())
    text += ", color=\"#cf222e\"";
  return text;
}

// `prefix` tells nodes of one region from those of another that have the same id.
void put_flow(const Dataflow& flow, const std::string& prefix, int depth, std::string& text) {
  const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
  const auto node_name = [&](const FlowNode& node) { return quoted(prefix + node.id); };
  for (const FlowNode& node : flow.nodes) {
    text += indent + node_name(node) + " [" + attributes_of(node) + "];\n";
  }
  for (const FlowNode& node : flow.nodes) {
    for (const FlowUse& use : node.uses) {
      text += indent + node_name(flow.nodes[static_cast<std::size_t>(use.node)]) + " -> " +
              node_name(node);
      if (!use.site.empty()) {
        text += " [dir=both, arrowtail=diamond, color=\"#cf222e\", fontcolor=\"#cf222e\", label=" +
                quoted(use.site) + "]";
      }
      text += ";\n";
    }
  }
  for (std::size_t at = 0; at < flow.regions.size(); ++at) {
    const Dataflow& region = flow.regions[at];
    const std::string inner = prefix + region.title + "/";
    text += indent + "subgraph " + quoted("cluster " + inner) + " {\n";
    text += indent + "  label=" + quoted(region.title) + ";\n";
    put_flow(region, inner, depth + 1, text);
    text += indent + "}\n";
  }
}

}  // namespace

std::string program_dot(const Program& program) {
  std::string text = "digraph " + quoted(program.name()) + " {\n";
  text += "  graph [labelloc=t, fontname=\"Helvetica\", label=" + quoted(program.name()) +
          "];\n"
          "  node [shape=box, fontname=\"Helvetica\", fontsize=11, margin=\"0.12,0.06\"];\n"
          "  edge [fontname=\"Helvetica\", fontsize=9];\n";
  put_flow(dataflow_of(program), "", 1, text);
  return text + "}\n";
}

}  // namespace splitvote
