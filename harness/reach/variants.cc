#include "harness/reach/variants.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "harness/case/first_rows.h"
#include "harness/finding/sentence.h"
#include "harness/finding/signature.h"
#include "harness/identify/same_names.h"

namespace splitvote {
namespace {

// Whether each site of the sampler, by name, is promoted.
std::map<std::string, bool> choices_of(const Program& sampler, PlanBits plan) {
  std::map<std::string, bool> choices;
  for (int site = 0; site < sampler.site_count(); ++site) {
    choices[sampler.sites[static_cast<std::size_t>(site)].name] = ((plan >> site) & 1U) != 0;
  }
  return choices;
}

// What a file keeps of two plans, so that a finding that is read from one has the same cause.
std::string difference(const Program& sampler, const CompiledSubject& here, const Program& other,
                       const CompiledSubject& there) {
  std::string unexplained = std::string(kUnexplainedCause) + here.compiled.as.family();
  if (!here.identified.explained() || !there.identified.explained()) return unexplained;
  if (here.identified.lowering.name != there.identified.lowering.name) return "lowering differs";
  const std::vector<SiteDifference> differing =
      site_differences(sampler, *here.identified.plan, other, *there.identified.plan);
  if (differing.empty()) return unexplained;
  std::string text;
  for (const SiteDifference& each : differing) text += (text.empty() ? "" : ", ") + each.site;
  return text + (differing.size() == 1 ? " differs" : " differ");
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

Outcome without_padding(const Outcome& outcome, const Layout& layout) {
  const LayoutMap map(layout);
  if (map.padded_size() == layout.vocab_size) return outcome;
  Outcome without = outcome;
  for (RankOutcome& seen : without.ranks) {
    if (seen.candidates == nullptr) continue;
    std::vector<std::int64_t> ids = seen.candidates->outside();
    seen.candidates->for_each([&](std::int32_t id) {
      if (map.token_of(id) != kNoToken) ids.push_back(id);
    });
    seen.candidates = std::make_shared<const IdSet>(std::move(ids), layout.vocab_size);
  }
  return without;
}

Outcome names_as_served(const CompiledProgram& compiled, const Case& served) {
  return without_padding(run_compiled(compiled, served), served.layout);
}

std::vector<SiteDifference> site_differences(const Program& a, PlanBits of_a, const Program& b,
                                             PlanBits of_b) {
  const std::map<std::string, bool> others = choices_of(b, of_b);
  std::vector<SiteDifference> differing;
  for (const auto& [site, promoted] : choices_of(a, of_a)) {
    const auto found = others.find(site);
    if (found != others.end() && found->second != promoted) differing.push_back({site, promoted});
  }
  return differing;
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
      &other == subject_ ? outcome_of(there) : names_as_served(there.compiled, *served);
  if (same_names(own, others, rows)) return std::nullopt;
  const Case judged = fitted(*case_, subject_->sampler, subject_->shape);
  const Judge judge(judged);
  const std::optional<Ruling> ruling =
      judge.compare_names(Verdict::kVariantSplit, own, others, rows);
  if (!ruling || !rule_->failing(ruling->verdict, ruling->grade)) return std::nullopt;
  return finding_of(*ruling, judge, here, *other.sampler, there);
}

Finding VariantSplits::finding_of(const Ruling& ruling, const Judge& judge,
                                  const CompiledSubject& here, const Program& other,
                                  const CompiledSubject& there) const {
  const Program& sampler = *subject_->sampler;
  Finding finding;
  finding.test_case = *case_;
  finding.verdict = ruling.verdict;
  finding.grade = ruling.grade;
  finding.cause = difference(sampler, here, other, there);
  finding.signature = signature_of(sampler, finding.verdict, finding.grade, finding.cause);
  finding.witness = split_plan(here.identified.plan.value_or(0), sampler.site_count(), 1);
  finding.probability_lost = judge.probability_lost(ruling);
  finding.row = ruling.row;
  finding.rank = ruling.rank;
  finding.expected_token = ruling.expected_token;
  finding.actual_token = ruling.actual_token;
  finding.sentence = sentence_of(ruling, judge.truth());
  const auto add_reached = [&](const Program& of, const CompiledSubject& on) {
    std::string plan;
    if (on.identified.explained()) {
      plan = to_string(of, split_plan(*on.identified.plan, of.site_count(), 1));
    }
    finding.reached.push_back(
        {on.compiled.as, plan, on.record, "", false, on.identified.lowering.name});
  };
  add_reached(sampler, here);
  add_reached(other, there);
  return finding;
}

}  // namespace splitvote
