#include "harness/reach/reached_findings.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "harness/finding/judged_sweep.h"
#include "harness/finding/sentence.h"
#include "harness/finding/signature.h"
#include "harness/identify/same_names.h"
#include "harness/reach/reached_cause.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

// The sampler's side of a case, worked out when a compiled program first fails on it.
class SamplerSide {
 public:
  SamplerSide(const Case& test_case, const SweepLimits& limits)
      : test_case_(test_case), limits_(limits), judge_(test_case) {}

  [[nodiscard]] const Judge& judge() const { return judge_; }
  const Sweep& swept() {
    if (!swept_) swept_ = sweep(test_case_, limits_);
    return *swept_;
  }
  const std::vector<Judgement>& judgements() {
    if (judgements_.empty()) judgements_ = judge_outcomes(test_case_, swept(), judge_);
    return judgements_;
  }
  // The outcome of a plan; nothing where the sweep left it out.
  const Outcome* outcome_of(PlanBits plan) {
    const Sweep& sweep = swept();
    for (std::size_t at = 0; at < sweep.plan_count(); ++at) {
      if (sweep.plan_at(at) == plan) return &sweep.outcomes[sweep.outcome_of[at]];
    }
    return nullptr;
  }

 private:
  const Case& test_case_;
  const SweepLimits& limits_;
  Judge judge_;
  std::optional<Sweep> swept_;
  std::vector<Judgement> judgements_;
};

class Finder {
 public:
  // `judged` is the case as the seen outcomes have it; findings are about `shown`.
  Finder(const Case& judged, const Case& shown, const FailRule& rule, const SweepLimits& limits)
      : judged_(judged), shown_(shown), rule_(rule), side_(judged, limits) {}

  std::vector<Finding> run(std::span<const Seen> all) {
    for (const Seen& each : all) look_at(each);
    return std::move(findings_);
  }

 private:
  void look_at(const Seen& seen) {
    const Judgement judgement = side_.judge().judge(seen.outcome);
    const bool fails = std::any_of(
        judgement.rulings.begin(), judgement.rulings.end(),
        [&](const Ruling& ruling) { return rule_.failing(ruling.verdict, ruling.grade); });
    // Without a failing verdict, only a plan that was identified can be contradicted.
    if (!fails && !seen.explained) return;
    const Outcome* written = seen.plan ? side_.outcome_of(*seen.plan) : nullptr;
    const int rows = seen.outcome.row_count;
    std::optional<PlanBits> plan = seen.plan;
    if (written == nullptr || !same_names(*written, seen.outcome, rows)) plan = other_plan(seen);
    const bool explained = plan.has_value();
    for (const Ruling& ruling : judgement.rulings) {
      if (rule_.failing(ruling.verdict, ruling.grade)) add(seen, ruling, plan);
    }
    if (explained || written == nullptr) return;
    const std::optional<Ruling> differs =
        side_.judge().compare_names(Verdict::kUnexplained, seen.outcome, *written, rows);
    if (differs && rule_.failing(differs->verdict, differs->grade)) add(seen, *differs, {});
  }

  // Of the plans that identification could not tell from the one that it named, the one with the
  // fewest promoted sites that does on this case what was seen.
  std::optional<PlanBits> other_plan(const Seen& seen) {
    if (seen.agreeing == nullptr) return std::nullopt;
    const Sweep& sweep = side_.swept();
    std::vector<bool> agrees;
    for (const Outcome& outcome : sweep.outcomes)
      agrees.push_back(same_names(outcome, seen.outcome, seen.outcome.row_count));
    std::optional<PlanBits> best;
    for (std::size_t at = 0; at < sweep.plan_count(); ++at) {
      const PlanBits plan = sweep.plan_at(at);
      if (!agrees[sweep.outcome_of[at]] || !seen.agreeing->holds(plan)) continue;
      if (!best || std::popcount(plan) < std::popcount(*best)) best = plan;
    }
    return best;
  }

  // `plan`: one that does what was seen; nothing: none is known.
  void add(const Seen& seen, const Ruling& ruling, std::optional<PlanBits> plan) {
    const Program& sampler = *judged_.program;
    Finding finding;
    finding.test_case = shown_;
    finding.verdict = ruling.verdict;
    finding.grade = ruling.grade;
    finding.covered_plans = static_cast<std::int64_t>(side_.swept().plan_count());
    finding.complete = side_.swept().coverage == Coverage::kComplete;
    finding.witness =
        split_plan(plan ? *plan : seen.plan.value_or(0), sampler.site_count(), class_count());
    Reached reached = seen.by;
    const Truth& truth = side_.judge().truth();
    if (plan && explain(ruling, *plan, finding)) {
      reached.plan = to_string(sampler, finding.witness);
      finding.sentence = sentence_of(ruling, truth, finding.cause_literals);
    } else {
      finding.sentence = sentence_of(ruling, truth);
      finding.cause = std::string(kUnexplainedCause) + seen.by.as.family();
      if (seen.plan) reached.contradicts = to_string(sampler, finding.witness);
    }
    finding.signature = signature_of(sampler, finding.verdict, finding.grade, finding.cause);
    finding.probability_lost = side_.judge().probability_lost(ruling);
    finding.row = ruling.row;
    finding.rank = ruling.rank;
    finding.expected_token = ruling.expected_token;
    finding.actual_token = ruling.actual_token;
    finding.expected_count = ruling.expected_count;
    finding.actual_count = ruling.actual_count;
    finding.reached = {std::move(reached)};
    std::vector<Finding> one;
    one.push_back(std::move(finding));
    merge_findings(std::move(one), findings_);
  }

  [[nodiscard]] int class_count() const { return judged_.layout.class_count(); }

  // False where the plan names the same tokens but does not fail in the same way: a NaN that only
  // one of the two compares.
  bool explain(const Ruling& ruling, PlanBits plan, Finding& finding) {
    const Sweep& sweep = side_.swept();
    std::vector<bool> same_grade, failing;
    for (const Judgement& judgement : side_.judgements()) {
      const Ruling* theirs = judgement.find(ruling.verdict);
      failing.push_back(theirs != nullptr && rule_.failing(theirs->verdict, theirs->grade));
      same_grade.push_back(failing.back() && theirs->grade == ruling.grade);
    }
    const FailingSet at_grade = plans_of(sweep, same_grade);
    if (!at_grade.test(plan)) return false;
    const FailingSet all = plans_of(sweep, failing);
    finding.failing_plans = static_cast<std::int64_t>(all.count());
    finding.worst_plans = static_cast<std::int64_t>(at_grade.count());
    if (all.test(sweep.plan_at(sweep.plan_count() - 1))) {
      finding.cause_kind = CauseKind::kAlgorithmic;
    } else if (all.test(sweep.plan_at(0))) {
      finding.cause_kind = CauseKind::kAsWritten;
    }
    const Cause cause =
        reached_cause(at_grade, plan, choice_names(*judged_.program, class_count()));
    finding.cause = cause.text;
    finding.cause_literals = cause.literals;
    return true;
  }

  const Case& judged_;
  const Case& shown_;
  const FailRule& rule_;
  SamplerSide side_;
  std::vector<Finding> findings_;
};

}  // namespace

void merge_findings(std::vector<Finding> findings, std::vector<Finding>& all) {
  for (Finding& finding : findings) {
    const auto known = std::find_if(all.begin(), all.end(), [&](const Finding& each) {
      return each.signature == finding.signature;
    });
    if (known == all.end()) {
      all.push_back(std::move(finding));
    } else {
      merge_reached(finding.reached, known->reached);
    }
  }
}

std::vector<Finding> findings_seen(const Case& judged, const Case& shown,
                                   std::span<const Seen> seen, const FailRule& rule,
                                   const SweepLimits& limits) {
  return Finder(judged, shown, rule, limits).run(seen);
}

std::vector<Finding> reached_findings(const Subject& subject, const Case& test_case,
                                      const FailRule& rule, const SweepLimits& limits) {
  if (!misfit(test_case, subject.shape).empty()) return {};
  Case judged = judged_case(subject, test_case), shown = test_case;
  std::vector<Seen> seen = see(subject, test_case);
  std::vector<Finding> findings;
  for (auto begin = seen.begin(); begin != seen.end();) {
    const std::shared_ptr<const Program> sampler = begin->sampler;
    const auto end = std::stable_partition(
        begin, seen.end(), [&](const Seen& each) { return each.sampler->draft == sampler->draft; });
    judged.program = sampler;
    shown.program = sampler;
    merge_findings(findings_seen(judged, shown, {begin, end}, rule, limits), findings);
    begin = end;
  }
  return findings;
}

std::vector<Finding> findings_of_plan(const Case& test_case, const Plan& plan, const FailRule& rule,
                                      const SweepLimits& limits) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  const Seen seen = {run(evaluator, plan),
                     {},
                     test_case.program,
                     joined(plan, test_case.program->site_count()),
                     true};
  std::vector<Finding> findings = findings_seen(test_case, test_case, {&seen, 1}, rule, limits);
  for (Finding& finding : findings) finding.reached.clear();
  return findings;
}

}  // namespace splitvote
