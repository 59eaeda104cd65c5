#include "harness/explain/pin_sets.h"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>

namespace splitvote {
namespace {

class PinSearch {
 public:
  PinSearch(const std::vector<PinnedSet>& sets, std::size_t most, std::int64_t work_max)
      : sets_(sets), most_(most), work_left_(work_max) {}

  PinSets run() {
    for (int pins = 0; pins <= 64; ++pins) {
      cut_short_ = false;
      tried_.clear();
      add({}, pins);
      if (!found_.empty() || !cut_short_ || work_left_ < 0) break;
    }
    PinSets result;
    result.exhaustive = work_left_ >= 0;
    result.smallest.assign(found_.begin(), found_.end());
    if (found_.empty() && !result.exhaustive) result.smallest = greedy();
    return result;
  }

 private:
  // A prime implicant, as the pins that contradict it.
  struct Obstacle {
    PlanBits by_rounding = 0, by_promoting = 0;  // sites

    [[nodiscard]] bool contradicted(const Implicant& pins) const {
      return ((pins.choices & ~pins.promoted & by_rounding) | (pins.promoted & by_promoting)) != 0;
    }
  };
  struct Order {
    bool operator()(const Implicant& a, const Implicant& b) const {
      return std::pair(a.choices, a.promoted) < std::pair(b.choices, b.promoted);
    }
  };

  void add(const Implicant& pins, int left) {
    if (found_.size() >= most_ || work_left_ < 0 || !tried_.insert(pins).second) return;
    const std::optional<Obstacle> obstacle = first_left(pins);
    if (!obstacle) {
      if (work_left_ >= 0) found_.insert(pins);
      return;
    }
    if (left == 0) {
      cut_short_ = true;
      return;
    }
    for (const Implicant& more : extensions(pins, *obstacle)) add(more, left - 1);
  }

  static std::vector<Implicant> extensions(const Implicant& pins, const Obstacle& obstacle) {
    std::vector<Implicant> more;
    for (const bool promoted : {false, true}) {
      const PlanBits sites = promoted ? obstacle.by_promoting : obstacle.by_rounding;
      for (PlanBits rest = sites & ~pins.choices; rest != 0; rest &= rest - 1) {
        const PlanBits bit = rest & (~rest + 1);
        more.push_back({pins.choices | bit, promoted ? pins.promoted | bit : pins.promoted});
      }
    }
    return more;
  }

  // One that the pins do not contradict: of those known, else one around a plan that they leave.
  std::optional<Obstacle> first_left(const Implicant& pins) {
    for (const Obstacle& known : obstacles_) {
      if (!known.contradicted(pins)) return known;
    }
    for (const PinnedSet& set : sets_) {
      if (--work_left_ < 0) return std::nullopt;
      const std::optional<PlanBits> plan = set.left_by(pins);
      if (!plan) continue;
      const Implicant prime = set.search->prime_around(*plan, true);
      Obstacle made;
      for (PlanBits rest = prime.choices; rest != 0; rest &= rest - 1) {
        const int choice = std::countr_zero(rest);
        const PlanBits site = PlanBits{1} << set.site_of_choice[static_cast<std::size_t>(choice)];
        (((prime.promoted >> choice) & 1U) != 0 ? made.by_rounding : made.by_promoting) |= site;
      }
      obstacles_.push_back(made);
      return made;
    }
    return std::nullopt;
  }

  // One set that is enough, less the pins that it can do without; nothing where this way leads to
  // none.
  std::vector<Implicant> greedy() {
    work_left_ = kPinSetsWorkMax;
    Implicant pins;
    while (const std::optional<Obstacle> obstacle = first_left(pins)) {
      const std::vector<Implicant> more = extensions(pins, *obstacle);
      if (more.empty()) return {};
      const auto contradicted = [&](const Implicant& by) {
        return std::count_if(obstacles_.begin(), obstacles_.end(),
                             [&](const Obstacle& known) { return known.contradicted(by); });
      };
      pins =
          *std::max_element(more.begin(), more.end(), [&](const Implicant& a, const Implicant& b) {
            return contradicted(a) < contradicted(b);
          });
    }
    for (PlanBits rest = pins.choices; rest != 0; rest &= rest - 1) {
      const Implicant fewer = pins.without(std::countr_zero(rest));
      if (!first_left(fewer)) pins = fewer;
    }
    return {pins};
  }

  const std::vector<PinnedSet>& sets_;
  std::size_t most_;
  std::int64_t work_left_;
  std::vector<Obstacle> obstacles_;
  std::set<Implicant, Order> tried_, found_;
  bool cut_short_ = false;
};

}  // namespace

Implicant PinnedSet::spread(const Implicant& pins) const {
  Implicant over;
  for (std::size_t choice = 0; choice < site_of_choice.size(); ++choice) {
    const int site = site_of_choice[choice];
    if (site < 0 || ((pins.choices >> site) & 1U) == 0) continue;
    over.choices |= PlanBits{1} << choice;
    if (((pins.promoted >> site) & 1U) != 0) over.promoted |= PlanBits{1} << choice;
  }
  return over;
}

PinSets smallest_pin_sets(const std::vector<PinnedSet>& sets, std::size_t most,
                          std::int64_t work_max) {
  return PinSearch(sets, most, work_max).run();
}

}  // namespace splitvote
