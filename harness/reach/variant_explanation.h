// Why two compiled programs of one target name other tokens on one case (`variant_split`).
//
// 1. Both are run as each is served the case, and so is the sampler under the plan that each was
//    identified as.
// 2. Where they part: the first decision, in program order, that comes out otherwise under the one
//    plan than under the other for a token that the finding is about; where no comparison of such a
//    token does, the first decision that reads other numbers.
// 3. The sites that the plans choose differently, and the smallest pins under which both agree
//    (agreeing_pins.h).
#pragma once

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/reach/agreeing_pins.h"
#include "harness/reach/subject.h"
#include "harness/reach/variants.h"
#include "harness/trace/decision_trace.h"

namespace splitvote {

// Two compiled programs, each with the subject that it is of.
struct ComparedPair {
  std::array<const Subject*, 2> subjects = {};
  std::array<const CompiledSubject*, 2> on = {};
};

struct ExplainedVariant {
  CompiledAs as;
  std::string label;        // what tells it from the other: "batch 8", "two jits at div.3"
  std::string plan;         // empty: none explains it
  std::string lowering;     // whose plan that is; empty: the sampler as written
  Case test_case;           // as it is served there, with the sampler whose plan it is
  Outcome outcome;          // what the compiled program names
  bool as_planned = false;  // the sampler under the plan names the same
};

struct Parting {
  std::array<TracedDecision, 2> decisions;  // the same one, under the plan of each
};

struct VariantExplanation {
  Finding finding;
  std::string
      words;  // where they part, with the numbers; the finding's sentence where no plan says
  std::array<ExplainedVariant, 2> variants;
  int rows = 1;                    // that both serve
  std::optional<Parting> parting;  // nothing where a plan is not known, or no decision differs
  std::vector<SiteDifference> differing;
  AgreeingPinSets pins;
  std::vector<Outcome> outcomes;  // which the pins' outcomes are of: the sweep of the first
};

// The two that the finding compares, among those of its records; nothing where one is missing.
std::optional<ComparedPair> compared_pair(const std::vector<Subject>& subjects,
                                          const Finding& finding);

// Throws SweepStopped.
VariantExplanation explain_variants(const Finding& finding, const ComparedPair& pair,
                                    const FailRule& rule, const std::atomic<bool>* stop = nullptr);

}  // namespace splitvote
