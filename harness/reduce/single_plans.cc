#include "harness/reduce/single_plans.h"

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

Case other_of(const Candidate& candidate) {
  Case other;
  if (!candidate.other_layout.has_value()) return other;
  other = candidate.test_case;
  other.layout = *candidate.other_layout;
  return other;
}

}  // namespace

SinglePlans::SinglePlans(const Candidate& candidate, Verdict verdict)
    : case_(candidate.test_case),
      other_case_(other_of(candidate)),
      verdict_(verdict),
      logits_(materialize(case_.logits, case_.layout.vocab_size)),
      evaluator_(evaluator_input(case_, logits_)),
      judge_(case_) {
  if (verdict == Verdict::kLayoutSplit) {
    other_evaluator_.emplace(evaluator_input(other_case_, logits_));
  }
  if (verdict == Verdict::kPlanSplit) {
    all_rounded_ = run(evaluator_, all_rounded(case_.layout.class_count()));
  }
}

std::optional<Grade> SinglePlans::grade_under(const Plan& plan) const {
  const Outcome outcome = run(evaluator_, plan);
  std::optional<Ruling> ruling;
  if (verdict_ == Verdict::kLayoutSplit) {
    ruling =
        judge_.compare_tops(verdict_, outcome, run(*other_evaluator_, plan), other_case_.layout);
  } else if (verdict_ == Verdict::kPlanSplit) {
    ruling = judge_.compare_tops(verdict_, outcome, all_rounded_, case_.layout);
  } else {
    const Judgement judgement = judge_.judge(outcome);
    if (const Ruling* found = judgement.find(verdict_)) ruling = *found;
  }
  return ruling.has_value() ? std::optional(ruling->grade) : std::nullopt;
}

}  // namespace splitvote
