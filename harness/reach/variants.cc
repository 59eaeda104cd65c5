#include "harness/reach/variants.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "harness/case/first_rows.h"
#include "harness/finding/sentence.h"
#include "harness/finding/signature.h"
#include "harness/identify/same_names.h"

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

// Candidates in the padding are none.
Outcome without_padding(const Outcome& padded, const Layout& layout) {
  const LayoutMap map(layout);
  if (map.padded_size() == layout.vocab_size) return padded;
  Outcome outcome = padded;
  for (RankOutcome& seen : outcome.ranks) {
    if (seen.candidates == nullptr) continue;
    std::vector<std::int64_t> ids = seen.candidates->outside();
    seen.candidates->for_each([&](std::int32_t id) {
      if (map.token_of(id) != kNoToken) ids.push_back(id);
    });
    seen.candidates = std::make_shared<const IdSet>(std::move(ids), layout.vocab_size);
  }
  return outcome;
}

bool same_choice(const Identification& a, const Identification& b) {
  return a.explained() && b.explained() && a.lowering.name == b.lowering.name && *a.plan == *b.plan;
}

bool same_sites(const Program& a, const Program& b) {
  return std::equal(a.sites.begin(), a.sites.end(), b.sites.begin(), b.sites.end(),
                    [](const Site& x, const Site& y) { return x.name == y.name; });
}

// The sampler as it is, at the batch size and on the target of a variant or a padded vocabulary.
const CompiledSubject* as_it_is(const std::vector<Subject>& subjects, const Subject& subject,
                                const CompiledSubject& variant) {
  for (const Subject& other : subjects) {
    const bool same =
        !other.padding && !other.fleet && other.sampler->name() == subject.sampler->name() &&
        other.shape.rows == subject.shape.rows && other.shape.ranks == subject.shape.ranks &&
        same_sites(*other.sampler, *subject.sampler);
    if (!same) continue;
    for (const CompiledSubject& on : other.on) {
      const CompiledAs &as = on.compiled.as, &wanted = variant.compiled.as;
      if (as.variant.empty() && as.target == wanted.target && as.flags == wanted.flags) return &on;
    }
  }
  return nullptr;
}

}  // namespace

std::optional<Case> served_at(const Case& test_case, const CompiledShape& shape) {
  Case served = first_rows(test_case, shape.rows);
  const std::int32_t vocab_size = test_case.layout.vocab_size;
  const std::int32_t padded_size = shape.tokens_per_rank * shape.ranks;
  if (LayoutMap(test_case.layout).padded_size() == vocab_size && padded_size > vocab_size) {
    served.layout = padded_layout(vocab_size, padded_size, shape.ranks,
                                  -std::numeric_limits<float>::infinity());
  }
  if (test_case.layout.rank_count() != shape.ranks || !misfit(served, shape).empty()) {
    return std::nullopt;
  }
  return served;
}

int drop_equal_variants(std::vector<Subject>& subjects) {
  std::vector<Subject> kept = subjects;
  std::size_t dropped = 0;
  for (Subject& subject : kept) {
    dropped += std::erase_if(subject.on, [&](const CompiledSubject& on) {
      if (on.compiled.as.variant.empty() && !subject.padding) return false;
      const CompiledSubject* plain = as_it_is(subjects, subject, on);
      return plain != nullptr && same_choice(plain->identified, on.identified);
    });
  }
  std::erase_if(kept, [](const Subject& subject) { return subject.on.empty(); });
  subjects = std::move(kept);
  return static_cast<int>(dropped);
}

const Outcome& VariantSplits::outcome_of(const CompiledSubject& here) {
  auto known = outcomes_.find(&here);
  if (known == outcomes_.end()) {
    known = outcomes_.emplace(&here, run_compiled(here.compiled, *case_)).first;
  }
  return known->second;
}

std::optional<Finding> VariantSplits::between(const CompiledSubject& here, const Subject& other,
                                              const CompiledSubject& there) {
  const std::optional<Case> served = served_at(*case_, other.shape);
  if (!served) return std::nullopt;
  const int rows = std::min(case_->logits.rows, served->logits.rows);
  const Outcome& own = outcome_of(here);
  const Outcome others =
      &other == subject_ ? outcome_of(there)
                         : without_padding(run_compiled(there.compiled, *served), served->layout);
  if (same_names(own, others, rows)) return std::nullopt;
  const Case judged = fitted(*case_, subject_->sampler, subject_->shape);
  const Judge judge(judged);
  const std::optional<Ruling> ruling =
      judge.compare_names(Verdict::kVariantSplit, own, others, rows);
  if (!ruling || !rule_->failing(ruling->verdict, ruling->grade)) return std::nullopt;
  return finding_of(*ruling, judge, here, there);
}

Finding VariantSplits::finding_of(const Ruling& ruling, const Judge& judge,
                                  const CompiledSubject& here, const CompiledSubject& there) const {
  const Program& sampler = *subject_->sampler;
  Finding finding;
  finding.test_case = *case_;
  finding.verdict = ruling.verdict;
  finding.grade = ruling.grade;
  finding.cause = difference(*subject_, here, there);
  finding.signature = signature_of(sampler, finding.verdict, finding.grade, finding.cause);
  finding.witness = split_plan(here.identified.plan.value_or(0), sampler.site_count(), 1);
  finding.probability_lost = judge.probability_lost(ruling);
  finding.row = ruling.row;
  finding.rank = ruling.rank;
  finding.expected_token = ruling.expected_token;
  finding.actual_token = ruling.actual_token;
  finding.sentence = sentence_of(ruling, judge.truth());
  const auto plan_text = [&](const CompiledSubject& on) {
    if (!on.identified.explained()) return std::string();
    return to_string(sampler, split_plan(*on.identified.plan, sampler.site_count(), 1));
  };
  for (const CompiledSubject* on : {&here, &there}) {
    finding.reached.push_back(
        {on->compiled.as, plan_text(*on), on->record, "", false, on->identified.lowering.name});
  }
  return finding;
}

}  // namespace splitvote
