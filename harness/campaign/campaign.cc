#include "harness/campaign/campaign.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "harness/campaign/corpus.h"
#include "harness/campaign/epoch.h"
#include "harness/campaign/next_case.h"

namespace splitvote {
namespace {

// Small, so that what is new is soon built upon; large, so that threads seldom wait for each other.
constexpr std::uint64_t kEpochSize = 256;

class Campaign {
 public:
  explicit Campaign(const CampaignOptions& options) : options_(options) {
    result_.collection = Collection(options.findings_folder, options.build);
  }

  CampaignResult run() {
    run_cases(options_.seeds.size(), [&](std::size_t index, EpochCase& result) {
      const SeedCase& seed = options_.seeds[index];
      result.test_case = seed.test_case;
      examine_case(seed.other_layout, options_.thorough_limits, result);
    });
    for (std::uint64_t first = 0; !ended() && (!options_.runs || first < *options_.runs);
         first += kEpochSize) {
      const std::uint64_t left = options_.runs ? *options_.runs - first : kEpochSize;
      run_cases(std::min(left, kEpochSize), [&, first](std::size_t index, EpochCase& result) {
        const std::uint64_t number = first + index;
        result.test_case =
            next_case(options_.seed, number, options_.programs, corpus_, options_.generator);
        const bool thorough = number % options_.thorough_every == options_.thorough_every - 1;
        examine_case(other_layout(options_.seed, number, result.test_case),
                     thorough ? options_.thorough_limits : options_.limits, result);
      });
    }
    result_.interrupted = stopped();
    result_.collection.check_reproduction(options_.rule);
    result_.progress = progress();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }
  [[nodiscard]] bool ended() const {
    return stopped() || (options_.seconds && options_.clock() >= *options_.seconds);
  }

  // Reads what the epoch's cases share, and changes only `result` and the two counts.
  void examine_case(const std::optional<Layout>& layout, SweepLimits limits, EpochCase& result) {
    limits.stop = options_.stop;
    const auto known = [&](const std::string& kind) { return provisional_.contains(kind); };
    Examined examined = examine(result.test_case, layout, limits, options_.rule, known);
    std::erase_if(examined.findings,
                  [&](const Finding& finding) { return !result_.collection.would_keep(finding); });
    ++cases_;
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
      for (const std::string& kind : each.examined->provisional) provisional_.insert(kind);
      corpus_.admit(each.examined->pattern, each.test_case);
    }
    report();
  }

  [[nodiscard]] CampaignProgress progress() const {
    return {options_.clock(), cases_, plans_, corpus_.size(),
            result_.collection.count_by_verdict()};
  }
  void report() const {
    if (options_.on_progress) options_.on_progress(progress());
  }

  const CampaignOptions& options_;
  CampaignResult result_;
  Corpus corpus_;
  std::unordered_set<std::string> provisional_;
  std::atomic<std::uint64_t> cases_{0}, plans_{0};
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options) { return Campaign(options).run(); }

}  // namespace splitvote
