// A case swept and judged: all that the findings on it, and their explanations, are told from.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "harness/case/case.h"
#include "harness/finding/finding.h"
#include "harness/finding/verdict_plans.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

struct SweptCase {
  std::unique_ptr<const Case> test_case;  // the judge refers to it
  Sweep sweep;
  std::unique_ptr<const Judge> judge;
  std::vector<Judgement> judgements;  // [outcome]
  std::optional<RelatedSweep> related;
};

// Throws SweepStopped, and InputError where the program cannot serve the layout.
SweptCase sweep_and_judge(const Case& test_case, const SweepLimits& limits);
// The related case as well, where the relation's verdict is judged.
void sweep_related(SweptCase& swept, const std::optional<Relation>& relation,
                   const SweepLimits& limits);

// In verdict order; that of two cases last.
std::vector<Finding> find(const SweptCase& swept, const FailRule& rule);

// The plans that a finding of this verdict on the case is about; nothing where it does not fail.
// At its worst grade, or at `grade`: that of a finding that compiled programs reach.
std::optional<VerdictPlans> plans_of_verdict(const SweptCase& swept, Verdict verdict,
                                             const FailRule& rule,
                                             std::optional<Grade> grade = std::nullopt);

}  // namespace splitvote
