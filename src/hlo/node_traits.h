// What the values of a graph are known to be from what they are made of.
//
// Who owns the maximum is asked of what ranks have met over: a yes or no that comes of a collective
// (`met`), each rank its own (not `replicated`). One that comes of a rank's own slice alone says
// something else (whether it holds a NaN, say).
#pragma once

#include <vector>

#include "src/hlo/graph.h"

namespace splitvote {

struct NodeTraits {
  bool replicated = false;  // on every rank the same
  bool drawn = false;       // comes of random numbers
  bool met = false;         // comes of a collective over something else than yes or no
  bool yes_no = false;      // a predicate, or 0 and 1 made of one
  bool counts = false;      // how many ranks answer yes
  bool tally = false;  // of the answers to what ranks met over: how many are yes, or whether any
};

// [node]
std::vector<NodeTraits> node_traits(const Graph& graph, int ranks);

}  // namespace splitvote
