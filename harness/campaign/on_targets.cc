#include "harness/campaign/on_targets.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/next_case.h"
#include "harness/identify/lowerings.h"
#include "harness/reach/reached_findings.h"
#include "harness/reach/seen.h"
#include "harness/reach/variants.h"

namespace splitvote {
namespace {

// Rows of a program whose shapes are whole numbers are what it was compiled for; others serve any
// number up to it.
bool rows_are_fixed(const Program& sampler) {
  const Element& logits = sampler.values[static_cast<std::size_t>(sampler.logits)].elements[0];
  return logits.shape.front().kind == DimKind::kConstant;
}

GeneratorOptions generator_for(const Subject& subject, const GeneratorOptions& base) {
  GeneratorOptions options = generator_at(subject.shape, *subject.sampler, base);
  if (subject.fleet) options.layout = fleet_layout(*options.layout);
  for (const CompiledSubject& on : subject.on) {
    for (const auto& [name, number] : on.compiled.numbers) options.numbers[name] = number;
  }
  return options;
}

// Of a case, about.
double cost_of(const Subject& subject) {
  return static_cast<double>(subject.shape.elements()) * static_cast<double>(subject.on.size());
}

// The same verdicts at the same grades for the same causes on the same targets.
std::string pattern_of(const Subject& subject, const std::vector<Finding>& findings) {
  std::string pattern = subject.sampler->name() + "|" + to_string(subject.shape);
  for (const Finding& finding : findings) {
    pattern += "|" + finding.signature;
    for (const Reached& reached : finding.reached) pattern += " " + reached.as.target;
  }
  return pattern;
}

// The sampler as it is at one shape, against it at another; against its variants at one shape.
void compare(const Subject& subject, const Subject& other, VariantSplits& splits,
             std::vector<Finding>& findings) {
  for (const CompiledSubject& here : subject.on) {
    for (const CompiledSubject& there : other.on) {
      const CompiledAs &a = here.compiled.as, &b = there.compiled.as;
      const bool pair = a.variant.empty() && b.variant.empty() == (&subject != &other);
      if (!pair || a.target != b.target || a.flags != b.flags) continue;
      std::vector<Finding> split;
      if (auto finding = splits.between(here, other, there)) split.push_back(std::move(*finding));
      merge_findings(std::move(split), findings);
    }
  }
}

}  // namespace

GeneratorOptions generator_at(const CompiledShape& shape, const Program& sampler,
                              const GeneratorOptions& base) {
  GeneratorOptions options = base;
  options.layout = even_layout(shape.tokens_per_rank * shape.ranks, shape.ranks);
  options.vocab_size_min = options.vocab_size_max = options.layout->vocab_size;
  options.rank_count_min = options.rank_count_max = shape.ranks;
  options.row_count_max = std::min(shape.rows, kRowCountMax);
  options.row_count_min = rows_are_fixed(sampler) ? options.row_count_max : 1;
  return options;
}

void OnTargets::direct(CampaignOptions& options, const Subject* only) const {
  options.programs.clear();
  options.generators.clear();
  std::vector<double> costs;
  for (const Subject& subject : *subjects_) {
    if (subject.padding || (only != nullptr && &subject != only)) continue;
    options.programs.push_back(subject.sampler);
    options.generators.push_back(generator_for(subject, options.generator));
    costs.push_back(cost_of(subject));
  }
  options.turns = equal_shares(costs);
  options.examine = [this](const Case& test_case, const std::optional<Relation>&,
                           const SweepLimits& limits) {
    // Causes are told from default sweeps, as everywhere else.
    SweepLimits wide;
    wide.stop = limits.stop;
    const auto subject =
        std::find_if(subjects_->begin(), subjects_->end(),
                     [&](const Subject& each) { return each.sampler == test_case.program; });
    Examined examined;
    examined.findings = find_on(*subject, test_case, wide);
    examined.pattern = pattern_of(*subject, examined.findings);
    examined.plans = static_cast<std::int64_t>(subject->on.size());
    return examined;
  };
}

std::vector<Finding> OnTargets::find(const Case& test_case, const SweepLimits& limits) const {
  std::vector<Finding> findings;
  for (const Subject& subject : *subjects_) {
    if (written_name(subject.sampler->name()) != written_name(test_case.program->name())) continue;
    merge_findings(find_on(subject, test_case, limits), findings);
  }
  return findings;
}

std::vector<Finding> OnTargets::find_on(const Subject& subject, const Case& test_case,
                                        const SweepLimits& limits) const {
  std::vector<Finding> findings = reached_findings(subject, test_case, *rule_, limits);
  compare_variants(subject, test_case, findings);
  return findings;
}

void OnTargets::compare_variants(const Subject& subject, const Case& test_case,
                                 std::vector<Finding>& findings) const {
  if (subject.fleet || !misfit(test_case, subject.shape).empty()) return;
  VariantSplits splits(test_case, subject, *rule_);
  compare(subject, subject, splits, findings);
  for (const Subject& other : *subjects_) {
    const bool same = !other.fleet && other.sampler->name() == subject.sampler->name();
    const bool fewer_rows = other.shape.tokens_per_rank == subject.shape.tokens_per_rank &&
                            other.shape.rows < subject.shape.rows;
    const bool padded = other.shape.tokens_per_rank > subject.shape.tokens_per_rank &&
                        other.shape.rows == subject.shape.rows;
    if (same && (fewer_rows || padded)) compare(subject, other, splits, findings);
  }
}

}  // namespace splitvote
