// Where the product and the reference part: found, made small, and described for a person.
#pragma once

#include <optional>
#include <string>

#include "harness/case/case.h"
#include "harness/sweep/sweep.h"
#include "src/program/plan.h"

namespace splitvote {

// A plan of the sweep under which the two disagree; at most `plan_count_max` plans are tried,
// all-rounded and all-promoted among them. Empty when they agree.
std::optional<Plan> disagreeing_plan(const Case& test_case, const Sweep& swept,
                                     std::size_t plan_count_max, std::uint64_t seed);
// How many plans that looks at.
std::size_t plans_compared(const Sweep& swept, std::size_t plan_count_max);

// The case with less in it, while some plan still tells the two apart.
Case reduced_mismatch(Case test_case);

// Program, case, plan, both outcomes, and the first value that differs with its operands.
std::string describe_mismatch(const Case& test_case, const Plan& plan);

}  // namespace splitvote
