// One plan of a case at a time: run by the reference evaluator, judged, and remembered.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "harness/campaign/witness.h"
#include "harness/oracle/judge.h"
#include "src/program/plan.h"
#include "tests/reference/reference.h"

namespace splitvote {

class PlanJudge {
 public:
  // Keeps a reference to the witness. What fails is what its expectation and the default rule say.
  PlanJudge(const Witness& witness, int class_count)
      : case_(witness.test_case),
        class_count_(class_count),
        rule_(rule_for(witness.expectation, FailRule())),
        judge_(case_),
        reference_(case_) {
    if (!witness.relation) return;
    relation_ = witness.relation;
    other_ = related_case(case_, *relation_);
    other_reference_ = std::make_unique<Reference>(*other_);
  }

  [[nodiscard]] bool fails(PlanBits plan, Verdict verdict) {
    const std::optional<Grade> grade = grade_of(plan, verdict);
    return grade && rule_.failing(verdict, *grade);
  }

  // Nothing where the plan does not show the verdict.
  std::optional<Grade> grade_of(PlanBits bits, Verdict verdict) {
    auto& known = grades_[verdict];
    if (const auto found = known.find(bits); found != known.end()) return found->second;
    const Plan plan = split_plan(bits, case_.program->site_count(), class_count_);
    std::optional<Ruling> ruling;
    if (relation_info(verdict) != nullptr) {
      if (relation_ && relation_->verdict == verdict) {
        ruling = compare_related(judge_, *relation_, outcome(plan), other_->layout,
                                 other_reference_->outcome(plan));
      }
    } else if (verdict == Verdict::kPlanSplit) {
      ruling = judge_.compare_tops(verdict, outcome(plan), outcome(all_rounded(class_count_)),
                                   case_.layout);
    } else {
      const Judgement judgement = judge_.judge(outcome(plan));
      if (const Ruling* found = judgement.find(verdict)) ruling = *found;
    }
    const std::optional<Grade> grade = ruling ? std::optional(ruling->grade) : std::nullopt;
    known[bits] = grade;
    return grade;
  }

 private:
  [[nodiscard]] const Outcome& outcome(const Plan& plan) {
    const auto [entry, is_new] = outcomes_.try_emplace(joined(plan, case_.program->site_count()));
    if (is_new) entry->second = reference_.outcome(plan);
    return entry->second;
  }

  const Case& case_;
  int class_count_;
  FailRule rule_;
  Judge judge_;
  Reference reference_;
  std::optional<Relation> relation_;
  std::optional<Case> other_;
  std::unique_ptr<Reference> other_reference_;
  std::map<Verdict, std::map<PlanBits, std::optional<Grade>>> grades_;
  std::map<PlanBits, Outcome> outcomes_;
};

}  // namespace splitvote
