// The question that a walk asks of each feature in turn: does it stay?
//
// A walk visits the features of a candidate in a fixed order and drops those for which the answer
// is no. A first walk in which everything stays counts them. (The split between a walk that knows
// the data and an algorithm that knows only numbers is llvm-reduce's.)
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "harness/reduce/candidate.h"

namespace splitvote {

class Keep {
 public:
  Keep() = default;  // everything stays
  explicit Keep(const std::vector<bool>& stays) : stays_(&stays) {}

  bool operator()() {
    const std::size_t feature = asked_++;
    return stays_ == nullptr || feature >= stays_->size() || (*stays_)[feature];
  }
  [[nodiscard]] std::size_t asked() const { return asked_; }

 private:
  const std::vector<bool>* stays_ = nullptr;
  std::size_t asked_ = 0;
};

// Changes the candidate. Which features there are must not depend on the answers.
using Walk = std::function<void(Candidate&, Keep&)>;

}  // namespace splitvote
