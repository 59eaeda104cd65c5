// The emitted check of every verdict against the judge, on made-up outcomes: both must hold on the
// same ones, and both kinds must occur.
#include "harness/emit/python/check.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/oracle/judge.h"
#include "tests/emit/made_up_outcomes.h"
#include "tests/emit/python/python_runs.h"

namespace splitvote {
namespace {

constexpr int kScenesPerVerdict = 16;
constexpr int kOutcomesPerScene = 32;

std::string named(const LayoutMap& map, std::int64_t id) {
  const std::int32_t token = map.token_of(id);
  return token == kNoToken ? "\"id " + std::to_string(id) + " (no token)\"" : std::to_string(token);
}

std::string yes(bool holds) { return holds ? "True" : "False"; }

// An outcome as the emitted sampler returns it.
std::string literal(const Layout& layout, const Outcome& outcome) {
  const LayoutMap map(layout);
  std::string text;
  for (int row = 0; row < outcome.row_count; ++row) {
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const RankOutcome& seen = outcome.at(rank, row);
      if (!seen.judged) continue;
      std::string kept;
      seen.candidates->for_each([&](std::int64_t id) { kept += named(map, id) + ", "; });
      for (const std::int64_t id : seen.candidates->outside()) kept += named(map, id) + ", ";
      text += "    SimpleNamespace(row=" + std::to_string(row) + ", rank=" + std::to_string(rank) +
              ", keeps=[" + kept + "], top=" + named(map, seen.top) +
              ", draw=" + named(map, seen.draw) + ", owner=" + yes(seen.owner == Observed::kTrue) +
              ", intact=" + yes(seen.travelled_intact == Observed::kTrue) +
              ", finite=" + yes(seen.top_value_finite == Observed::kTrue) +
              ", reads_nan=" + yes(outcome.nan_decision[static_cast<std::size_t>(row)]) + "),\n";
    }
  }
  return "[\n" + text + "]";
}

struct Scenes {
  std::vector<std::string> sources;
  std::vector<std::string> expected;
  std::map<Verdict, std::array<int, 2>> seen;
};

void add_scene(Verdict verdict, Rng& rng, Scenes& scenes) {
  const MadeUp made = made_up(verdict, rng);
  const Finding& finding = made.finding;
  const Case& test_case = finding.test_case;
  const Judge judge(test_case);
  if (!judge.judged(verdict)) return;
  const Layout other_layout = finding.relation ? finding.relation->layout : test_case.layout;
  const bool two_runs = verdict == Verdict::kPlanSplit || relation_info(verdict) != nullptr;

  Reproducer reproducer;
  reproducer.finding = &finding;
  reproducer.runs.resize(two_runs ? 2 : 1);
  reproducer.claim = claim_of(finding);
  std::string source = "from types import SimpleNamespace\n\n" + print_check(reproducer) + "\n";
  std::string expected;
  for (int i = 0; i < kOutcomesPerScene; ++i) {
    const Outcome outcome = random_outcome(test_case, test_case.layout, rng);
    const Outcome other = random_outcome(test_case, other_layout, rng);
    std::optional<Ruling> ruling;
    if (two_runs) {
      ruling = judge.compare_tops(verdict, outcome, other, other_layout);
    } else if (const Judgement judgement = judge.judge(outcome); judgement.find(verdict)) {
      ruling = *judgement.find(verdict);
    }
    const bool fails = ruling && ruling->grade >= std::min(info(verdict).fails_from, finding.grade);
    expected += fails ? "fails\n" : "holds\n";
    ++scenes.seen[verdict][fails ? 1 : 0];
    source += "print(\"fails\" if check(" + literal(test_case.layout, outcome) +
              (two_runs ? ", " + literal(other_layout, other) : "") + ") else \"holds\")\n";
  }
  scenes.sources.push_back(source);
  scenes.expected.push_back(expected);
}

TEST(EmittedPythonCheck, FiresWhereTheJudgeRules) {
  Scenes scenes;
  Rng rng(1, 3);
  for (const VerdictInfo& row : kVerdicts) {
    if (!of_plans(row.verdict) || needs_two_files(row.verdict)) continue;
    for (int i = 0; i < kScenesPerVerdict; ++i) add_scene(row.verdict, rng, scenes);
  }
  const std::vector<PythonRun> runs = run_python("python3", scenes.sources);
  for (std::size_t at = 0; at < runs.size(); ++at) {
    EXPECT_EQ(runs[at].out, scenes.expected[at]) << scenes.sources[at];
  }
  for (const VerdictInfo& row : kVerdicts) {
    if (!of_plans(row.verdict) || needs_two_files(row.verdict)) continue;
    EXPECT_GT(scenes.seen[row.verdict][0], 0) << row.name << " never held";
    EXPECT_GT(scenes.seen[row.verdict][1], 0) << row.name << " never failed";
  }
}

}  // namespace
}  // namespace splitvote
