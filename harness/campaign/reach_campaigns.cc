#include "harness/campaign/reach_campaigns.h"

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "harness/campaign/campaign.h"
#include "harness/campaign/identify_again.h"
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
      // By other plans where its own cases contradict those that it had.
      CampaignResult result = run_subject(at, cell);
      if (identified_again(result.collection)) run_subject(at, cell);
      cell += subjects_[at].on.size();
      ++progress_.done;
    }
    for (std::size_t at = 0; at < fleets_.size() && !stopped(); ++at) {
      FleetCell& fleet = table_.fleets[at];
      progress_.what = fleet.sampler + ", " + to_string(fleet.a.shape) + ", " + fleet.a.target +
                       "," + fleet.b.target;
      const auto& [of, a, b] = fleets_[at];
      const Subject& subject = subjects_[of];
      run_fleet({subject.sampler, subject.shape, {subject.on[a], subject.on[b]}, true}, fleet);
      ++progress_.done;
    }
    return std::move(table_);
  }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void list() {
    table_.case_count = options_.case_count;
    table_.fleet_case_count = options_.fleet_case_count;
    for (std::size_t at = 0; at < subjects_.size(); ++at) {
      const Subject& subject = subjects_[at];
      for (const CompiledSubject& on : subject.on) {
        ReachCell cell;
        cell.sampler = subject.sampler->name();
        cell.as = on.compiled.as;
        cell.site_count = subject.sampler->site_count();
        table_.cells.push_back(std::move(cell));
      }
      if (options_.fleet_case_count > 0) list_fleets(at);
    }
    progress_.count = subjects_.size() + fleets_.size();
  }

  void list_fleets(std::size_t at) {
    const Subject& subject = subjects_[at];
    if (subject.shape.ranks < 2 || !has_collectives(*subject.sampler)) return;
    std::vector<std::size_t> sorted;
    for (std::size_t on = 0; on < subject.on.size(); ++on) {
      if (subject.on[on].compiled.as.flags.empty()) sorted.push_back(on);
    }
    const auto as_of = [&](std::size_t on) -> const CompiledAs& {
      return subject.on[on].compiled.as;
    };
    std::sort(sorted.begin(), sorted.end(),
              [&](std::size_t a, std::size_t b) { return as_of(a).target < as_of(b).target; });
    for (std::size_t a = 0; a < sorted.size(); ++a) {
      for (std::size_t b = a + 1; b < sorted.size(); ++b) {
        fleets_.push_back({at, sorted[a], sorted[b]});
        FleetCell fleet;
        fleet.sampler = subject.sampler->name();
        fleet.a = as_of(sorted[a]);
        fleet.b = as_of(sorted[b]);
        table_.fleets.push_back(std::move(fleet));
      }
    }
  }

  // One campaign on the subject at `at`; `note` is called for every finding of a case, one call at
  // a time. Whether it ran to its end.
  template <typename Note>
  CampaignResult fuzz(const std::vector<Subject>& subjects, std::size_t at,
                      std::uint64_t case_count, Note note) {
    const OnTargets on_targets(subjects, options_.rule);
    CampaignOptions campaign;
    campaign.seed = options_.seed;
    campaign.runs = case_count;
    campaign.jobs = options_.jobs;
    campaign.rule = options_.rule;
    campaign.stop = options_.stop;
    campaign.clock = [] { return 0.0; };
    on_targets.direct(campaign, &subjects[at]);
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
    return run_campaign(campaign);
  }

  // Its compiled programs have the cells from `first`.
  CampaignResult run_subject(std::size_t at, std::size_t first) {
    const Subject& subject = subjects_[at];
    std::vector<Tally> tallies(subject.on.size());
    CampaignResult result = fuzz(subjects_, at, options_.case_count, [&](const Finding& finding) {
      for (std::size_t on = 0; on < subject.on.size(); ++on) {
        const bool here = std::any_of(
            finding.reached.begin(), finding.reached.end(),
            [&](const Reached& reached) { return reached.as == subject.on[on].compiled.as; });
        if (here) tallies[on].add(finding);
      }
    });
    for (std::size_t on = 0; on < subject.on.size(); ++on) {
      const Identification& identified = subject.on[on].identified;
      ReachCell& cell = table_.cells[first + on];
      cell.run = !result.interrupted;
      cell.cases = result.progress.cases;
      cell.reached = tallies[on].reached();
      if (identified.explained()) cell.promoted = std::popcount(*identified.plan);
    }
    return result;
  }

  // Where the campaign that found these contradicted a plan.
  bool identified_again(Collection& found) {
    return !stopped() && identify_again(identify_again_options(options_.jobs, options_.stop),
                                        options_.rule, subjects_, found) > 0;
  }

  void run_fleet(const Subject& fleet, FleetCell& cell) {
    cell.refusal = why_apart(fleet);
    if (!cell.refusal.empty()) return;
    Tally tally;
    const CampaignResult result = fuzz({fleet}, 0, options_.fleet_case_count,
                                       [&](const Finding& finding) { tally.add(finding); });
    cell.run = !result.interrupted;
    cell.cases = result.progress.cases;
    cell.reached = tally.reached();
  }

  struct Fleet {
    std::size_t subject, a, b;
  };

  std::vector<Subject> subjects_;
  const ReachOptions& options_;
  std::vector<Fleet> fleets_;
  ReachTable table_;
  ReachProgress progress_;
};

}  // namespace

ReachTable run_reach_campaigns(const std::vector<Subject>& subjects, const ReachOptions& options) {
  return Reach(subjects, options).run();
}

}  // namespace splitvote
