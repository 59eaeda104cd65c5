// One program under one plan.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "src/evaluate/evaluator.h"
#include "src/program/plan.h"

namespace splitvote {

// What operand `position` of `value` reads: `u` of the operand, or r where the site is rounded for
// a rank's class or the operation pins.
DistributedRef read_operand(const Evaluator& evaluator, const Value& value, std::size_t position,
                            const DistributedRef& u, const Plan& plan);

// What every operand of value `index` reads, given the u of the values before it.
std::vector<DistributedRef> read_operands(const Evaluator& evaluator, int index,
                                          const std::vector<DistributedRef>& values,
                                          const Plan& plan);
// Bit c: ranks of class c round the accumulator of this value.
std::uint32_t rounding_classes_of(const Value& value, const Plan& plan);

// Every value in program order, then what is observed. `visit(index, u)` sees each value's u, when
// given.
Outcome run(const Evaluator& evaluator, const Plan& plan,
            const std::function<void(int, const DistributedRef&)>& visit = {});

}  // namespace splitvote
