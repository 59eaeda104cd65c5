#include "harness/reach/agreeing_pins.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <utility>

#include "harness/explain/implicant_list.h"

namespace splitvote {
namespace {

constexpr int kSitesMax = 24;  // as many as a bit table has variables
constexpr std::size_t kPinSetsListed = 100;
constexpr int kPinsOfTwoMax = 3;

// The plans of one sweep, asked by the sites of both.
class Served {
 public:
  Served(const ServedSweep& served, const std::vector<std::string>& sites) : served_(served) {
    const std::vector<Site>& own = served.sampler->sites;
    for (const std::string& name : sites) {
      const auto found =
          std::find_if(own.begin(), own.end(), [&](const Site& site) { return site.name == name; });
      site_of_.push_back(found == own.end() ? -1 : static_cast<int>(found - own.begin()));
    }
  }

  // What was compiled, over the sites of both.
  [[nodiscard]] PlanBits compiled() const {
    PlanBits plan = 0;
    for (std::size_t at = 0; at < site_of_.size(); ++at) {
      if (site_of_[at] >= 0) plan |= ((served_.plan >> site_of_[at]) & 1U) << at;
    }
    return plan;
  }

  [[nodiscard]] std::size_t outcome_of(PlanBits plan) const {
    PlanBits own = 0;
    for (std::size_t at = 0; at < site_of_.size(); ++at) {
      if (site_of_[at] >= 0) own |= ((plan >> at) & 1U) << site_of_[at];
    }
    return served_.sweep->outcome_of[own];
  }

 private:
  const ServedSweep& served_;
  std::vector<int> site_of_;  // [site of both] its own; -1: it has none
};

std::vector<std::string> sites_of_both(const Program& here, const Program& there) {
  std::vector<std::string> names;
  for (const Program* sampler : {&here, &there}) {
    for (const Site& site : sampler->sites) {
      if (std::find(names.begin(), names.end(), site.name) == names.end()) {
        names.push_back(site.name);
      }
    }
  }
  return names;
}

class PinSearch {
 public:
  PinSearch(const ServedSweep& here, const ServedSweep& there, const Judge& judge, int rows,
            const FailRule& rule)
      : here_sweep_(*here.sweep),
        judge_(judge),
        rows_(rows),
        rule_(rule),
        names_{sites_of_both(*here.sampler, *there.sampler), 1},
        here_(here, names_.sites),
        there_(there, names_.sites),
        class_here_(classes_of(here.sweep->outcomes)),
        class_there_(classes_of(there.sweep->outcomes)) {}

  AgreeingPinSets run() {
    AgreeingPinSets result;
    const PlanBits count = PlanBits{1} << names_.site_count();
    shared_.resize(static_cast<std::size_t>(count));
    std::vector<std::uint64_t> plans_of_class(named_.size(), 0);
    for (PlanBits plan = 0; plan < count; ++plan) {
      const std::size_t of_here = class_here_[here_.outcome_of(plan)];
      const bool both = of_here == class_there_[there_.outcome_of(plan)];
      shared_[static_cast<std::size_t>(plan)] = both ? static_cast<std::int32_t>(of_here) : kApart;
      if (both) ++plans_of_class[of_here];
    }
    result.all_rounded_agree = shared_.front() != kApart;
    result.all_promoted_agree = shared_.back() != kApart;
    result.plans_agree = std::any_of(plans_of_class.begin(), plans_of_class.end(),
                                     [&](std::uint64_t plans) { return plans == count; });
    if (result.plans_agree) return result;
    result.of_every = every(plans_of_class);
    for (int pins = 1; pins <= kPinsOfTwoMax && result.of_the_two.empty(); ++pins) {
      of_the_two({}, 0, pins, result.of_the_two);
    }
    sort(result.of_the_two);
    return result;
  }

 private:
  static constexpr std::int32_t kApart = -1;  // the two name different things under the plan

  // [outcome] the place in `named_` of what names the same.
  std::vector<std::size_t> classes_of(const std::vector<Outcome>& outcomes) {
    std::vector<std::size_t> classes;
    for (const Outcome& outcome : outcomes) {
      const auto same = std::find_if(named_.begin(), named_.end(), [&](const Outcome* known) {
        return !judge_.compare_names(Verdict::kVariantSplit, *known, outcome, rows_).has_value();
      });
      classes.push_back(static_cast<std::size_t>(same - named_.begin()));
      if (same == named_.end()) named_.push_back(&outcome);
    }
    return classes;
  }

  // The most plans first: n pins of S sites hold for 2^(S - n) plans.
  [[nodiscard]] std::vector<AgreeingPins> every(
      const std::vector<std::uint64_t>& plans_of_class) const {
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < plans_of_class.size(); ++at) {
      if (plans_of_class[at] > 0) order.push_back(at);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return plans_of_class[a] > plans_of_class[b];
    });
    int fewest = names_.site_count();
    std::vector<Implicant> smallest;
    for (const std::size_t at : order) {
      const int most_open = static_cast<int>(std::bit_width(plans_of_class[at])) - 1;
      if (names_.site_count() - most_open > fewest) break;
      for (const Implicant& pins : pins_for(static_cast<std::int32_t>(at))) {
        if (pins.literal_count() > fewest) break;
        if (pins.literal_count() < fewest) smallest.clear();
        fewest = pins.literal_count();
        if (smallest.size() < kPinSetsListed) smallest.push_back(pins);
      }
    }
    std::vector<AgreeingPins> found;
    for (const Implicant& pins : smallest) found.push_back(described(pins));
    sort(found);
    return found;
  }

  // Adds to `pins` so many more, of sites from `first` on, in every way.
  void of_the_two(const Implicant& pins, int first, int more,
                  std::vector<AgreeingPins>& found) const {
    if (more == 0) {
      const std::size_t outcome = here_.outcome_of(with(pins, here_.compiled()));
      const std::size_t other = there_.outcome_of(with(pins, there_.compiled()));
      if (class_here_[outcome] != class_there_[other] || found.size() >= kPinSetsListed) return;
      found.push_back(described(pins, {outcome}));
      return;
    }
    for (int site = first; site < names_.site_count(); ++site) {
      const PlanBits bit = PlanBits{1} << site;
      of_the_two({pins.choices | bit, pins.promoted}, site + 1, more - 1, found);
      of_the_two({pins.choices | bit, pins.promoted | bit}, site + 1, more - 1, found);
    }
  }

  static PlanBits with(const Implicant& pins, PlanBits plan) {
    return (plan & ~pins.choices) | pins.promoted;
  }

  static void sort(std::vector<AgreeingPins>& found) {
    std::sort(found.begin(), found.end(), [](const AgreeingPins& a, const AgreeingPins& b) {
      if (a.leaves.size() != b.leaves.size()) return a.leaves.size() < b.leaves.size();
      return a.text < b.text;
    });
  }

  // All that make both name what this class does, fewest pins first.
  std::vector<Implicant> pins_for(std::int32_t wanted) const {
    FailingSet apart;
    apart.choice_count = names_.site_count();
    apart.table.emplace(names_.site_count());
    for (std::size_t plan = 0; plan < shared_.size(); ++plan) {
      if (shared_[plan] != wanted) apart.table->set(plan);
    }
    return minimal_implicants(apart, false, kPinSetsListed, kPinSetsListed).listed;
  }

  [[nodiscard]] AgreeingPins described(const Implicant& pins) const {
    std::set<std::size_t> outcomes;
    for (PlanBits plan = 0; plan < shared_.size(); ++plan) {
      if (pins.holds(plan)) outcomes.insert(here_.outcome_of(plan));
    }
    return described(pins, outcomes);
  }

  // `outcomes`: what the first then names, one or more that name the same.
  [[nodiscard]] AgreeingPins described(const Implicant& pins,
                                       const std::set<std::size_t>& outcomes) const {
    Cause cause = cause_of(pins, names_);
    AgreeingPins described = {
        std::move(cause.literals), std::move(cause.text), *outcomes.begin(), {}};
    std::set<Verdict> leaves;
    for (const std::size_t outcome : outcomes) {
      for (const Ruling& ruling : judge_.judge(here_sweep_.outcomes[outcome]).rulings) {
        if (rule_.failing(ruling.verdict, ruling.grade)) leaves.insert(ruling.verdict);
      }
    }
    described.leaves.assign(leaves.begin(), leaves.end());
    return described;
  }

  const Sweep& here_sweep_;
  const Judge& judge_;
  int rows_;
  const FailRule& rule_;
  ChoiceNames names_;
  Served here_, there_;
  std::vector<const Outcome*> named_;  // one of each that names the same; classes_of fills it
  std::vector<std::size_t> class_here_, class_there_;
  std::vector<std::int32_t> shared_;  // [plan] the class that both then are of, or kApart
};

}  // namespace

AgreeingPinSets agreeing_pins(const ServedSweep& here, const ServedSweep& there, const Judge& judge,
                              int rows, const FailRule& rule) {
  AgreeingPinSets refused;
  const bool complete =
      here.sweep->coverage == Coverage::kComplete && there.sweep->coverage == Coverage::kComplete;
  if (!complete) {
    refused.refusal = "not every plan was swept";
  } else if (sites_of_both(*here.sampler, *there.sampler).size() > kSitesMax) {
    refused.refusal = "together they have more than " + std::to_string(kSitesMax) + " sites";
  }
  return refused.refusal.empty() ? PinSearch(here, there, judge, rows, rule).run() : refused;
}

}  // namespace splitvote
