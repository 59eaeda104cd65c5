// What a complete sweep knows about a finding: why plans fail, what rules it out, and what the
// witness plan decided on.
//
// 1. The plans that the finding is about (verdict_plans.h): those at its grade fail in the sense of
//    causes, those at any failing grade in the sense of pins.
// 2. Causes are the minimal implicants of the first, pins those of what is outside the second;
// every
//    literal comes with a plan that only it keeps out (explain/implicant_list.h).
// 3. The two classes of a fleet plan are called A and B as the finding's cause calls them.
// 4. The decisions of the witness plan (trace/decision_trace.h), and the cause in words from the
//    first of them that would have come out otherwise with everything rounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/explain/cause.h"
#include "harness/explain/implicant.h"
#include "harness/finding/finding.h"
#include "harness/finding/swept_case.h"
#include "harness/trace/decision_trace.h"

namespace splitvote {

// One cause, or one set of pins.
struct Reason {
  Implicant implicant;
  std::vector<Literal> literals;  // by site name, then class
  std::string text;
  std::vector<Plan> needed;  // [literal] a covered plan that satisfies the others, and does not
                             // fail (cause) or fails (pins)
  std::uint64_t plans = 0;   // covered plans that it holds for
  std::vector<Verdict>
      leaves;  // pins: other failing verdicts on the case that they do not rule out
};

struct ReasonList {
  bool all = true;             // listed are all, or the first of `count`
  std::uint64_t count = 0;     // 2^64 - 1: that or more
  std::vector<Reason> listed;  // fewest literals first, then by text; at most kReasonsListed
};
inline constexpr std::size_t kReasonsListed = 100;

struct ExtremePlans {
  std::uint64_t count = 0;
  std::vector<Plan> listed;
};
inline constexpr std::size_t kPlansListed = 100;

struct Explanation {
  Finding finding;
  std::string words;                 // the cause in words, with the numbers that were compared
  std::vector<int> class_of_letter;  // rank class called A, B; one entry where there is one class
  std::vector<std::string> sites_that_matter, sites_that_cannot;
  ReasonList causes, pins;
  ExtremePlans smallest_failing, largest_safe;
  bool all_rounded_fails = false, all_promoted_fails = false;  // this verdict, at a failing grade
  std::vector<Verdict> other_verdicts;                         // that fail on the case too
  std::vector<TracedDecision> trace;        // of the witness plan, in the finding's row
  std::vector<TracedDecision> other_trace;  // of the related case, where two are compared
};

// The finding must be one of the swept case under the rule.
Explanation explain(const SweptCase& swept, const Finding& finding, const FailRule& rule);

}  // namespace splitvote
