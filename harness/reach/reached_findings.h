// The findings that compiled programs reach on one case.
//
// 1. Each compiled program of the subject runs on the case, at the shape it was compiled for, and
//    is judged against the same truth as the sampler.
// 2. A verdict that fails is a finding. Where the identified plan names the same tokens on the
//    case, its cause is the smallest one among the sampler's plans that this plan satisfies, and
//    the witness is this plan.
// 3. Where it does not, no plan explains what the compiler made: the cause is "unexplained:tpu",
//    and that is a finding of its own.
// 4. A finding is about the sampler as the compiler lowered it (lowerings.h).
// 5. Findings with one signature are one, with every compiled program that reaches it.
#pragma once

#include <span>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"
#include "harness/reach/seen.h"
#include "harness/reach/subject.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

// Findings about `shown`. `judged` is that case with the sampler, and with as many rows and rank
// classes as the outcomes have.
std::vector<Finding> findings_seen(const Case& judged, const Case& shown,
                                   std::span<const Seen> seen, const FailRule& rule,
                                   const SweepLimits& limits);

// In verdict order; none where the case does not fit the subject's shape. Throws SweepStopped.
std::vector<Finding> reached_findings(const Subject& subject, const Case& test_case,
                                      const FailRule& rule, const SweepLimits& limits);

// What one plan shows on its own, by the causes that compiled programs' findings have: what is left
// to judge by where a compiled program is not at hand. Nobody reaches them.
std::vector<Finding> findings_of_plan(const Case& test_case, const Plan& plan, const FailRule& rule,
                                      const SweepLimits& limits);

// Puts `findings` into `all`: what is there already gains the compiled programs that reach it.
void merge_findings(std::vector<Finding> findings, std::vector<Finding>& all);

}  // namespace splitvote
