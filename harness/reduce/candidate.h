// What is reduced: a case, and for a layout_split the layout that it was compared with.
#pragma once

#include <optional>

#include "harness/case/case.h"
#include "src/layout/layout.h"

namespace splitvote {

struct Candidate {
  Case test_case;
  std::optional<Layout> other_layout;
};

// By the case (harness/case/order.h), then by the other layout: ranks, uneven shards, other
// liberties. One total order; of two candidates of which neither is simpler, one is the other.
bool simpler(const Candidate& a, const Candidate& b);

// Empty when case and other layout are without fault and of one vocabulary.
std::string candidate_fault(const Candidate& candidate);

}  // namespace splitvote
