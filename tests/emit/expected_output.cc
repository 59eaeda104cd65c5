#include "tests/emit/expected_output.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/oracle/judge.h"
#include "harness/oracle/relation.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

std::string named(const LayoutMap& map, std::int64_t id) {
  const std::int32_t token = map.token_of(id);
  return token == kNoToken ? "id " + std::to_string(id) + " (no token)" : std::to_string(token);
}

std::string kept(const LayoutMap& map, const IdSet& candidates) {
  std::set<std::int32_t> tokens;
  std::set<std::int64_t> others(candidates.outside().begin(), candidates.outside().end());
  candidates.for_each([&](std::int32_t id) {
    if (map.token_of(id) == kNoToken) {
      others.insert(id);
    } else {
      tokens.insert(map.token_of(id));
    }
  });
  std::string text;
  for (const std::int32_t token : tokens)
    text += (text.empty() ? "" : ", ") + std::to_string(token);
  for (const std::int64_t id : others) text += (text.empty() ? "" : ", ") + named(map, id);
  return "{" + text + "}";
}

std::string yes(Observed observed) { return observed == Observed::kTrue ? "yes" : "no"; }

}  // namespace

Outcome evaluated(const Case& test_case, const Plan& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  return run(evaluator, plan);
}

std::string outcome_lines(const Case& test_case, const Outcome& outcome) {
  const LayoutMap map(test_case.layout);
  const Observe& o = test_case.program->observe;
  std::string text;
  for (int row = 0; row < outcome.row_count; ++row) {
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const RankOutcome& seen = outcome.at(rank, row);
      if (!seen.judged) continue;
      std::vector<std::string> parts;
      if (o.candidates()) parts.push_back("keeps " + kept(map, *seen.candidates));
      if (o.top_id >= 0) parts.push_back("top " + named(map, seen.top));
      if (o.draw_id >= 0) parts.push_back("draw " + named(map, seen.draw));
      if (o.owner_mask >= 0) parts.push_back("owner " + yes(seen.owner));
      if (o.travels_id >= 0) parts.push_back("ids intact " + yes(seen.travelled_intact));
      if (o.top_value >= 0) parts.push_back("top value finite " + yes(seen.top_value_finite));
      text += "row " + std::to_string(row) + " rank " + std::to_string(rank) + ": ";
      for (std::size_t at = 0; at < parts.size(); ++at) text += (at == 0 ? "" : "; ") + parts[at];
      text += "\n";
    }
  }
  return text;
}

ExpectedOutput expected_output(const Finding& finding, const Plan& plan, const Evaluate& evaluate) {
  const Case& test_case = finding.test_case;
  const Judge judge(test_case);
  const Outcome outcome = evaluate(test_case, plan);
  ExpectedOutput expected;
  std::optional<Ruling> ruling;
  if (const RelationInfo* relation = relation_info(finding.verdict)) {
    const Case other_case = related_case(test_case, *finding.relation);
    const Outcome other = evaluate(other_case, plan);
    const std::string what(relation->what);
    expected.lines = "this " + what + ":\n" + outcome_lines(test_case, outcome) + "the other " +
                     what + ":\n" + outcome_lines(other_case, other);
    ruling = judge.compare_tops(finding.verdict, outcome, other, other_case.layout);
  } else if (finding.verdict == Verdict::kPlanSplit) {
    const Outcome other = evaluate(test_case, all_rounded(1));
    expected.lines = "this plan:\n" + outcome_lines(test_case, outcome) + "all casts kept:\n" +
                     outcome_lines(test_case, other);
    ruling = judge.compare_tops(finding.verdict, outcome, other, test_case.layout);
  } else {
    const Judgement judgement = judge.judge(outcome);
    if (const Ruling* found = judgement.find(finding.verdict)) ruling = *found;
    expected.lines = outcome_lines(test_case, outcome);
    if (finding.verdict == Verdict::kNotFinite) {
      // A line per row behind those of its ranks.
      std::string lines;
      for (int row = 0; row < outcome.row_count; ++row) {
        const std::string begin = "row " + std::to_string(row) + " ";
        for (std::size_t at = 0; at < expected.lines.size();) {
          const std::size_t end = expected.lines.find('\n', at) + 1;
          if (expected.lines.compare(at, begin.size(), begin) == 0) {
            lines += expected.lines.substr(at, end - at);
          }
          at = end;
        }
        lines += begin.substr(0, begin.size() - 1) + ": a decision reads NaN: " +
                 (outcome.nan_decision[static_cast<std::size_t>(row)] ? "yes" : "no") + "\n";
      }
      expected.lines = lines;
    }
  }
  const Grade least = std::min(info(finding.verdict).fails_from, finding.grade);
  expected.fires = ruling && ruling->grade >= least;
  return expected;
}

std::optional<Plan> safe_plan(const Finding& finding) {
  const Case& test_case = finding.test_case;
  const int classes = test_case.layout.class_count();
  const int sites = test_case.program->site_count();
  const int choices = classes * sites;
  const std::uint64_t count = choices >= 12 ? 4096 : std::uint64_t{1} << choices;
  std::vector<Plan> plans = {all_promoted(*test_case.program, classes)};
  for (std::uint64_t bits = 0; bits < count; ++bits) {
    plans.push_back(split_plan(bits, sites, classes));
  }
  for (const Plan& plan : plans) {
    if (!expected_output(finding, plan, evaluated).fires) return plan;
  }
  return std::nullopt;
}

}  // namespace splitvote
