#include "harness/campaign/judge_again.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/examine.h"
#include "harness/campaign/on_targets.h"
#include "harness/reach/reached_findings.h"
#include "harness/report/expectation.h"

namespace splitvote {
namespace {

bool is_missing(const Reached& reached, const std::vector<Reached>& missing) {
  return std::find(missing.begin(), missing.end(), reached) != missing.end();
}

// `named`: as the file has it.
void compare(const Finding& named, const Recorded& recorded, JudgedAgain& again) {
  const auto found =
      std::find_if(again.findings.begin(), again.findings.end(),
                   [&](const Finding& finding) { return finding.signature == named.signature; });
  if (found == again.findings.end()) {
    Expectation expected;
    expected.others_allowed = true;
    expected.verdicts.emplace()[named.verdict] = named.grade;
    expected.signature = named.signature;
    again.differences = differences(expected, again.findings);
    return;
  }
  for (const Reached& each : named.reached) {
    if (each.elsewhere || is_missing(each, recorded.missing)) continue;
    const bool still = std::any_of(found->reached.begin(), found->reached.end(),
                                   [&](const Reached& now) { return same_program(now, each); });
    if (!still) again.differences.push_back("no longer reached by the " + each.as.evidence());
  }
}

}  // namespace

bool reached_by_programs(const Witness& witness) {
  return witness.finding.has_value() && !witness.finding->reached.empty();
}

JudgedAgain judge_again(const Witness& witness, const FailRule& given, Records& records,
                        const std::atomic<bool>* stop) {
  const FailRule rule = rule_for(witness.expectation, given);
  JudgedAgain again;
  if (!reached_by_programs(witness)) {
    again.findings = find_by_default(witness.test_case, witness.relation, rule, stop);
    if (witness.expectation) again.differences = differences(*witness.expectation, again.findings);
    return again;
  }
  const Finding& named = *witness.finding;
  SweepLimits limits;
  limits.stop = stop;
  Recorded recorded = recorded_subjects(witness.test_case.program, named.reached, records);
  again.notices = std::move(recorded.notices);
  again.findings = OnTargets(recorded.subjects, rule).find(witness.test_case, limits);
  if (!recorded.missing.empty() && shown_by_a_plan(named)) {
    merge_findings(findings_of_plan(witness.test_case, named.witness, rule, limits),
                   again.findings);
  }
  compare(named, recorded, again);
  return again;
}

}  // namespace splitvote
