// A program being made: values by number, names come last.
//
// Knows of HLO only element types and where a value comes from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/hlo/read_hlo.h"
#include "src/program/draft.h"

namespace splitvote {

struct Graph;

struct GraphNode {
  std::string op;
  std::vector<int> operands;
  std::map<std::string, AttributeValue> attributes;
  std::vector<Graph> regions;
  Provenance origin;
  const HloType* type = nullptr;  // of an array
  bool draws = false;             // stands where random numbers are made
};

// Nodes 0..parameter_count-1 of a region are its parameters.
struct Graph {
  int parameter_count = 0;
  std::vector<GraphNode> nodes;
  std::vector<int> yields;
};

struct NamedGraph {
  std::vector<ValueDraft> values;
  std::vector<Provenance> provenance;  // [value]
  std::map<int, std::string> ids;      // of the nodes kept
};

// Drops what no root needs, and gives every node left a unique name: its scope where it has one
// (the operations that lead up to the scope's last one have theirs behind it: "y.broadcast"), else
// its instruction's.
NamedGraph name_graph(const Graph& graph, const std::vector<int>& roots);

}  // namespace splitvote
