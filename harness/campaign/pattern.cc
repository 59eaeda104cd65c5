#include "harness/campaign/pattern.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "harness/generate/rng.h"

namespace splitvote {
namespace {

constexpr std::size_t kPlansSampled = 62;

// Nothing when the plan is not covered.
std::optional<std::uint32_t> outcome_of_plan(const Sweep& sweep, PlanBits plan) {
  if (sweep.coverage == Coverage::kComplete) return sweep.outcome_of[plan];
  const auto found = std::lower_bound(sweep.plans.begin(), sweep.plans.end(), plan);
  if (found == sweep.plans.end() || *found != plan) return std::nullopt;
  return sweep.outcome_of[static_cast<std::size_t>(found - sweep.plans.begin())];
}

std::vector<std::size_t> positions_looked_at(std::size_t plan_count) {
  std::vector<std::size_t> positions;
  if (plan_count <= kPlansSampled + 2) {
    for (std::size_t at = 0; at < plan_count; ++at) positions.push_back(at);
    return positions;
  }
  positions = {0, plan_count - 1};
  Rng rng(plan_count);
  for (std::size_t i = 0; i < kPlansSampled; ++i) positions.push_back(rng.below(plan_count));
  return positions;
}

}  // namespace

std::vector<bool> choices_that_matter(const Sweep& sweep) {
  std::vector<bool> matters(static_cast<std::size_t>(sweep.choice_count()), false);
  if (sweep.outcomes.size() < 2) return matters;
  for (const std::size_t position : positions_looked_at(sweep.plan_count())) {
    const PlanBits plan = sweep.plan_at(position);
    for (std::size_t choice = 0; choice < matters.size(); ++choice) {
      if (matters[choice]) continue;
      const auto flipped = outcome_of_plan(sweep, plan ^ (PlanBits{1} << choice));
      matters[choice] = flipped.has_value() && *flipped != sweep.outcome_of[position];
    }
  }
  return matters;
}

std::string pattern_of(const Case& test_case, const Sweep& sweep,
                       std::span<const Judgement> judgements, std::span<const Finding> findings) {
  std::string pattern = test_case.program->name();
  pattern += "|outcomes 2^" + std::to_string(std::bit_width(sweep.outcomes.size()));
  pattern += "|matter ";
  for (const bool matters : choices_that_matter(sweep)) pattern += matters ? '1' : '0';

  std::array<std::array<bool, kGradeNames.size()>, kVerdicts.size()> shown{};
  for (const Judgement& judgement : judgements) {
    for (const Ruling& ruling : judgement.rulings) {
      shown[static_cast<std::size_t>(ruling.verdict)][static_cast<std::size_t>(ruling.grade)] =
          true;
    }
  }
  for (std::size_t verdict = 0; verdict < shown.size(); ++verdict) {
    for (std::size_t grade = 0; grade < kGradeNames.size(); ++grade) {
      if (!shown[verdict][grade]) continue;
      pattern += "|" + std::string(kVerdicts[verdict].name) + " " + std::string(kGradeNames[grade]);
    }
  }
  for (const Finding& finding : findings) pattern += "|" + finding.signature;
  return pattern;
}

}  // namespace splitvote
