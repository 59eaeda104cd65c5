// All prime implicants of a Boolean function, as a set too large to be listed.
//
// O. Coudert and J. C. Madre, "Implicit and Incremental Computation of Primes and Essential Primes
// of Boolean Functions", DAC 1992; as zero-suppressed diagrams (S. Minato, DAC 1993) over two
// literals a variable, O. Coudert, "Two-Level Logic Minimization: An Overview", Integration 17,
// 1994. With f = f0 where variable x is false and f1 where it is true:
//
//   primes(f) = primes(f0 f1)  +  not x . (primes(f0) - primes(f0 f1))
//                              +      x . (primes(f1) - primes(f0 f1))
//
// since a prime of f0 that holds for f1 too does without x, and one that does not needs it. Every
// step is done once per distinct subfunction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/explain/bdd.h"
#include "harness/explain/bit_table.h"
#include "harness/explain/implicant.h"

namespace splitvote {

class PrimeImplicants {
 public:
  // Functions as findings have them need some hundred nodes; a random one of 16 variables some
  // hundred thousand.
  static constexpr std::size_t kNodesMax = std::size_t{1} << 19;

  // Nothing when more than `node_max` nodes would be needed.
  static std::optional<PrimeImplicants> of(const BitTable& function,
                                           std::size_t node_max = kNodesMax);

  // Exact below 2^64 - 1, which stands for that or more.
  [[nodiscard]] std::uint64_t count() const { return nodes_[root_].count; }
  // With so many literals exactly.
  [[nodiscard]] bool any_of(int literal_count) const {
    return literal_count < 64 && ((nodes_[root_].literal_counts >> literal_count) & 1U) != 0;
  }
  // Visits those with so many literals until `visit` says false.
  void visit_of(int literal_count, const std::function<bool(const Implicant&)>& visit) const;
  // Those with the fewest literals first: all of one number of literals before the next, until
  // there are `wanted`, but no more than `most`.
  [[nodiscard]] std::vector<Implicant> fewest(std::size_t wanted, std::size_t most) const;

 private:
  // A set of sets of literals: those of `without`, and those of `with` with the literal added.
  // Literal 2v is "variable v false", 2v + 1 "true"; larger variables stand above.
  using Set = std::uint32_t;
  static constexpr Set kEmpty = 0, kUnit = 1;  // no set; the set without literals alone
  struct Branch {
    int literal;
    Set without, with;
    std::uint64_t count;
    std::uint64_t literal_counts;  // bit n: some set has n literals
  };

  explicit PrimeImplicants(std::size_t node_max);
  Set branch(int literal, Set without, Set with);
  Set difference(Set a, Set b);
  Set primes(Bdd& function, Bdd::Node node);
  bool walk(Set set, int left, const Implicant& so_far,
            const std::function<bool(const Implicant&)>& visit) const;

  std::size_t node_max_;
  std::vector<Branch> nodes_;
  std::vector<std::unordered_map<std::uint64_t, Set>> known_;  // [literal] by both parts
  std::unordered_map<std::uint64_t, Set> differences_;
  std::unordered_map<Bdd::Node, Set> primes_of_;
  Set root_ = kEmpty;
};

}  // namespace splitvote
