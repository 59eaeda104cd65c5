// A dataflow as rails, one row for each node, drawn with box characters: what `git log --graph`
// does for history.
//
// 1. A node without operands moves down to just before its first use; the others keep their order.
// 2. Each value runs down a rail of its own from its node to its last use. A node continues the
//    rail of an operand that ends in it, unless that use is a site; otherwise it takes the free
//    rail that is nearest to its operands.
// 3. A row joins the rails of its operands to its node; the mark of a site stands on the operand's
//    rail, where the number is read.
// It must not know what a node means: only its uses and how its lines look.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/report/dataflow.h"

namespace splitvote {

enum class RailMark : std::uint8_t { kNone, kLine, kNode, kSite };

// One character of a row.
struct RailCell {
  std::string glyph = " ";
  RailMark mark = RailMark::kNone;
};

struct RailRow {
  int node = 0;
  std::vector<RailCell> cells;  // rails and, between two of them, one character more
};

// Nodes that are `given` have no row. Every row has as many cells as the widest needs.
std::vector<RailRow> rails(const std::vector<FlowNode>& nodes);

}  // namespace splitvote
