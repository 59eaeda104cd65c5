#include "harness/explain/prime_implicants.h"

#include <algorithm>
#include <limits>

namespace splitvote {
namespace {

constexpr std::uint64_t kUncounted = std::numeric_limits<std::uint64_t>::max();

std::uint64_t pair_of(std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; }

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return a > kUncounted - b ? kUncounted : a + b;
}

}  // namespace

PrimeImplicants::PrimeImplicants(std::size_t node_max)
    : node_max_(node_max), nodes_{{-1, kEmpty, kEmpty, 0, 0}, {-1, kUnit, kEmpty, 1, 1}} {}

std::optional<PrimeImplicants> PrimeImplicants::of(const BitTable& function, std::size_t node_max) {
  PrimeImplicants result(node_max);
  result.known_.resize(2 * static_cast<std::size_t>(function.variable_count()));
  try {
    Bdd bdd(function, node_max);
    result.root_ = result.primes(bdd, bdd.root());
  } catch (const NodesExceeded&) {
    return std::nullopt;
  }
  // What only the construction needed.
  result.known_.clear();
  result.differences_.clear();
  result.primes_of_.clear();
  return result;
}

PrimeImplicants::Set PrimeImplicants::branch(int literal, Set without, Set with) {
  if (with == kEmpty) return without;
  const auto [entry, is_new] =
      known_[static_cast<std::size_t>(literal)].try_emplace(pair_of(without, with), kEmpty);
  if (is_new) {
    if (nodes_.size() >= node_max_) throw NodesExceeded();
    entry->second = static_cast<Set>(nodes_.size());
    nodes_.push_back({literal, without, with,
                      saturating_sum(nodes_[without].count, nodes_[with].count),
                      nodes_[without].literal_counts | nodes_[with].literal_counts << 1});
  }
  return entry->second;
}

PrimeImplicants::Set PrimeImplicants::difference(Set a, Set b) {
  if (a == b || a == kEmpty) return kEmpty;
  if (b == kEmpty) return a;
  const auto found = differences_.find(pair_of(a, b));
  if (found != differences_.end()) return found->second;
  const Branch left = nodes_[a], right = nodes_[b];
  Set made = kEmpty;
  if (left.literal > right.literal) {
    made = branch(left.literal, difference(left.without, b), left.with);
  } else if (left.literal < right.literal) {
    made = difference(a, right.without);
  } else {
    const Set without = difference(left.without, right.without);
    made = branch(left.literal, without, difference(left.with, right.with));
  }
  differences_.emplace(pair_of(a, b), made);
  if (differences_.size() > 2 * node_max_) throw NodesExceeded();
  return made;
}

PrimeImplicants::Set PrimeImplicants::primes(Bdd& function, Bdd::Node node) {
  if (node == Bdd::kFalse) return kEmpty;
  if (node == Bdd::kTrue) return kUnit;
  if (const auto found = primes_of_.find(node); found != primes_of_.end()) return found->second;
  const int variable = function.variable(node);
  const Bdd::Node low = function.low(node), high = function.high(node);
  const Set both = primes(function, function.conjunction(low, high));
  const Set when_false = difference(primes(function, low), both);
  const Set when_true = difference(primes(function, high), both);
  const Set made = branch(2 * variable + 1, branch(2 * variable, both, when_false), when_true);
  primes_of_.emplace(node, made);
  return made;
}

bool PrimeImplicants::walk(Set set, int left, const Implicant& so_far,
                           const std::function<bool(const Implicant&)>& visit) const {
  const Branch& here = nodes_[set];
  if (left < 0 || ((here.literal_counts >> left) & 1U) == 0) return true;
  if (set == kUnit) return visit(so_far);
  if (!walk(here.without, left, so_far, visit)) return false;
  const PrimeImplicants::Set with = here.with;
  const PlanBits bit = PlanBits{1} << (here.literal / 2);
  const bool promoted = here.literal % 2 == 1;
  return walk(with, left - 1,
              {so_far.choices | bit, promoted ? so_far.promoted | bit : so_far.promoted}, visit);
}

void PrimeImplicants::visit_of(int literal_count,
                               const std::function<bool(const Implicant&)>& visit) const {
  walk(root_, literal_count, {}, visit);
}

std::vector<Implicant> PrimeImplicants::fewest(std::size_t wanted, std::size_t most) const {
  std::vector<Implicant> found;
  for (int literals = 0; literals < 64 && found.size() < wanted; ++literals) {
    if (!any_of(literals)) continue;
    visit_of(literals, [&](const Implicant& implicant) {
      if (found.size() < most) found.push_back(implicant);
      return found.size() < most;
    });
  }
  return found;
}

}  // namespace splitvote
