// A sweep with every distinct outcome judged once, and its verdicts spread over the plans.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/explain/cause.h"
#include "harness/explain/failing_set.h"
#include "harness/oracle/judge.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

// [outcome] the judge's rulings, and plan_split (the first judged rank's top against that of the
// sweep's first outcome) where it is judged.
std::vector<Judgement> judge_outcomes(const Case& test_case, const Sweep& sweep,
                                      const Judge& judge);

// The plans whose outcome is marked. `marked` has one entry per outcome.
FailingSet plans_of(const Sweep& sweep, const std::vector<bool>& marked);
// The same with one mark per plan position.
FailingSet plans_marked(const Sweep& sweep, const std::vector<bool>& marked);

// The plans that show a verdict at a grade that fails, whichever it is.
FailingSet failing_plans(const Sweep& sweep, const std::vector<Judgement>& judgements,
                         const FailRule& rule);

// What a sweep's choices are called in causes.
ChoiceNames choice_names(const Program& program, int class_count);

}  // namespace splitvote
