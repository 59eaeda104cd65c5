#include "harness/emit/reached_check.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/compilers/target.h"
#include "harness/emit/reproducer.h"
#include "src/jax/compile_check.h"
#include "src/program/input_error.h"
#include "src/program/plan.h"

namespace splitvote {
namespace {

// One target's compilation of the sampler; of a fleet one class of its ranks.
struct OneTarget {
  const Reached* reached = nullptr;
  const Target* target = nullptr;
  std::string compiler;
  std::vector<CompileCheckSite> sites;
};

// Two batch sizes of one target differ in whatever either does; other findings have their cause.
bool in_cause(const Finding& finding, const Site& site) {
  if (finding.verdict == Verdict::kVariantSplit) return true;
  return std::any_of(
      finding.cause_literals.begin(), finding.cause_literals.end(),
      [&](const Literal& literal) { return literal.promoted && literal.site == site.name; });
}

// The uses of the cause that the class's plan leaves unrounded. Accumulators are no operands.
std::vector<CompileCheckSite> sites_of(const Finding& finding, const Plan& plan, int rank_class) {
  const Program& program = *finding.test_case.program;
  std::vector<CompileCheckSite> sites;
  for (int at = 0; at < program.site_count(); ++at) {
    const Site& site = program.sites[static_cast<std::size_t>(at)];
    if (!plan.promoted(rank_class, at) || site.operand < 0 || !in_cause(finding, site)) continue;
    const Value& consumer = program.values[static_cast<std::size_t>(site.consumer)];
    const int operand = consumer.operands[static_cast<std::size_t>(site.operand)];
    sites.push_back({consumer.id, program.values[static_cast<std::size_t>(operand)].id});
  }
  return sites;
}

std::vector<OneTarget> targets_of(const Finding& finding) {
  std::vector<OneTarget> all;
  for (const Reached& reached : finding.reached) {
    const bool as_it_is = !keeps_every_cast(reached.as.flags) && reached.as.variant.empty();
    if (reached.plan.empty() || !as_it_is) continue;
    const Plan plan = parse_plan(*finding.test_case.program, reached.plan);
    const std::vector<std::string> names = parts_by_class(reached.as.target);
    const std::vector<std::string> compilers = parts_by_class(reached.as.compiler);
    for (std::size_t at = 0; at < names.size(); ++at) {
      OneTarget one;
      one.compiler = compilers[std::min(at, compilers.size() - 1)];
      one.reached = &reached;
      one.target = find_target(names[at]);
      one.sites = sites_of(finding, plan, static_cast<int>(at));
      if (one.target != nullptr && !one.sites.empty()) all.push_back(std::move(one));
    }
  }
  // What shows the finding on this very case goes first.
  std::stable_partition(all.begin(), all.end(),
                        [](const OneTarget& one) { return !one.reached->elsewhere; });
  return all;
}

std::string names_of(const std::vector<Reached>& all) {
  std::string text;
  for (const Reached& reached : all) {
    text += (text.empty() ? "" : "; ") + reached.as.target + " as plan " +
            (reached.plan.empty() ? "that none is" : reached.plan);
  }
  return text.empty() ? "one that none reaches (fuzz --on TARGET hunts for those)" : text;
}

OneTarget pick(const Finding& finding, const std::string& wanted) {
  const std::vector<OneTarget> all = targets_of(finding);
  const auto found = std::find_if(all.begin(), all.end(), [&](const OneTarget& one) {
    return wanted.empty() || one.target->name == wanted;
  });
  if (found != all.end()) return *found;
  throw InputError(
      wanted.empty() ? "" : "--target",
      "expected a finding that " + (wanted.empty() ? std::string("a target") : "'" + wanted + "'") +
          " reaches with excess precision on, and whose cause has a use left unrounded; found " +
          names_of(finding.reached) + ", cause: " + finding.cause);
}

JaxShapes shapes_of(const Finding& finding, const CompiledShape& shape) {
  JaxShapes shapes;
  shapes.batch = shape.rows;
  shapes.tokens_per_rank = shape.tokens_per_rank;
  shapes.ranks = shape.ranks;
  for (const auto& [name, number] : finding.test_case.parameters.numbers) {
    shapes.counts[name] = static_cast<std::int64_t>(number);
  }
  return shapes;
}

// What was tried on the target, and helped.
std::vector<std::string> what_helps(const Finding& finding, const Target& target) {
  std::vector<std::string> names;
  for (const Trial& trial : finding.trials) {
    const bool known = std::find(names.begin(), names.end(), trial.remedy) != names.end();
    if (trial.as.target == target.name && trial.helps() && !known) names.push_back(trial.remedy);
  }
  return names;
}

std::string consequence_of(const Finding& finding) {
  const std::string probability = decimal(static_cast<float>(100 * finding.probability_lost));
  return std::string(name(finding.verdict)) + ": " + finding.sentence +
         (finding.probability_lost > 0 ? " (probability lost: " + probability + " %)" : "");
}

}  // namespace

std::string emit_reached_check(const Finding& finding, const std::string& target) {
  const Program& program = *finding.test_case.program;
  const OneTarget one = pick(finding, target);
  CompileCheck check;
  check.target = one.target->name;
  check.platform = name(one.target->platform);
  if (one.target->platform != Platform::kCpu) {
    check.topology = one.target->topology_for(one.reached->as.shape.ranks)->name;
  }
  check.chip = one.target->chip_text();
  check.sites = one.sites;
  check.seen = {one.compiler};
  check.consequence = consequence_of(finding);
  check.pins = what_helps(finding, *one.target);
  return write_compile_check(program, shapes_of(finding, one.reached->as.shape), check);
}

}  // namespace splitvote
