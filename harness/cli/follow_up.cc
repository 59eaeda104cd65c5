#include "harness/cli/follow_up.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/campaign/try_remedies.h"
#include "harness/cli/live_line.h"
#include "harness/cli/minimize_reached.h"
#include "harness/cli/stop_signal.h"
#include "harness/identify/lowerings.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

// Signatures, the worst findings first.
std::vector<std::string> worst_first(const Collection& collection) {
  std::vector<const Finding*> reached;
  for (const auto& [signature, collected] : collection.findings()) {
    if (!collected.finding.reached.empty() && !collected.file.empty()) {
      reached.push_back(&collected.finding);
    }
  }
  std::sort(reached.begin(), reached.end(),
            [](const Finding* a, const Finding* b) { return worse(*a, *b); });
  std::vector<std::string> signatures;
  for (const Finding* finding : reached) signatures.push_back(finding->signature);
  return signatures;
}

// The targets that reach it, in the words of --on.
std::string targets_of(const Finding& finding) {
  std::string names;
  for (const Reached& reached : finding.reached) {
    const bool known = ("," + names + ",").find("," + reached.as.target + ",") != std::string::npos;
    if (!known) names += (names.empty() ? "" : ",") + reached.as.target;
  }
  return names;
}

}  // namespace

FollowedUp follow_up(Collection& collection, const std::vector<SamplerSource>& samplers,
                     const TargetArguments& targets, const FailRule& rule,
                     const std::string& folder, std::optional<double> seconds,
                     const Output& output) {
  FollowedUp followed;
  const std::vector<std::string> signatures = worst_first(collection);
  followed.all = signatures.size();
  const Clock::time_point began = Clock::now();
  LiveLine live(output.quiet || output.json);
  const auto show = [&](const std::string& what) {
    live.show(seconds_since(began), [&] {
      return "finding " + std::to_string(followed.done + 1) + " of " +
             std::to_string(followed.all) + ": " + what;
    });
  };
  Compilers compilers(compilers_options(targets.compilers));
  RemedyOptions options;
  options.rule = rule;
  options.numbers = compiled_counts(targets.numbers);
  options.stop = &stop_signal();
  options.on_progress = show;
  RemedyTrials trials(compilers, options);
  Output silent = output;
  silent.quiet = true;  // the live line is this one
  for (const std::string& signature : signatures) {
    if (stop_signal() || (seconds && seconds_since(began) >= *seconds)) break;
    const CollectedFinding& collected = collection.findings().at(signature);
    Finding finding = collected.finding;
    const auto source =
        std::find_if(samplers.begin(), samplers.end(), [&](const SamplerSource& each) {
          return each.name() == written_name(finding.test_case.program->name());
        });
    try {
      if (source != samplers.end()) finding.trials = trials.of(finding, *source);
      collection.replace(finding);
      show("minimizing");
      TargetArguments own = targets;
      if (source != samplers.end()) own.loaded = *source;
      if (own.fleet.empty()) own.on = targets_of(finding);
      MinimizedReached made =
          minimize_reached(load_witness(collected.file), own, rule, folder, silent);
      followed.interrupted = followed.interrupted || made.interrupted;
      collection.replace(made.after);
    } catch (const SweepStopped&) {
      break;
    } catch (const InputError& error) {
      followed.notices.push_back("[" + signature + "] not followed up: " + error.what());
    }
    ++followed.done;
  }
  live.clear();
  followed.interrupted = followed.interrupted || stop_signal();
  return followed;
}

}  // namespace splitvote
