#include "harness/finding/corpus_pins.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "harness/explain/pin_sets.h"
#include "harness/finding/remedy.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::size_t kSitesMax = 64;

class Group {
 public:
  Group(const std::vector<CorpusFinding>& corpus, const std::string& program,
        const std::vector<std::size_t>& members)
      : corpus_(corpus) {
    result_.program = program;
    name_sites(members);
    for (const std::size_t member : members) {
      searches_.emplace_back(corpus[member].failing);
      const PinnedSet set = {&searches_.back(), sites_of(corpus[member])};
      const PinSets alone = smallest_pin_sets({set}, 1);
      if (alone.exhaustive && alone.smallest.empty()) {
        result_.not_fixable.push_back(member);
      } else {
        result_.fixed.push_back(member);
        result_.complete = result_.complete && corpus[member].failing.complete();
        sets_.push_back(set);
      }
    }
  }

  ProgramPins pins() {
    if (sets_.empty()) return result_;
    PinSets found = smallest_pin_sets(sets_, kOtherPins + 1);
    if (found.smallest.empty()) {
      leave_out_contradicting();
      found = smallest_pin_sets(sets_, kOtherPins + 1);
    }
    result_.smallest = found.exhaustive;
    if (found.smallest.empty()) return result_;
    std::vector<std::pair<std::string, Implicant>> by_text;
    for (const Implicant& pins : found.smallest) {
      by_text.emplace_back(cause_text(literals(pins)), pins);
    }
    std::sort(by_text.begin(), by_text.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t at = 1; at < by_text.size(); ++at) {
      result_.others.push_back(by_text[at].first);
    }
    describe(by_text.front().second);
    return result_;
  }

 private:
  void name_sites(const std::vector<std::size_t>& members) {
    std::set<std::string> names;
    for (const std::size_t member : members) {
      const Program& program = *corpus_[member].finding.test_case.program;
      for (const int choice : corpus_[member].failing.support()) {
        names.insert(program.sites[static_cast<std::size_t>(choice % program.site_count())].name);
      }
    }
    if (names.size() > kSitesMax) {
      throw InputError("", "expected the findings of " + result_.program +
                               " to depend on at most " + std::to_string(kSitesMax) +
                               " sites, found " + std::to_string(names.size()));
    }
    site_names_.assign(names.begin(), names.end());
  }

  [[nodiscard]] std::vector<int> sites_of(const CorpusFinding& member) const {
    const Program& program = *member.finding.test_case.program;
    std::vector<int> sites;
    for (int choice = 0; choice < member.failing.choice_count; ++choice) {
      const std::string& name =
          program.sites[static_cast<std::size_t>(choice % program.site_count())].name;
      const auto found = std::lower_bound(site_names_.begin(), site_names_.end(), name);
      const bool known = found != site_names_.end() && *found == name;
      sites.push_back(known ? static_cast<int>(found - site_names_.begin()) : -1);
    }
    return sites;
  }

  [[nodiscard]] std::vector<Literal> literals(const Implicant& pins) const {
    std::vector<Literal> literals;
    for (std::size_t site = 0; site < site_names_.size(); ++site) {
      if (((pins.choices >> site) & 1U) == 0) continue;
      literals.push_back({site_names_[site], '\0', ((pins.promoted >> site) & 1U) != 0});
    }
    return literals;
  }

  void leave_out_contradicting() {
    std::vector<std::size_t> order(sets_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const Finding& first = corpus_[result_.fixed[a]].finding;
      const Finding& second = corpus_[result_.fixed[b]].finding;
      return std::pair(first.grade, first.probability_lost) >
             std::pair(second.grade, second.probability_lost);
    });
    std::vector<bool> kept(sets_.size(), false);
    std::vector<PinnedSet> together;
    for (const std::size_t at : order) {
      together.push_back(sets_[at]);
      kept[at] = !smallest_pin_sets(together, 1).smallest.empty();
      if (!kept[at]) together.pop_back();
    }
    const std::vector<std::size_t> members = std::move(result_.fixed);
    const std::vector<PinnedSet> sets = std::move(sets_);
    result_.fixed.clear();
    sets_.clear();
    for (std::size_t at = 0; at < members.size(); ++at) {
      (kept[at] ? result_.fixed : result_.contradicting).push_back(members[at]);
      if (kept[at]) sets_.push_back(sets[at]);
    }
  }

  void describe(const Implicant& pins) {
    for (const PinnedSet& set : sets_) {
      if (!set.left_by(pins)) continue;
      std::fputs("splitvote: pins that leave a failing plan were about to be named\n", stderr);
      std::abort();
    }
    for (const Literal& literal : literals(pins)) {
      const auto site = std::lower_bound(site_names_.begin(), site_names_.end(), literal.site);
      const Implicant others = pins.without(static_cast<int>(site - site_names_.begin()));
      CorpusPin pin;
      pin.pin = literal;
      for (std::size_t at = 0; at < sets_.size(); ++at) {
        const std::optional<PlanBits> left = sets_[at].left_by(others);
        if (!left) continue;
        const CorpusFinding& member = corpus_[result_.fixed[at]];
        const Program& program = *member.finding.test_case.program;
        const int site_count = program.site_count();
        pin.needed_for.push_back(
            {result_.fixed[at],
             split_plan(*left, site_count, member.failing.choice_count / site_count)});
        if (pin.remedy.empty()) pin.remedy = remedy_of(program, literal);
      }
      result_.pins.push_back(std::move(pin));
    }
  }

  const std::vector<CorpusFinding>& corpus_;
  ProgramPins result_;
  std::vector<std::string> site_names_;  // ascending
  std::deque<PlanSearch> searches_;
  std::vector<PinnedSet> sets_;  // [position in result_.fixed]
};

}  // namespace

std::vector<ProgramPins> pins_of_corpus(const std::vector<CorpusFinding>& corpus) {
  std::map<std::string, std::vector<std::size_t>> by_program;
  for (std::size_t at = 0; at < corpus.size(); ++at) {
    by_program[signature_name(*corpus[at].finding.test_case.program)].push_back(at);
  }
  std::vector<ProgramPins> result;
  for (const auto& [program, members] : by_program) {
    result.push_back(Group(corpus, program, members).pins());
  }
  return result;
}

}  // namespace splitvote
