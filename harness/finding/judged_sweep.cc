#include "harness/finding/judged_sweep.h"

#include <algorithm>

namespace splitvote {
namespace {

template <typename Marked>
FailingSet plans_where(const Sweep& sweep, Marked marked) {
  FailingSet set;
  set.choice_count = sweep.choice_count();
  if (sweep.coverage == Coverage::kComplete) {
    set.table.emplace(set.choice_count);
    for (std::size_t at = 0; at < sweep.plan_count(); ++at) {
      if (marked(at)) set.table->set(at);
    }
    return set;
  }
  set.plans = sweep.plans;
  set.fails.reserve(sweep.plan_count());
  for (std::size_t at = 0; at < sweep.plan_count(); ++at) set.fails.push_back(marked(at));
  return set;
}

}  // namespace

std::vector<Judgement> judge_outcomes(const Case& test_case, const Sweep& sweep,
                                      const Judge& judge) {
  std::vector<Judgement> judgements;
  judgements.reserve(sweep.outcomes.size());
  for (const Outcome& outcome : sweep.outcomes) {
    Judgement judgement = judge.judge(outcome);
    if (judge.judged(Verdict::kPlanSplit) && !judgements.empty()) {
      // The last verdict that one outcome alone does not have: it keeps the order of the list.
      if (const std::optional<Ruling> split = judge.compare_tops(
              Verdict::kPlanSplit, outcome, sweep.outcomes.front(), test_case.layout)) {
        judgement.rulings.push_back(*split);
      }
    }
    judgements.push_back(std::move(judgement));
  }
  return judgements;
}

FailingSet plans_of(const Sweep& sweep, const std::vector<bool>& marked) {
  return plans_where(sweep, [&](std::size_t at) -> bool { return marked[sweep.outcome_of[at]]; });
}

FailingSet plans_marked(const Sweep& sweep, const std::vector<bool>& marked) {
  return plans_where(sweep, [&](std::size_t at) -> bool { return marked[at]; });
}

FailingSet failing_plans(const Sweep& sweep, const std::vector<Judgement>& judgements,
                         const FailRule& rule) {
  std::vector<bool> marked;
  marked.reserve(judgements.size());
  for (const Judgement& judgement : judgements) {
    marked.push_back(std::any_of(
        judgement.rulings.begin(), judgement.rulings.end(),
        [&](const Ruling& ruling) { return rule.failing(ruling.verdict, ruling.grade); }));
  }
  return plans_of(sweep, marked);
}

ChoiceNames choice_names(const Program& program, int class_count) {
  ChoiceNames names;
  for (const Site& site : program.sites) names.sites.push_back(site.name);
  names.class_count = class_count;
  return names;
}

}  // namespace splitvote
