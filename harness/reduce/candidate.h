// What is reduced: a case, and the relation to the case that it was compared with, if any.
#pragma once

#include <optional>

#include "harness/case/case.h"
#include "harness/oracle/relation.h"

namespace splitvote {

struct Candidate {
  Case test_case;
  std::optional<Relation> relation;
};

// By the case (harness/case/order.h), then by the relation: an other layout by ranks, uneven
// shards, other liberties; exponents and constants by magnitude, positive before negative; rows.
// One total order; of two candidates of which neither is simpler, one is the other.
bool simpler(const Candidate& a, const Candidate& b);

// After a change in the case's layout: what only the order or the number of its shards tells from
// it (order_split, shard_count_split) does so again. Ranks that are left keep their order.
void follow_layout(Candidate& candidate);

// Empty when case and relation are without fault.
std::string candidate_fault(const Candidate& candidate);

}  // namespace splitvote
