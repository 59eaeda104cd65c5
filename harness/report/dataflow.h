// A program as a picture has it: nodes, the uses between them, and what is worth marking on either.
//
// The drawing in a terminal (program_drawing.h) and the DOT file (program_dot.h) show the same
// Dataflow, so that neither can leave out what the other has.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

// One operand.
struct FlowUse {
  int node = 0;
  std::string site;  // empty: the use is no choice
};

// One value.
struct FlowNode {
  std::string id;
  std::string operation;      // "reduce maximum"
  std::string symbol;         // of an operation between two operands ("+", ">="); else empty
  std::vector<FlowUse> uses;  // in operand order
  std::string how;            // attributes that nothing else here shows: "order=sequential"
  std::string dtype;          // "bfloat16"; of a tuple "2 arrays"
  std::optional<std::vector<std::string>> sizes;  // of its axes; nothing: a tuple
  std::string accumulator_site, accumulator;      // and its dtype; empty: no choice
  std::vector<std::string> observed;              // "top id"; in a region, what its results are

  bool collective = false;     // ranks meet here
  bool same_on_ranks = false;  // every rank has the same number, where all compute alike
  bool may_differ = false;     // stored narrow: a compiler may hand on the unrounded number
  bool needed = true;          // something observed depends on it
  bool given = false;  // uses nothing and has no vocabulary axis: a constant, a scalar parameter
};

struct Dataflow {
  std::string title;            // of a region: "loop, body"
  std::vector<FlowNode> nodes;  // each after those that it uses
  std::vector<Dataflow> regions;
};

Dataflow dataflow_of(const Program& program);

// "bfloat16[batch, shard]".
std::string type_text(const FlowNode& node);

}  // namespace splitvote
