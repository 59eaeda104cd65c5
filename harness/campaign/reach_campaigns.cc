#include "harness/campaign/reach_campaigns.h"

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "harness/campaign/campaign.h"
#include "harness/campaign/on_targets.h"
#include "harness/explain/cause.h"
#include "harness/reach/seen.h"
#include "src/layout/layout.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// What was seen of one compiled program, by verdict, from bad to less bad, and cause.
class Tally {
 public:
  void add(const Finding& finding) {
    const int minus_grade = -static_cast<int>(finding.grade);
    ++cases_[{finding.verdict, minus_grade, finding.cause, finding.cause == cause_text({})}];
  }

  [[nodiscard]] std::vector<ReachedVerdict> reached() const {
    std::vector<ReachedVerdict> all;
    for (const auto& [key, cases] : cases_) {
      const auto& [verdict, minus_grade, cause, every_plan] = key;
      all.push_back({verdict, static_cast<Grade>(-minus_grade), cause, every_plan, cases});
    }
    return all;
  }

 private:
  std::map<std::tuple<Verdict, int, std::string, bool>, std::uint64_t> cases_;
};

class Reach {
 public:
  Reach(const std::vector<Subject>& subjects, const ReachOptions& options)
      : subjects_(subjects), options_(options) {}

  ReachTable run() {
    list();
    std::size_t cell = 0;
    for (std::size_t at = 0; at < subjects_.size() && !stopped(); ++at) {
      progress_.what = subjects_[at].sampler->name() + ", " + to_string(subjects_[at].shape);
      run_subject(at, cell);
      cell += subjects_[at].on.size();
      ++progress_.done;
    }
    for (std::size_t at = 0; at < fleets_.size() && !stopped(); ++at) {
      FleetCell& fleet = table_.fleets[at];
      progress_.what = fleet.sampler + ", " + to_string(fleet.a.shape) + ", " + fleet.a.target +
                       "," + fleet.b.target;
      run_fleet(fleets_[at], fleet);
      ++progress_.done;
    }
    return std::move(table_);
  }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void list() {
    table_.case_count = options_.case_count;
    table_.fleet_case_count = options_.fleet_case_count;
    for (const Subject& subject : subjects_) {
      for (const CompiledSubject& on : subject.on) {
        ReachCell cell;
        cell.sampler = subject.sampler->name();
        cell.as = on.compiled.as;
        cell.site_count = subject.sampler->site_count();
        if (on.identified.explained()) cell.promoted = std::popcount(*on.identified.plan);
        table_.cells.push_back(std::move(cell));
      }
      if (options_.fleet_case_count > 0) list_fleets(subject);
    }
    progress_.count = subjects_.size() + fleets_.size();
  }

  void list_fleets(const Subject& subject) {
    if (subject.shape.ranks < 2 || !has_collectives(*subject.sampler)) return;
    std::vector<const CompiledSubject*> sorted;
    for (const CompiledSubject& on : subject.on) {
      if (on.compiled.as.flags.empty()) sorted.push_back(&on);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
      return a->compiled.as.target < b->compiled.as.target;
    });
    for (std::size_t a = 0; a < sorted.size(); ++a) {
      for (std::size_t b = a + 1; b < sorted.size(); ++b) {
        fleets_.push_back({subject.sampler, subject.shape, {*sorted[a], *sorted[b]}, true});
        FleetCell fleet;
        fleet.sampler = subject.sampler->name();
        fleet.a = sorted[a]->compiled.as;
        fleet.b = sorted[b]->compiled.as;
        table_.fleets.push_back(std::move(fleet));
      }
    }
  }

  // One campaign on the subject at `at`; `note` is called for every finding of a case, one call at
  // a time. Whether it ran to its end.
  template <typename Note>
  bool fuzz(const std::vector<Subject>& subjects, std::size_t at, std::uint64_t case_count,
            std::uint64_t& cases, Note note) {
    const OnTargets on_targets(subjects, options_.rule);
    CampaignOptions campaign;
    campaign.seed = options_.seed;
    campaign.runs = case_count;
    campaign.jobs = options_.jobs;
    campaign.rule = options_.rule;
    campaign.stop = options_.stop;
    campaign.clock = [] { return 0.0; };
    on_targets.direct(campaign);
    campaign.programs = {campaign.programs[at]};
    campaign.generators = {campaign.generators[at]};
    std::mutex noting;
    campaign.examine = [&noting, &note, examine = campaign.examine](
                           const Case& test_case, const std::optional<Relation>& relation,
                           const SweepLimits& limits) {
      Examined examined = examine(test_case, relation, limits);
      const std::lock_guard<std::mutex> lock(noting);
      for (const Finding& finding : examined.findings) note(finding);
      return examined;
    };
    campaign.on_progress = [this](const CampaignProgress& progress) {
      progress_.cases = progress.cases;
      if (options_.on_progress) options_.on_progress(progress_);
    };
    const CampaignResult result = run_campaign(campaign);
    cases = result.progress.cases;
    return !result.interrupted;
  }

  // Its compiled programs have the cells from `first`.
  void run_subject(std::size_t at, std::size_t first) {
    const Subject& subject = subjects_[at];
    std::vector<Tally> tallies(subject.on.size());
    std::uint64_t cases = 0;
    const bool whole = fuzz(subjects_, at, options_.case_count, cases, [&](const Finding& finding) {
      for (std::size_t on = 0; on < subject.on.size(); ++on) {
        const bool here = std::any_of(
            finding.reached.begin(), finding.reached.end(),
            [&](const Reached& reached) { return reached.as == subject.on[on].compiled.as; });
        if (here) tallies[on].add(finding);
      }
    });
    for (std::size_t on = 0; on < subject.on.size(); ++on) {
      ReachCell& cell = table_.cells[first + on];
      cell.run = whole;
      cell.cases = cases;
      cell.reached = tallies[on].reached();
    }
  }

  void run_fleet(const Subject& fleet, FleetCell& cell) {
    cell.refusal = why_apart(fleet);
    if (!cell.refusal.empty()) return;
    Tally tally;
    cell.run = fuzz({fleet}, 0, options_.fleet_case_count, cell.cases,
                    [&](const Finding& finding) { tally.add(finding); });
    cell.reached = tally.reached();
  }

  const std::vector<Subject>& subjects_;
  const ReachOptions& options_;
  std::vector<Subject> fleets_;
  ReachTable table_;
  ReachProgress progress_;
};

}  // namespace

ReachTable run_reach_campaigns(const std::vector<Subject>& subjects, const ReachOptions& options) {
  return Reach(subjects, options).run();
}

}  // namespace splitvote
