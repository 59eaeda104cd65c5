#include "harness/report/sweep_tally.h"

#include <algorithm>

#include "harness/report/table.h"

namespace splitvote {
namespace {

// `number` plans in words: "every one of 1,024 plans", or what near-both coverage means.
std::string coverage_text(const Sweep& sweep) {
  const std::string plans = grouped(sweep.plan_count());
  if (sweep.coverage == Coverage::kComplete) return "all " + plans + " plans";
  return plans + " plans, those at most two choices away from all-rounded or all-promoted, of 2^" +
         std::to_string(sweep.choice_count());
}

}  // namespace

SweepTally tally(const Sweep& sweep, const Judge& judge, std::span<const Judgement> judgements,
                 const FailRule& rule) {
  std::vector<std::uint64_t> plans_of(judgements.size(), 0);
  for (const std::uint32_t outcome : sweep.outcome_of) ++plans_of[outcome];

  SweepTally result;
  result.plan_count = sweep.plan_count();
  result.failing_outcomes.assign(judgements.size(), false);
  std::array<VerdictTally, kVerdicts.size()> by_verdict{};
  for (std::size_t outcome = 0; outcome < judgements.size(); ++outcome) {
    for (const Ruling& ruling : judgements[outcome].rulings) {
      VerdictTally& entry = by_verdict[static_cast<std::size_t>(ruling.verdict)];
      entry.plans[static_cast<std::size_t>(ruling.grade)] += plans_of[outcome];
      entry.probability_lost_max =
          std::max(entry.probability_lost_max, judge.probability_lost(ruling));
      if (!rule.failing(ruling.verdict, ruling.grade)) continue;
      entry.failing += plans_of[outcome];
      result.failing_outcomes[outcome] = true;
    }
    if (result.failing_outcomes[outcome]) result.failing += plans_of[outcome];
  }
  for (const VerdictInfo& row : kVerdicts) {
    VerdictTally& entry = by_verdict[static_cast<std::size_t>(row.verdict)];
    entry.verdict = row.verdict;
    if (entry.plans != std::array<std::uint64_t, 3>{}) result.verdicts.push_back(entry);
  }
  return result;
}

std::string tally_text(const Sweep& sweep, const SweepTally& tally, bool coloured) {
  std::string out =
      "swept " + coverage_text(sweep) + " of " + std::to_string(sweep.site_count) + " sites";
  if (sweep.class_count > 1) out += " in " + std::to_string(sweep.class_count) + " rank classes";
  out += ": " + grouped(sweep.outcomes.size()) + " distinct outcomes, " + grouped(tally.failing) +
         " plans fail\n";
  if (tally.verdicts.empty()) return out;
  Table table({{"verdict"},
               {"tie", Table::Align::kRight},
               {"near", Table::Align::kRight},
               {"wide", Table::Align::kRight},
               {"fail", Table::Align::kRight},
               {"lost at most", Table::Align::kRight}});
  for (const VerdictTally& entry : tally.verdicts) {
    table.add({{std::string(name(entry.verdict))},
               {grouped(entry.plans[0])},
               {grouped(entry.plans[1])},
               {grouped(entry.plans[2])},
               {grouped(entry.failing), entry.failing > 0 ? Colour::kRed : Colour::kDim},
               {percent(entry.probability_lost_max)}});
  }
  return out + table.text(coloured);
}

}  // namespace splitvote
