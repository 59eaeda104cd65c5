#include "harness/sweep/sweep.h"

#include <algorithm>

#include "harness/sweep/state_graph.h"

namespace splitvote {
namespace {

// Plans at most two choices away from all-rounded or from all-promoted, ascending.
std::vector<PlanBits> near_both(int choice_count) {
  const PlanBits all = choice_count >= 64 ? ~PlanBits{0} : (PlanBits{1} << choice_count) - 1;
  std::vector<PlanBits> plans;
  for (int first = -1; first < choice_count; ++first) {
    for (int second = first < 0 ? choice_count : first + 1; second <= choice_count; ++second) {
      PlanBits flipped = first < 0 ? 0 : PlanBits{1} << first;
      if (second < choice_count) flipped |= PlanBits{1} << second;
      plans.push_back(flipped);
      plans.push_back(all & ~flipped);
    }
  }
  std::sort(plans.begin(), plans.end());
  plans.erase(std::unique(plans.begin(), plans.end()), plans.end());
  return plans;
}

// Outcomes numbered by the first plan that leads to them; those that no covered plan leads to are
// dropped.
void number_by_first_plan(Sweep& sweep) {
  constexpr std::uint32_t kUnseen = 0xffffffff;
  std::vector<std::uint32_t> renumbered(sweep.outcomes.size(), kUnseen);
  std::vector<Outcome> ordered;
  for (std::uint32_t& outcome : sweep.outcome_of) {
    if (renumbered[outcome] == kUnseen) {
      renumbered[outcome] = static_cast<std::uint32_t>(ordered.size());
      ordered.push_back(std::move(sweep.outcomes[outcome]));
    }
    outcome = renumbered[outcome];
  }
  sweep.outcomes = std::move(ordered);
}

}  // namespace

EvaluatorInput evaluator_input(const Case& test_case,
                               const std::vector<std::vector<float>>& logits) {
  return {test_case.program.get(), &test_case.layout, &logits, test_case.parameters.numbers,
          test_case.parameters.seed};
}

Sweep sweep(const Case& test_case, const SweepLimits& limits) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  Sweep result;
  result.site_count = test_case.program->site_count();
  result.class_count = test_case.layout.class_count();
  // A plan is one machine word: beyond it the classes follow one plan.
  if (result.choice_count() > 64) result.class_count = 1;

  if (result.choice_count() <= limits.choice_count_max) {
    try {
      StateGraph graph(evaluator, result.class_count, Coverage::kComplete, limits);
      graph.build();
      result.outcome_of.resize(std::size_t{1} << result.choice_count());
      graph.spread(result.outcome_of);
      result.outcomes = std::move(graph.outcomes);
      result.counters = graph.counters;
      number_by_first_plan(result);
      return result;
    } catch (const WorkExceeded&) {
      result.outcome_of.clear();
    }
  }
  result.coverage = Coverage::kNearBoth;
  StateGraph graph(evaluator, result.class_count, Coverage::kNearBoth, limits);
  graph.build();
  result.plans = near_both(result.choice_count());
  for (PlanBits plan : result.plans) result.outcome_of.push_back(graph.outcome_of(plan));
  result.outcomes = std::move(graph.outcomes);
  result.counters = graph.counters;
  number_by_first_plan(result);
  return result;
}

}  // namespace splitvote
