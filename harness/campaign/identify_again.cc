#include "harness/campaign/identify_again.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/campaign/on_targets.h"
#include "harness/identify/lowerings.h"

namespace splitvote {
namespace {

constexpr int kProbes = 32, kQuietProbes = 12, kFreshCases = 16;
constexpr std::size_t kContradictionsMax = 4;  // of a subject: each is swept

bool is_of(const Reached& reached, const Subject& subject) {
  return std::any_of(subject.on.begin(), subject.on.end(),
                     [&](const CompiledSubject& on) { return on.compiled.as == reached.as; });
}

// Nothing else reaches it: what another subject shows stays as it is.
bool is_about(const Finding& finding, const Subject& subject) {
  return written_name(finding.test_case.program->name()) == subject.sampler->name() &&
         std::all_of(finding.reached.begin(), finding.reached.end(),
                     [&](const Reached& reached) { return is_of(reached, subject); });
}

// Cases on which a compiled program of the subject does what none of its plans does.
std::vector<Case> contradictions(const Subject& subject, const Collection& collection) {
  std::vector<Case> cases;
  for (const auto& [signature, collected] : collection.findings()) {
    const Finding& finding = collected.finding;
    const bool contradicts =
        std::any_of(finding.reached.begin(), finding.reached.end(), [&](const Reached& reached) {
          return !reached.elsewhere && !reached.contradicts.empty() && is_of(reached, subject);
        });
    if (!contradicts || !is_about(finding, subject)) continue;
    cases.push_back(finding.test_case);
    if (cases.size() == kContradictionsMax) break;
  }
  return cases;
}

// By the plans that are known now.
void judge_again(const Subject& subject, const OnTargets& on_targets, const SweepLimits& limits,
                 Collection& collection) {
  std::vector<Finding> about;
  for (const auto& [signature, collected] : collection.findings()) {
    if (is_about(collected.finding, subject)) about.push_back(collected.finding);
  }
  std::vector<Finding> found;
  for (const Finding& finding : about) {
    Case test_case = finding.test_case;
    test_case.program = subject.sampler;
    std::vector<Finding> again = on_targets.find_on(subject, test_case, limits);
    std::move(again.begin(), again.end(), std::back_inserter(found));
  }
  for (const Finding& finding : about) collection.remove(finding.signature);
  for (const Finding& finding : found) collection.add(finding);
}

}  // namespace

IdentifySubjectsOptions identify_again_options(int jobs, const std::atomic<bool>* stop) {
  IdentifySubjectsOptions options;
  options.own.probes_max = kProbes;
  options.own.probes_quiet = kQuietProbes;
  options.own.fresh = kFreshCases;
  options.own.stop = stop;
  options.jobs = jobs;
  return options;
}

std::size_t identify_again(const IdentifySubjectsOptions& options, const FailRule& rule,
                           std::vector<Subject>& subjects, Collection& collection) {
  std::size_t count = 0;
  const OnTargets on_targets(subjects, rule);
  SweepLimits limits;
  limits.stop = options.own.stop;
  for (Subject& subject : subjects) {
    IdentifySubjectsOptions more = options;
    more.own.first = contradictions(subject, collection);
    if (more.own.first.empty()) continue;
    std::vector<Subject> one = {subject};
    try {
      if (!identify_subjects(more, one).empty()) continue;
      std::swap(subject.on, one.front().on);
      judge_again(subject, on_targets, limits, collection);
      ++count;
    } catch (const SweepStopped&) {
      std::swap(subject.on, one.front().on);
      return count;
    }
  }
  return count;
}

}  // namespace splitvote
