// Whether an explanation, as `explain --json` prints it, is true of a finding: every claim is
// looked at plan by plan with the reference evaluator, which shares no code with what made it.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/witness.h"
#include "harness/store/json_value.h"

namespace splitvote {

// What is not as the explanation says, a sentence each; empty when all of it is true.
//
// - every plan of a cause fails at the finding's grade (all plans if they are few, else the two
//   extremes and a fixed sample), and without any one literal some plan does not;
// - no plan of a set of pins fails with the verdict, or with one that it is said to clear, and
//   without any one pin some plan fails;
// - smallest failing plans fail, largest safe ones do not;
// - with at most twelve choices, over the whole truth table: causes and pins are all the prime
//   implicants, the plans at the edges all of those, the sites that matter all that do.
std::vector<std::string> explanation_faults(const Witness& witness, const Json& explanation);

// The same of `explain DIR --json`, whose files must be there: the pins leave no failing plan of
// what they are said to fix, each is needed where it is said to be, and where the truth tables are
// small no set of fewer pins would do.
std::vector<std::string> corpus_pins_faults(const Json& report);

}  // namespace splitvote
