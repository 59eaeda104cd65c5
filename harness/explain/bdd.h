// A Boolean function as a reduced ordered binary decision diagram: a node for each distinct
// subfunction that some variable decides.
//
// Built bottom up from a bit table, 64 assignments at a time; equal nodes are one. The last
// variable of the table stands at the top, so that every level is a split into halves, and children
// are numbered before their parents. Source: R. E. Bryant, "Graph-Based Algorithms for Boolean
// Function Manipulation", IEEE Transactions on Computers C-35(8), 1986.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/explain/bit_table.h"
#include "harness/explain/implicant.h"

namespace splitvote {

// Thrown where more nodes are needed than were allowed.
class NodesExceeded {};

class Bdd {
 public:
  using Node = std::uint32_t;
  static constexpr Node kFalse = 0, kTrue = 1;

  Bdd(const BitTable& table, std::size_t node_max);

  [[nodiscard]] Node root() const { return root_; }
  [[nodiscard]] int variable(Node node) const { return nodes_[node].variable; }  // -1: a constant
  [[nodiscard]] Node low(Node node) const { return nodes_[node].low; }    // the variable is false
  [[nodiscard]] Node high(Node node) const { return nodes_[node].high; }  // the variable is true
  [[nodiscard]] std::size_t node_count() const { return nodes_.size(); }

  // A node that is true where both are.
  Node conjunction(Node a, Node b);

  // The assignment with the fewest variables true, then the smallest, that satisfies `where` and at
  // which the function of the table is `wanted`. Linear in the nodes of the table.
  [[nodiscard]] std::optional<std::uint64_t> least(const Implicant& where, bool wanted) const;

 private:
  struct Decision {
    int variable;
    Node low, high;
  };

  Node node(int variable, Node low, Node high);
  Node of_word(std::uint64_t word, int variable_count);

  std::size_t node_max_;
  std::vector<Decision> nodes_;
  std::vector<std::unordered_map<std::uint64_t, Node>> known_;        // [variable] by children
  std::vector<std::unordered_map<std::uint64_t, Node>> known_words_;  // [variable count] by content
  std::unordered_map<std::uint64_t, Node> conjunctions_;
  Node root_ = kFalse;
};

}  // namespace splitvote
