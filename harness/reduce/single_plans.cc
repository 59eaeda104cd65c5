#include "harness/reduce/single_plans.h"

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

std::optional<Relation> relation_of(const Candidate& candidate, Verdict verdict) {
  if (!candidate.relation || candidate.relation->verdict != verdict) return std::nullopt;
  return candidate.relation;
}

}  // namespace

SinglePlans::SinglePlans(const Candidate& candidate, Verdict verdict)
    : case_(candidate.test_case),
      relation_(relation_of(candidate, verdict)),
      verdict_(verdict),
      logits_(materialize(case_.logits, case_.layout.vocab_size)),
      evaluator_(evaluator_input(case_, logits_)),
      judge_(case_) {
  if (relation_) {
    related_case_ = related_case(case_, *relation_);
    related_logits_ = materialize(related_case_.logits, related_case_.layout.vocab_size);
    related_evaluator_.emplace(evaluator_input(related_case_, related_logits_));
  }
  if (verdict == Verdict::kPlanSplit) {
    all_rounded_ = run(evaluator_, all_rounded(case_.layout.class_count()));
  }
}

std::optional<Grade> SinglePlans::grade_under(const Plan& plan) const {
  const Outcome outcome = run(evaluator_, plan);
  std::optional<Ruling> ruling;
  if (relation_) {
    ruling = compare_related(judge_, *relation_, outcome, related_case_.layout,
                             run(*related_evaluator_, plan));
  } else if (verdict_ == Verdict::kPlanSplit) {
    ruling = judge_.compare_tops(verdict_, outcome, all_rounded_, case_.layout);
  } else {
    const Judgement judgement = judge_.judge(outcome);
    if (const Ruling* found = judgement.find(verdict_)) ruling = *found;
  }
  return ruling.has_value() ? std::optional(ruling->grade) : std::nullopt;
}

}  // namespace splitvote
