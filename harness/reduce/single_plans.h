// A candidate evaluated one plan at a time, and one verdict judged.
#pragma once

#include <optional>
#include <vector>

#include "harness/oracle/judge.h"
#include "harness/reduce/candidate.h"
#include "src/evaluate/evaluator.h"
#include "src/program/plan.h"

namespace splitvote {

class SinglePlans {
 public:
  // Keeps a reference to the candidate. Throws InputError where the program cannot serve its layout
  // or its parameters.
  SinglePlans(const Candidate& candidate, Verdict verdict);

  // The grade at which the plan shows the verdict: the verdict of a relation against the same plan
  // on the related case, plan_split against all-rounded. Nothing where it does not.
  [[nodiscard]] std::optional<Grade> grade_under(const Plan& plan) const;

 private:
  const Case& case_;
  std::optional<Relation> relation_;  // that the verdict is about
  Case related_case_;
  Verdict verdict_;
  std::vector<std::vector<float>> logits_;
  Evaluator evaluator_;
  std::vector<std::vector<float>> related_logits_;
  std::optional<Evaluator> related_evaluator_;
  Outcome all_rounded_;  // plan_split
  Judge judge_;
};

}  // namespace splitvote
