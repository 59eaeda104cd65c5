// One verdict over the plans of a sweep: which of them show it, and which show it at its worst.
//
// The one place that says which plans a finding is about: findings, `sweep` and `explain` ask here.
#pragma once

#include <functional>
#include <optional>

#include "harness/explain/failing_set.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct VerdictPlans {
  Grade grade = Grade::kTie;  // the worst that fails
  FailingSet worst;           // plans that show the verdict at that grade: what a cause is about
  FailingSet failing;         // plans that show it at any grade that fails: what pins rule out
};

// The ruling of the plan at one position of the sweep, or null.
using RulingAt = std::function<const Ruling*(std::size_t)>;

// Nothing where the verdict fails under no plan. With `grade`, `worst` are the plans that show it
// at that grade, which must fail under one.
std::optional<VerdictPlans> verdict_plans(const Sweep& sweep, Verdict verdict,
                                          const RulingAt& ruling_at, const FailRule& rule,
                                          std::optional<Grade> grade = std::nullopt);

}  // namespace splitvote
