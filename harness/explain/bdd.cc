#include "harness/explain/bdd.h"

#include <algorithm>
#include <bit>

namespace splitvote {
namespace {

constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

std::uint64_t pair_of(Bdd::Node a, Bdd::Node b) { return std::uint64_t{a} << 32 | b; }

// Of two assignments the one with fewer variables true, then the smaller; kNowhere is neither.
std::uint64_t lesser(std::uint64_t a, std::uint64_t b) {
  if (a == kNowhere || b == kNowhere) return std::min(a, b);
  const int a_true = std::popcount(a), b_true = std::popcount(b);
  if (a_true != b_true) return a_true < b_true ? a : b;
  return std::min(a, b);
}

}  // namespace

Bdd::Bdd(const BitTable& table, std::size_t node_max)
    : node_max_(node_max),
      nodes_{{-1, kFalse, kFalse}, {-1, kTrue, kTrue}},
      known_(static_cast<std::size_t>(table.variable_count())),
      known_words_(7) {
  const int in_word = std::min(table.variable_count(), 6);
  std::vector<Node> level;
  level.reserve(table.word_count());
  for (const std::uint64_t word : table.words()) level.push_back(of_word(word, in_word));
  for (int variable = in_word; variable < table.variable_count(); ++variable) {
    for (std::size_t at = 0; at < level.size(); at += 2) {
      level[at / 2] = node(variable, level[at], level[at + 1]);
    }
    level.resize(level.size() / 2);
  }
  root_ = level.front();
}

Bdd::Node Bdd::node(int variable, Node low, Node high) {
  if (low == high) return low;
  const auto [entry, is_new] =
      known_[static_cast<std::size_t>(variable)].try_emplace(pair_of(low, high), kFalse);
  if (is_new) {
    if (nodes_.size() >= node_max_) throw NodesExceeded();
    entry->second = static_cast<Node>(nodes_.size());
    nodes_.push_back({variable, low, high});
  }
  return entry->second;
}

Bdd::Node Bdd::of_word(std::uint64_t word, int variable_count) {
  if (variable_count == 0) return (word & 1U) != 0 ? kTrue : kFalse;
  auto& known = known_words_[static_cast<std::size_t>(variable_count)];
  if (const auto found = known.find(word); found != known.end()) return found->second;
  const int half = 1 << (variable_count - 1);
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  const Node low = of_word(word & mask, variable_count - 1);
  const Node high = of_word((word >> half) & mask, variable_count - 1);
  const Node made = node(variable_count - 1, low, high);
  known.emplace(word, made);
  return made;
}

Bdd::Node Bdd::conjunction(Node a, Node b) {
  if (a == b || b == kTrue) return a;
  if (a == kTrue) return b;
  if (a == kFalse || b == kFalse) return kFalse;
  if (a > b) std::swap(a, b);
  if (const auto found = conjunctions_.find(pair_of(a, b)); found != conjunctions_.end()) {
    return found->second;
  }
  const int top = std::max(variable(a), variable(b));
  const auto half = [&](Node of, bool promoted) {
    if (variable(of) != top) return of;
    return promoted ? high(of) : low(of);
  };
  const Node when_false = conjunction(half(a, false), half(b, false));
  const Node when_true = conjunction(half(a, true), half(b, true));
  const Node made = node(top, when_false, when_true);
  conjunctions_.emplace(pair_of(a, b), made);
  return made;
}

std::optional<std::uint64_t> Bdd::least(const Implicant& where, bool wanted) const {
  // [node] the variables beside those that `where` decides; a variable that no node decides is
  // false.
  std::vector<std::uint64_t> least_of(std::size_t{root_} + 2, kNowhere);
  least_of[wanted ? kTrue : kFalse] = 0;
  for (Node at = 2; at <= root_; ++at) {
    const Decision& decision = nodes_[at];
    const std::uint64_t bit = std::uint64_t{1} << decision.variable;
    const std::uint64_t when_false = least_of[decision.low], when_true = least_of[decision.high];
    if ((where.choices & bit) != 0) {
      least_of[at] = (where.promoted & bit) != 0 ? when_true : when_false;
    } else {
      least_of[at] = lesser(when_false, when_true == kNowhere ? kNowhere : when_true | bit);
    }
  }
  if (least_of[root_] == kNowhere) return std::nullopt;
  return least_of[root_] | where.promoted;
}

}  // namespace splitvote
