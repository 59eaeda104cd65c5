#include "harness/finding/explanation.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

#include "harness/explain/extreme_plans.h"
#include "harness/explain/implicant_list.h"
#include "harness/finding/judged_sweep.h"
#include "harness/finding/words.h"

namespace splitvote {
namespace {

// More than are listed, so that those listed are the first by text of as many literals.
constexpr std::size_t kReasonsCompared = 10'000;

class Explainer {
 public:
  Explainer(const SweptCase& swept, const Finding& finding, const FailRule& rule)
      : swept_(swept),
        finding_(finding),
        rule_(rule),
        names_(choice_names(*finding.test_case.program, swept.sweep.class_count)) {
    std::optional<VerdictPlans> plans =
        plans_of_verdict(swept, finding.verdict, rule, finding.grade);
    if (!plans) {
      std::fputs("splitvote: a finding was to be explained that its case does not show\n", stderr);
      std::abort();
    }
    plans_ = std::move(*plans);
  }

  Explanation explain() {
    Explanation result;
    result.finding = finding_;
    const PlanSearch worst(plans_.worst), failing(plans_.failing);
    const ImplicantList causes =
        minimal_implicants(plans_.worst, true, kReasonsListed, kReasonsCompared);
    const ImplicantList pins =
        minimal_implicants(plans_.failing, false, kReasonsListed, kReasonsCompared);
    name_classes(causes);
    result.class_of_letter = names_.class_count < 2 ? std::vector<int>{0}
                             : swapped_             ? std::vector<int>{1, 0}
                                                    : std::vector<int>{0, 1};
    result.causes = named(causes, worst, true);
    result.pins = named(pins, failing, false);
    judge_others(result);
    divide_sites(result);
    result.smallest_failing = plans_of(smallest_failing(plans_.worst, kPlansListed));
    result.largest_safe = plans_of(largest_passing(plans_.failing, kPlansListed));
    const PlanBits all =
        joined(all_promoted(*finding_.test_case.program, names_.class_count), names_.site_count());
    result.all_rounded_fails = plans_.failing.test(0);
    result.all_promoted_fails = plans_.failing.test(all);
    trace(result);
    return result;
  }

 private:
  // Whether the second class is called A: as the finding's cause has it.
  void name_classes(const ImplicantList& causes) {
    if (names_.class_count < 2) return;
    for (const Implicant& implicant : causes.listed) {
      if (cause_of(implicant, names_).text != finding_.cause) continue;
      swapped_ = named_cause(implicant, names_, false).text != finding_.cause;
      return;
    }
  }

  ReasonList named(const ImplicantList& list, const PlanSearch& search, bool failing) {
    ReasonList result;
    result.all = list.all;
    result.count = list.count;
    for (const Implicant& implicant : list.listed) {
      Cause cause = named_cause(implicant, names_, swapped_);
      result.listed.push_back(
          {implicant, std::move(cause.literals), std::move(cause.text), {}, 0, {}});
    }
    std::sort(result.listed.begin(), result.listed.end(), [](const Reason& a, const Reason& b) {
      const int a_literals = a.implicant.literal_count(), b_literals = b.implicant.literal_count();
      return a_literals != b_literals ? a_literals < b_literals : a.text < b.text;
    });
    if (result.listed.size() > kReasonsListed) result.listed.resize(kReasonsListed);
    for (Reason& reason : result.listed) {
      reason.plans = search.covered(reason.implicant);
      const std::vector<PlanBits> needed = needed_for(search, reason.implicant, failing);
      for (const Literal& literal : reason.literals) {
        const PlanBits bit = PlanBits{1} << choice_of(literal);
        const int place = std::popcount(reason.implicant.choices & (bit - 1));
        reason.needed.push_back(plan_of(needed[static_cast<std::size_t>(place)]));
      }
    }
    return result;
  }

  [[nodiscard]] int choice_of(const Literal& literal) const {
    const auto site = std::find(names_.sites.begin(), names_.sites.end(), literal.site);
    const bool second = (literal.class_letter == 'B') != swapped_ && literal.class_letter != '\0';
    return static_cast<int>(site - names_.sites.begin()) + (second ? names_.site_count() : 0);
  }

  [[nodiscard]] Plan plan_of(PlanBits plan) const {
    return split_plan(plan, names_.site_count(), names_.class_count);
  }

  [[nodiscard]] ExtremePlans plans_of(const PlanList& list) const {
    ExtremePlans plans;
    plans.count = list.count;
    for (const PlanBits plan : list.listed) plans.listed.push_back(plan_of(plan));
    return plans;
  }

  void judge_others(Explanation& result) const {
    for (const VerdictInfo& row : kVerdicts) {
      if (row.verdict == finding_.verdict) continue;
      const std::optional<VerdictPlans> other = plans_of_verdict(swept_, row.verdict, rule_);
      if (!other) continue;
      result.other_verdicts.push_back(row.verdict);
      const PlanSearch search(other->failing);
      for (Reason& pins : result.pins.listed) {
        if (!search.none(pins.implicant, true)) pins.leaves.push_back(row.verdict);
      }
    }
  }

  // A site matters where flipping it for some class, all else equal, changes whether the verdict
  // fails or whether it does so at the finding's grade.
  void divide_sites(Explanation& result) const {
    std::set<int> matter;
    for (const FailingSet* set : {&plans_.worst, &plans_.failing}) {
      for (const int choice : set->support()) matter.insert(choice % names_.site_count());
    }
    for (int site = 0; site < names_.site_count(); ++site) {
      (matter.count(site) != 0 ? result.sites_that_matter : result.sites_that_cannot)
          .push_back(names_.sites[static_cast<std::size_t>(site)]);
    }
  }

  void trace(Explanation& result) const {
    result.trace =
        decision_trace(finding_.test_case, finding_.witness, finding_.row, finding_.expected_token);
    if (finding_.relation) {
      const Case other = related_case(finding_.test_case, *finding_.relation);
      result.other_trace =
          decision_trace(other, finding_.witness, finding_.row, finding_.expected_token);
    }
    result.words = words_of(finding_, result.trace);
    if (result.words == finding_.sentence && finding_.relation) {
      const std::string other = words_of(finding_, result.other_trace);
      if (other != finding_.sentence)
        result.words =
            "under the other " + std::string(relation_info(finding_.verdict)->what) + ", " + other;
    }
  }

  const SweptCase& swept_;
  const Finding& finding_;
  const FailRule& rule_;
  ChoiceNames names_;
  VerdictPlans plans_;
  bool swapped_ = false;
};

}  // namespace

Explanation explain(const SweptCase& swept, const Finding& finding, const FailRule& rule) {
  return Explainer(swept, finding, rule).explain();
}

}  // namespace splitvote
