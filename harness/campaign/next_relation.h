// The relation that a case of a campaign is judged by besides.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/case/case.h"
#include "harness/oracle/relation.h"

namespace splitvote {

// A relation costs a second sweep, so most cases have none: one case in ten is asked for
// layout_split (even shards, another number of them; not where there is more than one class), one
// in twenty for the first of the other relations, from a drawn one on, that holds exactly on it. A
// function of seed, number and case.
std::optional<Relation> next_relation(std::uint64_t seed, std::uint64_t number,
                                      const Case& test_case);

}  // namespace splitvote
