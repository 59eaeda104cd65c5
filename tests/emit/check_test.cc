// The emitted check of every verdict against the judge, on made-up outcomes: both must hold on the
// same ones, and both kinds must occur.
#include <gtest/gtest.h>

#include <map>

#include "harness/emit/cpp_file.h"
#include "harness/generate/rng.h"
#include "harness/oracle/judge.h"
#include "tests/emit/compiled.h"
#include "tests/emit/made_up_outcomes.h"

namespace splitvote {
namespace {

constexpr int kScenesPerVerdict = 8;
constexpr int kOutcomesPerScene = 32;

// An outcome as text, for compilers are slow on thousands of nested initialisers: for each rank and
// row how many ids are kept, the ids, top, draw, owner, intact, finite; then the NaN decisions.
std::string literal(const Outcome& outcome) {
  std::string text;
  const auto put = [&](std::int64_t number) { text += std::to_string(number) + " "; };
  for (const RankOutcome& seen : outcome.ranks) {
    std::vector<std::int64_t> ids;
    if (seen.judged) {
      seen.candidates->for_each([&](std::int32_t id) { ids.push_back(id); });
      for (const std::int64_t id : seen.candidates->outside()) ids.push_back(id);
    }
    put(static_cast<std::int64_t>(ids.size()));
    for (const std::int64_t id : ids) put(id);
    put(seen.judged ? seen.top : -1);
    put(seen.judged ? seen.draw : -1);
    put(seen.owner == Observed::kTrue);
    put(seen.travelled_intact == Observed::kTrue);
    put(seen.top_value_finite == Observed::kTrue);
  }
  for (const bool reads : outcome.nan_decision) put(reads);
  return "outcome_of(\"" + text + "\", " +
         std::to_string(outcome.ranks.size() / static_cast<std::size_t>(outcome.row_count)) + ", " +
         std::to_string(outcome.row_count) + ")";
}

constexpr const char* kReadOutcome = R"(
op::Outcome outcome_of(const char* text, std::size_t ranks, std::size_t rows) {
  char* at = const_cast<char*>(text);
  const auto next = [&] { return std::strtoll(at, &at, 10); };
  op::Outcome outcome;
  outcome.of.resize(ranks);
  for (auto& of_rank : outcome.of) {
    of_rank.resize(rows);
    for (op::Names& names : of_rank) {
      for (long long left = next(); left > 0; --left) names.kept.insert(next());
      names.top = next();
      names.draw = next();
      names.owner = next() != 0;
      names.intact = next() != 0;
      names.finite = next() != 0;
    }
  }
  for (std::size_t row = 0; row < rows; ++row) outcome.reads_nan.push_back(next() != 0);
  return outcome;
}

)";

struct Scenes {
  std::vector<CppFile> files;
  std::vector<std::vector<bool>> ruled;  // [file][outcome] as the judge has it
  std::vector<Verdict> verdicts;
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
  reproducer.listings.resize(1);
  reproducer.layouts = {lay_out(test_case, test_case.layout), lay_out(test_case, other_layout)};
  reproducer.claim = claim_of(finding);
  CppFile file;
  print_given(reproducer, 0, "kGiven", file);
  if (two_runs) print_given(reproducer, 1, "kOtherGiven", file);
  file.prelude.need("outcome");
  print_check(reproducer, file);
  file.body += std::string(kReadOutcome) + "int main() {\n";
  scenes.ruled.emplace_back();
  for (int i = 0; i < kOutcomesPerScene; ++i) {
    const Outcome outcome = random_outcome(test_case, test_case.layout, rng);
    const Outcome other = random_outcome(test_case, other_layout, rng);
    std::optional<Ruling> ruling;
    if (two_runs) {
      ruling = judge.compare_tops(verdict, outcome, other, other_layout);
    } else if (const Judgement judgement = judge.judge(outcome); judgement.find(verdict)) {
      ruling = *judgement.find(verdict);
    }
    const Grade least = std::min(info(verdict).fails_from, finding.grade);
    scenes.ruled.back().push_back(ruling && ruling->grade >= least);
    file.body += "  std::puts(check(kGiven, " + literal(outcome) +
                 (two_runs ? ", kOtherGiven, " + literal(other) : "") +
                 ").empty() ? \"holds\" : \"fails\");\n";
  }
  file.body += "  return 0;\n}\n";
  file.head =
      "#include <algorithm>\n#include <cmath>\n#include <cstdint>\n#include <cstdio>\n"
      "#include <cstdlib>\n#include <cstring>\n#include <limits>\n#include <map>\n#include <set>\n"
      "#include <string>\n#include <vector>\n";
  scenes.files.push_back(std::move(file));
  scenes.verdicts.push_back(verdict);
}

TEST(EmittedCheck, FiresWhereTheJudgeRules) {
  Scenes scenes;
  Rng rng(1, 3);
  for (const VerdictInfo& row : kVerdicts) {
    if (!of_plans(row.verdict) || needs_two_files(row.verdict)) continue;
    for (int i = 0; i < kScenesPerVerdict; ++i) add_scene(row.verdict, rng, scenes);
  }
  const Ran ran = compile_and_run(usual_compiler(), joined_source(scenes.files));
  ASSERT_TRUE(ran.compiled) << ran.errors.substr(0, 4000);
  const std::vector<Ran> shown = separated(ran.out);
  ASSERT_EQ(shown.size(), scenes.files.size());
  std::map<Verdict, std::array<int, 2>> seen;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    std::string expected;
    for (const bool ruled : scenes.ruled[at]) {
      expected += ruled ? "fails\n" : "holds\n";
      ++seen[scenes.verdicts[at]][ruled ? 1 : 0];
    }
    EXPECT_EQ(shown[at].out, expected) << name(scenes.verdicts[at]) << "\n"
                                       << scenes.files[at].body;
  }
  for (const VerdictInfo& row : kVerdicts) {
    if (!of_plans(row.verdict) || needs_two_files(row.verdict)) continue;
    EXPECT_GT(seen[row.verdict][0], 0) << row.name << " never held";
    EXPECT_GT(seen[row.verdict][1], 0) << row.name << " never failed";
    std::printf("%s: holds %d times, fails %d times\n", std::string(row.name).c_str(),
                seen[row.verdict][0], seen[row.verdict][1]);
  }
}

}  // namespace
}  // namespace splitvote
