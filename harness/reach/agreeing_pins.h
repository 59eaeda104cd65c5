// The smallest pins under which two compiled programs of one sampler name the same tokens on a
// case: as they choose besides today, and whatever else they choose.
//
// 1. Both samplers (they may be lowered, or served, in different ways) are swept, and each plan is
//    put with those that name the same as it does.
// 2. Pins fix a site, by its name, for both. Under them the two agree exactly when every plan that
//    either may have names the same: when they are an implicant of the plans under which both name
//    one thing.
// 3. Of all such implicants those with the fewest pins are kept.
// 4. Of the two plans as they are, with nothing but the pins changed, less may be enough.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/explain/cause.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"
#include "src/program/program.h"

namespace splitvote {

// A sampler under every plan, on the case as it is served there; candidates in padding are none.
struct ServedSweep {
  const Program* sampler = nullptr;
  const Sweep* sweep = nullptr;
  PlanBits plan = 0;  // the one that was compiled
};

struct AgreeingPins {
  std::vector<Literal> literals;  // by site name
  std::string text;
  std::size_t outcome = 0;      // of the first sweep: what both then name
  std::vector<Verdict> leaves;  // that the first then fails with, under a plan that it may have
};

struct AgreeingPinSets {
  std::string refusal;       // why none are told; empty: those listed are right
  bool plans_agree = false;  // every plan of both names the same: there is nothing to pin
  // Fewest verdicts left first, then by text.
  std::vector<AgreeingPins> of_the_two;  // enough where nothing else changes; at most three pins
  std::vector<AgreeingPins> of_every;    // enough whatever else either chooses
  bool all_rounded_agree = false, all_promoted_agree = false;
};

// `judge`: of the first sweep's case. Compared are the tops and candidates of the first `rows` rows
// (Judge::compare_names).
AgreeingPinSets agreeing_pins(const ServedSweep& here, const ServedSweep& there, const Judge& judge,
                              int rows, const FailRule& rule);

}  // namespace splitvote
