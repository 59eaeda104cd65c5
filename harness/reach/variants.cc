#include "harness/reach/variants.h"

#include <algorithm>
#include <utility>

#include "harness/case/first_rows.h"
#include "harness/finding/sentence.h"
#include "harness/finding/signature.h"

namespace splitvote {
namespace {

// The sites that the two plans that were checked choose differently: what a file keeps of them, so
// that a finding that is read from one has the same cause.
std::string difference(const Subject& subject, const CompiledSubject& here,
                       const CompiledSubject& there) {
  std::string unexplained = std::string(kUnexplainedCause) + here.compiled.as.family();
  if (!here.identified.explained() || !there.identified.explained()) return unexplained;
  if (here.identified.lowering.name != there.identified.lowering.name) return "lowering differs";
  const PlanBits bits = *here.identified.plan ^ *there.identified.plan;
  std::vector<std::string> differing;
  for (int site = 0; site < subject.sampler->site_count(); ++site) {
    if (((bits >> site) & 1U) == 0) continue;
    differing.push_back(subject.sampler->sites[static_cast<std::size_t>(site)].name);
  }
  if (differing.empty()) return unexplained;
  std::sort(differing.begin(), differing.end());
  std::string text;
  for (const std::string& site : differing) text += (text.empty() ? "" : ", ") + site;
  return text + (differing.size() == 1 ? " differs" : " differ");
}

}  // namespace

std::optional<Finding> variant_split(const Case& test_case, const Subject& subject,
                                     const CompiledSubject& here, const Subject& other_subject,
                                     const CompiledSubject& there, const FailRule& rule) {
  const Case judged = fitted(test_case, subject.sampler, subject.shape);
  const Judge judge(judged);
  const int rows = std::min(test_case.logits.rows, other_subject.shape.rows);
  const Case alone = first_rows(test_case, rows);
  const std::optional<Ruling> ruling =
      judge.compare_names(Verdict::kVariantSplit, run_compiled(here.compiled, test_case),
                          run_compiled(there.compiled, alone), rows);
  if (!ruling || !rule.failing(ruling->verdict, ruling->grade)) return std::nullopt;
  Finding finding;
  finding.test_case = test_case;
  finding.verdict = ruling->verdict;
  finding.grade = ruling->grade;
  finding.cause = difference(subject, here, there);
  finding.signature = signature_of(*subject.sampler, finding.verdict, finding.grade, finding.cause);
  const int sites = subject.sampler->site_count();
  finding.witness = split_plan(here.identified.plan.value_or(0), sites, 1);
  finding.probability_lost = judge.probability_lost(*ruling);
  finding.row = ruling->row;
  finding.rank = ruling->rank;
  finding.expected_token = ruling->expected_token;
  finding.actual_token = ruling->actual_token;
  finding.sentence = sentence_of(*ruling, judge.truth());
  const auto plan_text = [&](const CompiledSubject& on) {
    if (!on.identified.explained()) return std::string();
    return to_string(*subject.sampler, split_plan(*on.identified.plan, sites, 1));
  };
  finding.reached = {{here.compiled.as, plan_text(here), here.record, "", false},
                     {there.compiled.as, plan_text(there), there.record, "", false}};
  return finding;
}

}  // namespace splitvote
