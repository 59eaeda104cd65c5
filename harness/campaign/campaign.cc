#include "harness/campaign/campaign.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "harness/campaign/corpus.h"
#include "harness/campaign/epoch.h"
#include "harness/campaign/next_case.h"
#include "harness/campaign/next_relation.h"

namespace splitvote {
namespace {

// Small at first, so that what is new is soon built upon; large later, so that threads seldom wait
// for each other, or for the one that sweeps a case again.
constexpr std::uint64_t kEpochSizeMin = 64;
constexpr std::uint64_t kEpochSizeMax = 1'024;

// Provisional findings of one kind (program, verdict, grade, number of classes) that wait at a time
// to be swept again: one kind has many causes, and each case swept makes room for the next.
constexpr int kWaitingOfKindMax = 4;
// Cases for each that is swept again: a campaign spends about as long on the ones as on the other.
constexpr std::uint64_t kCasesPerWaiting = 256;
// Plans times columns up to which a case is swept again: about a second. Larger ones are left to
// smaller cases of the same kind.
constexpr int kWaitingSizeLog2Max = 26;

struct Waiting {
  std::string kind;
  Case test_case;
};

class Campaign {
 public:
  explicit Campaign(const CampaignOptions& options) : options_(options) {
    result_.collection = Collection(options.findings_folder, options.build);
    short_limits_ = options.limits;
    short_limits_.stop = &halt_;
    full_limits_.stop = &halt_;
    turns_ = options.turns;
    if (turns_.empty()) {
      turns_.resize(options.programs.size());
      std::iota(turns_.begin(), turns_.end(), std::size_t{0});
    }
  }

  CampaignResult run() {
    run_cases(options_.seeds.size(), [&](std::size_t index, EpochCase& result) {
      const SeedCase& seed = options_.seeds[index];
      result.test_case = seed.test_case;
      examine_case(seed.relation, full_limits_, result);
      ++cases_;
    });
    std::uint64_t size = 0;
    for (std::uint64_t first = 0; !ended() && (!options_.runs || first < *options_.runs);
         first += size) {
      size = std::clamp(first, kEpochSizeMin, kEpochSizeMax);
      if (options_.runs) size = std::min(size, *options_.runs - first);
      const std::vector<Case> waiting = next_waiting(1 + size / kCasesPerWaiting);
      const std::size_t ahead = waiting.size();  // they take long: they start first
      run_cases(ahead + size, [&](std::size_t index, EpochCase& result) {
        if (index < ahead) {
          result.test_case = waiting[index];
          examine_case(std::nullopt, full_limits_, result);
          return;
        }
        const std::uint64_t number = first + (index - ahead);
        result.test_case =
            next_case(options_.seed, number, options_.programs, turns_, corpus_, generators());
        examine_case(next_relation(options_.seed, number, result.test_case), short_limits_, result);
        ++cases_;
      });
    }
    if (options_.revise && !stopped()) options_.revise(result_.collection);
    result_.interrupted = stopped();
    result_.collection.check_reproduction(options_.rule);
    result_.progress = progress();
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::span<const GeneratorOptions> generators() const {
    if (options_.generators.empty()) return {&options_.generator, 1};
    return options_.generators;
  }
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }
  [[nodiscard]] bool ended() const {
    return stopped() || (options_.seconds && options_.clock() >= *options_.seconds);
  }

  // Reads what the epoch's cases share, and changes only `result` and the counts.
  void examine_case(const std::optional<Relation>& relation, const SweepLimits& limits,
                    EpochCase& result) {
    Examined examined = options_.examine
                            ? options_.examine(result.test_case, relation, limits)
                            : examine(result.test_case, relation, limits, options_.rule);
    std::erase_if(examined.findings,
                  [&](const Finding& finding) { return !result_.collection.would_keep(finding); });
    plans_ += static_cast<std::uint64_t>(examined.plans);
    result.examined = std::move(examined);
  }

  void run_cases(std::size_t count, const EpochWork& work) {
    if (count == 0) return;
    const std::vector<EpochCase> cases = run_epoch(
        count, options_.jobs, work, [&] { return ended(); }, [&] { report(); });
    for (const EpochCase& each : cases) {
      result_.refused += each.refused ? 1 : 0;
      if (!each.examined.has_value()) continue;
      for (const Finding& finding : each.examined->findings) result_.collection.add(finding);
      for (const Failing& failing : each.examined->provisional) await(each.test_case, failing);
      corpus_.admit(each.examined->pattern, each.test_case);
    }
    report();
  }

  void await(const Case& test_case, const Failing& failing) {
    constexpr int kNearBothLog2 = 11;  // so many plans are near both ends
    const int choices = test_case.program->site_count() * test_case.layout.class_count();
    const int plans_log2 = choices > full_limits_.choice_count_max ? kNearBothLog2 : choices;
    const auto columns = static_cast<std::uint64_t>(LayoutMap(test_case.layout).padded_size()) *
                         static_cast<std::uint64_t>(test_case.logits.rows);
    if (plans_log2 + static_cast<int>(std::bit_width(columns)) > kWaitingSizeLog2Max) return;
    const std::string kind = test_case.program->name() + "|" + std::string(name(failing.verdict)) +
                             "|" + std::string(name(failing.grade)) + "|" +
                             std::to_string(test_case.layout.class_count());
    int& of_kind = waiting_of_kind_[kind];
    if (of_kind >= kWaitingOfKindMax) return;
    ++of_kind;
    waiting_.push_back({kind, test_case});
  }

  // The first `count` of them, or as many as there are.
  std::vector<Case> next_waiting(std::uint64_t count) {
    std::vector<Case> next;
    for (; count > 0 && !waiting_.empty(); --count) {
      --waiting_of_kind_[waiting_.front().kind];
      next.push_back(std::move(waiting_.front().test_case));
      waiting_.pop_front();
    }
    return next;
  }

  [[nodiscard]] CampaignProgress progress() const {
    return {options_.clock(), cases_, plans_, corpus_.size(),
            result_.collection.count_by_verdict()};
  }
  // Also ends sweeps that are still at work when the time is over.
  void report() {
    if (ended()) halt_ = true;
    if (options_.on_progress) options_.on_progress(progress());
  }

  const CampaignOptions& options_;
  SweepLimits short_limits_, full_limits_;
  std::vector<std::size_t> turns_;
  std::atomic<bool> halt_{false};
  CampaignResult result_;
  Corpus corpus_;
  std::deque<Waiting> waiting_;
  std::map<std::string, int> waiting_of_kind_;
  std::atomic<std::uint64_t> cases_{0}, plans_{0};
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options) { return Campaign(options).run(); }

}  // namespace splitvote
