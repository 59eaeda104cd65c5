#include "harness/cli/follow_up.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "harness/campaign/try_remedies.h"
#include "harness/cli/live_line.h"
#include "harness/cli/minimize_reached.h"
#include "harness/cli/stop_signal.h"
#include "harness/identify/lowerings.h"
#include "harness/threads/at_once.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

using Clock = std::chrono::steady_clock;

// A sort or a scan takes some compilers ten seconds, each time (real-compilers.md, 1).
bool compiles_slowly(const Finding& finding) {
  const std::vector<Value>& values = finding.test_case.program->values;
  return std::any_of(values.begin(), values.end(), [](const Value& value) {
    return value.opcode == Opcode::kSort || value.opcode == Opcode::kCumsum ||
           value.opcode == Opcode::kReduceWindow;
  });
}

// What takes less time first; the worst of equals.
bool sooner(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& finding) {
    return std::pair(compiles_slowly(finding), finding.reached.front().as.shape.elements());
  };
  return key(a) != key(b) ? key(a) < key(b) : worse(a, b);
}

// One of every sampler and verdict, then the second of each, and so on.
std::vector<Finding> in_turns(const Collection& collection) {
  std::vector<const Finding*> reached;
  for (const auto& [signature, collected] : collection.findings()) {
    if (!collected.finding.reached.empty() && !collected.file.empty()) {
      reached.push_back(&collected.finding);
    }
  }
  std::sort(reached.begin(), reached.end(),
            [](const Finding* a, const Finding* b) { return sooner(*a, *b); });
  std::map<std::pair<std::string, Verdict>, int> of_kind;
  std::vector<std::vector<const Finding*>> rounds;
  for (const Finding* finding : reached) {
    const std::string sampler(written_name(finding->test_case.program->name()));
    const auto round = static_cast<std::size_t>(of_kind[{sampler, finding->verdict}]++);
    rounds.resize(std::max(rounds.size(), round + 1));
    rounds[round].push_back(finding);
  }
  std::vector<Finding> all;
  for (const std::vector<const Finding*>& round : rounds) {
    for (const Finding* finding : round) all.push_back(*finding);
  }
  return all;
}

// The targets that reach it, in the words of --on.
std::string targets_of(const Finding& finding) {
  std::string names;
  std::set<std::string> known;
  for (const Reached& reached : finding.reached) {
    if (known.insert(reached.as.target).second) {
      names += (names.empty() ? "" : ",") + reached.as.target;
    }
  }
  return names;
}

class FollowUp {
 public:
  FollowUp(Collection& collection, const std::vector<SamplerSource>& samplers,
           const TargetArguments& targets, const FailRule& rule, const std::string& folder,
           std::optional<double> seconds, const Output& output)
      : collection_(collection),
        samplers_(samplers),
        targets_(targets),
        rule_(rule),
        folder_(folder),
        seconds_(seconds),
        compilers_(compilers_options(targets.compilers)),
        live_(output.quiet || output.json),
        silent_(output) {
    silent_.quiet = true;  // the live line is this one
    options_.rule = rule;
    options_.numbers = compiled_counts(targets.numbers);
    options_.stop = &stop_signal();
    options_.on_progress = [this](const std::string& what) { show(what); };
    targets_.jobs = 1;
    for (const SamplerSource& sampler : samplers) {
      trials_.try_emplace(sampler.name(), compilers_, options_);
    }
  }

  FollowedUp run(int jobs) {
    const std::vector<Finding> findings = in_turns(collection_);
    followed_.all = findings.size();
    at_once(findings.size(), jobs, [&](std::size_t at) {
      if (!is_over()) follow(findings[at]);
    });
    live_.clear();
    followed_.interrupted = followed_.interrupted || stop_signal();
    return std::move(followed_);
  }

 private:
  // Trials of one sampler share what they made; one finding at a time.
  struct Trials {
    Trials(Compilers& compilers, const RemedyOptions& options) : trials(compilers, options) {}
    std::mutex mutex;
    RemedyTrials trials;
  };

  [[nodiscard]] double seconds_since_begin() const {
    return std::chrono::duration<double>(Clock::now() - began_).count();
  }
  [[nodiscard]] bool is_over() const {
    return stop_signal() || (seconds_ && seconds_since_begin() >= *seconds_);
  }

  void show(const std::string& what) {
    const std::lock_guard lock(mutex_);
    live_.show(seconds_since_begin(), [&] {
      return std::to_string(followed_.done) + " of " + std::to_string(followed_.all) +
             " findings followed up: " + what;
    });
  }

  void follow(Finding finding) {
    const auto source = std::find_if(samplers_.begin(), samplers_.end(), [&](const auto& each) {
      return each.name() == written_name(finding.test_case.program->name());
    });
    try {
      if (source != samplers_.end()) {
        Trials& own = trials_.at(source->name());
        const std::lock_guard one_at_a_time(own.mutex);
        finding.trials = own.trials.of(finding, *source);
      }
      const std::string file = replace(finding);
      show("minimizing [" + finding.signature + "]");
      TargetArguments targets = targets_;
      if (source != samplers_.end()) targets.loaded = *source;
      if (targets.fleet.empty()) targets.on = targets_of(finding);
      MinimizedReached made =
          minimize_reached(load_witness(file), targets, rule_, compilers_, folder_, silent_);
      replace(made.after);
      const std::lock_guard lock(mutex_);
      followed_.interrupted = followed_.interrupted || made.interrupted;
    } catch (const SweepStopped&) {
      return;
    } catch (const InputError& error) {
      const std::lock_guard lock(mutex_);
      followed_.notices.push_back("[" + finding.signature + "] not followed up: " + error.what());
    }
    const std::lock_guard lock(mutex_);
    ++followed_.done;
  }

  // The file it is in.
  std::string replace(const Finding& finding) {
    const std::lock_guard lock(mutex_);
    collection_.replace(finding);
    return collection_.findings().at(finding.signature).file;
  }

  Collection& collection_;
  const std::vector<SamplerSource>& samplers_;
  TargetArguments targets_;
  const FailRule& rule_;
  const std::string& folder_;
  const std::optional<double> seconds_;
  const Clock::time_point began_ = Clock::now();
  Compilers compilers_;
  RemedyOptions options_;
  std::map<std::string, Trials> trials_;  // by sampler
  std::mutex mutex_;                      // of what follows, and of the collection
  LiveLine live_;
  Output silent_;
  FollowedUp followed_;
};

}  // namespace

FollowedUp follow_up(Collection& collection, const std::vector<SamplerSource>& samplers,
                     const TargetArguments& targets, const FailRule& rule,
                     const std::string& folder, std::optional<double> seconds,
                     const Output& output) {
  return FollowUp(collection, samplers, targets, rule, folder, seconds, output).run(targets.jobs);
}

}  // namespace splitvote
