#include "harness/finding/finding.h"

#include <algorithm>
#include <utility>

#include "harness/finding/compose.h"
#include "harness/finding/judged_sweep.h"
#include "harness/finding/sentence.h"
#include "harness/finding/signature.h"

namespace splitvote {
namespace {

// The position of a covered plan.
std::size_t position_of(const Sweep& sweep, PlanBits plan) {
  if (sweep.coverage == Coverage::kComplete) return static_cast<std::size_t>(plan);
  const auto found = std::lower_bound(sweep.plans.begin(), sweep.plans.end(), plan);
  return static_cast<std::size_t>(found - sweep.plans.begin());
}

}  // namespace

std::optional<Finding> compose_finding(const Case& test_case, const Sweep& sweep,
                                       const Judge& judge, Verdict verdict,
                                       const RulingAt& ruling_at, const FailRule& rule) {
  const std::optional<VerdictPlans> plans = verdict_plans(sweep, verdict, ruling_at, rule);
  if (!plans) return std::nullopt;
  Finding finding;
  finding.test_case = test_case;
  finding.verdict = verdict;
  finding.grade = plans->grade;
  finding.failing_plans = static_cast<std::int64_t>(plans->failing.count());
  finding.worst_plans = static_cast<std::int64_t>(plans->worst.count());
  finding.covered_plans = static_cast<std::int64_t>(sweep.plan_count());
  finding.complete = sweep.coverage == Coverage::kComplete;
  // Ascending plans: all-rounded stands first, all-promoted last.
  if (plans->failing.test(sweep.plan_at(sweep.plan_count() - 1))) {
    finding.cause_kind = CauseKind::kAlgorithmic;
  } else if (plans->failing.test(sweep.plan_at(0))) {
    finding.cause_kind = CauseKind::kAsWritten;
  }

  const Cause cause = cause_of(plans->worst, choice_names(*test_case.program, sweep.class_count));
  finding.cause = cause.text;
  finding.cause_literals = cause.literals;
  finding.signature = signature_of(*test_case.program, verdict, finding.grade, cause.text);
  const PlanBits witness = *plans->worst.least_promoted();
  finding.witness = split_plan(witness, sweep.site_count, sweep.class_count);
  const Ruling& shown = *ruling_at(position_of(sweep, witness));
  finding.probability_lost = judge.probability_lost(shown);
  finding.row = shown.row;
  finding.rank = shown.rank;
  finding.expected_token = shown.expected_token;
  finding.actual_token = shown.actual_token;
  finding.expected_count = shown.expected_count;
  finding.actual_count = shown.actual_count;
  finding.sentence = sentence_of(shown, judge.truth(), cause.literals);
  return finding;
}

bool worse(const Finding& a, const Finding& b) {
  if (a.grade != b.grade) return a.grade > b.grade;
  if (a.probability_lost != b.probability_lost) return a.probability_lost > b.probability_lost;
  return a.signature < b.signature;
}

bool shown_by_a_plan(const Finding& finding) {
  return of_plans(finding.verdict) && finding.cause.rfind(kUnexplainedCause, 0) != 0;
}

std::vector<Finding> find(const Case& test_case, const Sweep& sweep, const Judge& judge,
                          const FailRule& rule) {
  return find(test_case, sweep, judge, judge_outcomes(test_case, sweep, judge), rule);
}

std::vector<Finding> find(const Case& test_case, const Sweep& sweep, const Judge& judge,
                          const std::vector<Judgement>& judgements, const FailRule& rule) {
  std::vector<Finding> findings;
  for (const VerdictInfo& row : kVerdicts) {
    if (auto finding = find_one(test_case, sweep, judge, judgements, row.verdict, rule)) {
      findings.push_back(std::move(*finding));
    }
  }
  return findings;
}

std::optional<Finding> find_one(const Case& test_case, const Sweep& sweep, const Judge& judge,
                                const std::vector<Judgement>& judgements, Verdict verdict,
                                const FailRule& rule) {
  std::vector<const Ruling*> rulings;  // [outcome]
  bool fails = false;
  for (const Judgement& judgement : judgements) {
    rulings.push_back(judgement.find(verdict));
    fails = fails || (rulings.back() != nullptr && rule.failing(verdict, rulings.back()->grade));
  }
  if (!fails) return std::nullopt;
  return compose_finding(
      test_case, sweep, judge, verdict,
      [&](std::size_t at) { return rulings[sweep.outcome_of[at]]; }, rule);
}

}  // namespace splitvote
