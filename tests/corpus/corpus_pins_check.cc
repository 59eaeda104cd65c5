#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/store/json_place.h"
#include "harness/store/json_words.h"
#include "tests/corpus/explanation_check.h"
#include "tests/corpus/plan_judge.h"
#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

constexpr std::uint64_t kPlansTriedMax = 256;
constexpr int kWholeTableChoices = 12;
constexpr std::size_t kPinsSearchedMax = 5;

using Pins = std::vector<std::pair<std::string, bool>>;  // site, promoted

// Literals of pins by site name, as one program numbers its sites, for every class.
Implicant spread(const Pins& pins, const Program& program, int class_count) {
  Implicant over;
  for (int choice = 0; choice < program.site_count() * class_count; ++choice) {
    const std::string& name =
        program.sites[static_cast<std::size_t>(choice % program.site_count())].name;
    for (const auto& [site, promoted] : pins) {
      if (site != name) continue;
      over.choices |= PlanBits{1} << choice;
      if (promoted) over.promoted |= PlanBits{1} << choice;
    }
  }
  return over;
}

// One finding of a folder, and the whole truth about its verdict where that is small.
struct Member {
  std::unique_ptr<Witness> witness;
  std::unique_ptr<PlanJudge> plans;
  Verdict verdict;
  std::optional<BitTable> failing;

  [[nodiscard]] int choice_count() const {
    return witness->test_case.program->site_count() * witness->test_case.layout.class_count();
  }
  [[nodiscard]] std::optional<PlanBits> left_by(const Pins& pins) {
    const Implicant over =
        spread(pins, *witness->test_case.program, witness->test_case.layout.class_count());
    std::optional<PlanBits> left;
    if (failing) {
      failing->for_each([&](PlanBits plan) { left = over.holds(plan) ? plan : left; });
      return left;
    }
    const PlanBits open = ((PlanBits{1} << choice_count()) - 1) & ~over.choices;
    for (std::uint64_t at = 0; at < kPlansTriedMax && !left; ++at) {
      const PlanBits plan = over.promoted | (at == 0 ? 0 : at == 1 ? open : scrambled(at) & open);
      if (plans->fails(plan, verdict)) left = plan;
    }
    return left;
  }
};

Member member_of(const JsonPlace& finding) {
  Member member;
  const std::string file = finding.member("file", "a file").string("a file");
  member.witness = std::make_unique<Witness>(load_witness(file));
  member.plans =
      std::make_unique<PlanJudge>(*member.witness, member.witness->test_case.layout.class_count());
  member.verdict = verdict_at(finding.member("verdict", "a verdict"));
  if (member.choice_count() <= kWholeTableChoices) {
    member.failing = table_of(member.choice_count(), [&](PlanBits plan) {
      return member.plans->fails(plan, member.verdict);
    });
  }
  return member;
}

// Whether some set of `count` pins leaves no failing plan of any of the members.
bool some_pins_fix(std::vector<Member*>& members, const std::vector<std::string>& sites,
                   std::size_t from, std::size_t count, Pins& pins) {
  if (count == 0) {
    return std::none_of(members.begin(), members.end(),
                        [&](Member* member) { return member->left_by(pins).has_value(); });
  }
  for (std::size_t at = from; at + count <= sites.size(); ++at) {
    for (const bool promoted : {false, true}) {
      pins.emplace_back(sites[at], promoted);
      const bool fix = some_pins_fix(members, sites, at + 1, count - 1, pins);
      pins.pop_back();
      if (fix) return true;
    }
  }
  return false;
}

std::vector<std::size_t> positions(const JsonPlace& list) {
  std::vector<std::size_t> found;
  for (const JsonPlace& item : list.items("positions")) {
    found.push_back(static_cast<std::size_t>(item.integer("a position", 0, 1 << 20)));
  }
  return found;
}

void check_program(const JsonPlace& program, std::vector<Member>& corpus,
                   std::vector<std::string>& faults) {
  const std::string name = program.member("program", "").string("");
  std::vector<Member*> members;
  for (const std::size_t at : positions(program.member("fixed", ""))) {
    members.push_back(&corpus.at(at));
  }
  for (const std::size_t at : positions(program.member("not_fixable", ""))) {
    Member& member = corpus.at(at);
    if (member.failing && !member.failing->negated().none() &&
        member.witness->test_case.layout.class_count() == 1) {
      faults.push_back(name + ": a finding that no pins are said to fix has a plan that passes");
    }
  }
  Pins pins;
  for (const JsonPlace& pin : program.member("pins", "").items("")) {
    pins.emplace_back(pin.member("site", "").string(""),
                      pin.member("choice", "").string("") == "promoted");
  }
  for (Member* member : members) {
    if (!member->left_by(pins)) continue;
    faults.push_back(name + ": the pins leave a failing plan of " +
                     member->witness->test_case.program->name());
  }
  std::size_t dropped = 0;
  for (const JsonPlace& pin : program.member("pins", "").items("")) {
    Pins others = pins;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(dropped++));
    const std::vector<JsonPlace> needs = pin.member("needed_for", "").items("");
    if (needs.empty()) faults.push_back(name + ": a pin is needed for nothing");
    for (const JsonPlace& need : needs) {
      const auto at = static_cast<std::size_t>(need.member("finding", "").integer("", 0, 1 << 20));
      Member& member = corpus.at(at);
      const Program& its = *member.witness->test_case.program;
      const PlanBits plan =
          joined(parse_plan(its, need.member("without", "").string("")), its.site_count());
      const Implicant kept = spread(others, its, member.witness->test_case.layout.class_count());
      if (!kept.holds(plan) || !member.plans->fails(plan, member.verdict)) {
        faults.push_back(name + ": a pin is not shown to be needed");
      }
    }
  }
  const bool all_small = std::all_of(members.begin(), members.end(),
                                     [](Member* member) { return member->failing.has_value(); });
  const bool searchable = all_small && !pins.empty() && pins.size() <= kPinsSearchedMax;
  if (!program.member("no_smaller_set", "").boolean("") || !searchable) return;
  std::vector<std::string> sites;
  for (const Site& site : members.front()->witness->test_case.program->sites) {
    sites.push_back(site.name);
  }
  Pins none;
  if (some_pins_fix(members, sites, 0, pins.size() - 1, none)) {
    faults.push_back(name + ": a smaller set of pins is enough");
  }
}

}  // namespace

std::vector<std::string> corpus_pins_faults(const Json& report) {
  const JsonPlace document(report);
  std::vector<Member> corpus;
  for (const JsonPlace& finding : document.member("findings", "").items("")) {
    corpus.push_back(member_of(finding));
  }
  std::vector<std::string> faults;
  for (const JsonPlace& program : document.member("programs", "").items("")) {
    check_program(program, corpus, faults);
  }
  return faults;
}

}  // namespace splitvote
