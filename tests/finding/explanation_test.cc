#include "harness/finding/explanation.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "harness/generate/generate.h"
#include "harness/store/load.h"
#include "tests/explain/brute_force.h"
#include "tests/store/found_cases.h"

namespace splitvote {
namespace {

// By definition, over the choices on which the function depends.
std::set<std::pair<PlanBits, PlanBits>> primes_on_support(const FailingSet& set, bool failing) {
  const std::vector<int> support = set.support();
  BitTable table = failing ? *set.table : set.table->negated();
  for (int choice = set.choice_count - 1; choice >= 0; --choice) {
    if (!std::binary_search(support.begin(), support.end(), choice)) {
      table = table.where_false(choice);
    }
  }
  std::set<std::pair<PlanBits, PlanBits>> primes;
  for (const Implicant& prime : primes_by_definition(table)) {
    PlanBits choices = 0, promoted = 0;
    for (std::size_t at = 0; at < support.size(); ++at) {
      if (((prime.choices >> at) & 1U) != 0) choices |= PlanBits{1} << support[at];
      if (((prime.promoted >> at) & 1U) != 0) promoted |= PlanBits{1} << support[at];
    }
    primes.emplace(choices, promoted);
  }
  return primes;
}

void expect_listed(const Explanation& explanation, const ReasonList& list, const FailingSet& set,
                   bool failing) {
  ASSERT_TRUE(list.all);
  const auto expected = primes_on_support(set, failing);
  EXPECT_EQ(list.count, expected.size());
  EXPECT_EQ(list.listed.size(), std::min(expected.size(), kReasonsListed));
  const std::vector<Site>& sites = explanation.finding.test_case.program->sites;
  for (const Reason& reason : list.listed) {
    EXPECT_TRUE(expected.count({reason.implicant.choices, reason.implicant.promoted}) != 0)
        << reason.text;
    EXPECT_EQ(reason.needed.size(), reason.literals.size());
    EXPECT_EQ(cause_text(reason.literals), reason.text);
    // One class has one letter in every reason.
    Implicant named;
    for (const Literal& literal : reason.literals) {
      std::size_t choice = 0;
      while (sites[choice].name != literal.site) ++choice;
      const std::size_t letter = literal.class_letter == 'B' ? 1 : 0;
      choice += sites.size() * static_cast<std::size_t>(explanation.class_of_letter[letter]);
      named.choices |= PlanBits{1} << choice;
      if (literal.promoted) named.promoted |= PlanBits{1} << choice;
    }
    EXPECT_EQ(named, reason.implicant) << reason.text;
  }
}

// Random small cases, some of every sampler that are worth trying, and those of the committed
// findings.
std::vector<Case> cases_to_explain() {
  std::mt19937_64 random(7);
  std::vector<Case> cases;
  for (int round = 0; round < 150; ++round) cases.push_back(small_case(random));
  GeneratorOptions options;
  options.vocab_size_max = 24;
  options.rank_count_max = 3;
  for (const auto& program : builtin_programs()) {
    for (std::uint64_t number = 0; number < 30; ++number) {
      Rng rng(7, number);
      Case generated = generate(options, program, rng);
      const int choices = program->site_count() * generated.layout.class_count();
      if (choices <= 18) cases.push_back(std::move(generated));
    }
  }
  for (const std::string& file : files_under(SPLITVOTE_ROOT "/corpus/regressions")) {
    cases.push_back(load_case(file).test_case);
    Case fleet = cases.back();
    fleet.layout.rank_class.back() = 1;
    const bool complete = fleet.program->site_count() <= 12;
    if (fleet.layout.rank_count() > 1 && complete) cases.push_back(std::move(fleet));
  }
  return cases;
}

TEST(Explanation, EqualsBruteForceOnRealSweepsOfEveryBuiltIn) {
  std::map<std::string, int> explained;
  int fleets = 0;
  for (const Case& test_case : cases_to_explain()) {
    const SweptCase swept = sweep_and_judge(test_case, {});
    const FailRule rule;
    for (const Finding& finding : find(swept, rule)) {
      const VerdictPlans plans = *plans_of_verdict(swept, finding.verdict, rule);
      ASSERT_EQ(plans.grade, finding.grade);
      ASSERT_EQ(static_cast<std::int64_t>(plans.worst.count()), finding.worst_plans);
      if (!finding.complete || plans.worst.support().size() > 10 ||
          plans.failing.support().size() > 10) {
        continue;
      }
      const Explanation explanation = explain(swept, finding, rule);
      expect_listed(explanation, explanation.causes, plans.worst, true);
      expect_listed(explanation, explanation.pins, plans.failing, false);
      EXPECT_EQ(explanation.causes.listed.front().text, finding.cause);
      ++explained[finding.test_case.program->name()];
      fleets += swept.sweep.class_count > 1 ? 1 : 0;
    }
  }
  // Twins that were fixed seldom fail.
  EXPECT_GE(explained.size() + 3, builtin_names().size());
  EXPECT_GT(fleets, 5);
}

Explanation explained(const std::string& file) {
  CaseFile read = load_case(SPLITVOTE_ROOT "/corpus/" + file);
  const SweptCase swept = sweep_and_judge(read.test_case, {});
  const std::vector<Finding> findings = find(swept, FailRule());
  return explain(swept, findings.front(), FailRule());
}

TEST(Explanation, OfTheIncidentSaysWhatWasComparedWithWhat) {
  const Explanation explanation = explained("seeds/excess_precision_2025.json");
  EXPECT_EQ(explanation.words,
            "rank 1 compares `y` of token 2 unrounded, 12.410714, with the maximum `M` rounded to "
            "bfloat16, 12.4375: no token reaches it");
  std::vector<std::string> causes, pins;
  for (const Reason& reason : explanation.causes.listed) causes.push_back(reason.text);
  for (const Reason& reason : explanation.pins.listed) pins.push_back(reason.text);
  EXPECT_EQ(causes, (std::vector<std::string>{"M:m rounded, keep:y promoted",
                                              "keep:M rounded, keep:y promoted",
                                              "keep:y promoted, m:y rounded"}));
  EXPECT_EQ(pins, (std::vector<std::string>{"keep:y rounded",
                                            "M:m promoted, keep:M promoted, m:y promoted"}));
  EXPECT_EQ(explanation.causes.listed[0].plans, 64U);
  EXPECT_EQ(explanation.sites_that_matter,
            (std::vector<std::string>{"m:y", "M:m", "keep:y", "keep:M"}));
  EXPECT_EQ(explanation.other_verdicts,
            (std::vector<Verdict>{Verdict::kMaxVanished, Verdict::kEmptyCandidates}));
  EXPECT_TRUE(explanation.pins.listed[0].leaves.empty());
  EXPECT_FALSE(explanation.all_rounded_fails);
  EXPECT_FALSE(explanation.all_promoted_fails);
  ASSERT_EQ(explanation.smallest_failing.listed.size(), 1U);
  EXPECT_EQ(
      to_string(*explanation.finding.test_case.program, explanation.smallest_failing.listed[0]),
      "keep:y=promoted");
}

TEST(Explanation, HasNoPinsWhereEveryPlanFails) {
  const Explanation explanation =
      explained("regressions/xla_excess_topk-max_vanished-algorithmic.json");
  EXPECT_EQ(explanation.pins.count, 0U);
  EXPECT_EQ(explanation.causes.listed.at(0).text, "every plan");
  EXPECT_TRUE(explanation.sites_that_matter.empty());
  EXPECT_EQ(explanation.largest_safe.count, 0U);
}

}  // namespace
}  // namespace splitvote
