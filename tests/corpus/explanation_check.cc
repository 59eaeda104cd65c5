#include "tests/corpus/explanation_check.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "harness/store/json_place.h"
#include "harness/store/json_words.h"
#include "tests/corpus/plan_judge.h"
#include "tests/explain/brute_force.h"

namespace splitvote {
namespace {

constexpr std::uint64_t kPlansTriedMax = 64;
constexpr int kWholeTableChoices = 12;

std::string bits_text(PlanBits plan) { return std::to_string(plan); }

class Checker {
 public:
  Checker(const Witness& witness, const Json& explanation)
      : case_(witness.test_case),
        document_(explanation),
        site_count_(case_.program->site_count()),
        class_count_(
            static_cast<int>(document_.member("class_count", "").integer("classes", 1, 2))),
        plans_(witness, class_count_) {
    const JsonPlace finding = document_.member("finding", "a finding");
    verdict_ = verdict_at(finding.member("verdict", "a verdict"));
    grade_ = grade_at(finding.member("grade", "a grade"));
  }

  std::vector<std::string> faults() {
    for (const JsonPlace& cause : listed("causes")) check_cause(cause);
    for (const JsonPlace& pins : listed("pins")) check_pins(pins);
    for (const PlanBits plan : plans("smallest_failing_plans")) {
      expect(worst(plan), "a smallest failing plan does not fail: " + bits_text(plan));
    }
    for (const PlanBits plan : plans("largest_safe_plans")) {
      expect(!fails(plan, verdict_), "a largest safe plan fails: " + bits_text(plan));
    }
    if (choice_count() <= kWholeTableChoices && complete()) check_whole_table();
    return faults_;
  }

 private:
  struct Read {
    Implicant implicant;
    std::vector<std::pair<int, PlanBits>> without;  // choice, plan
  };

  [[nodiscard]] int choice_count() const { return site_count_ * class_count_; }
  [[nodiscard]] bool complete() const {
    return document_.member("finding", "").member("plans", "").member("complete", "").boolean("");
  }
  [[nodiscard]] std::vector<JsonPlace> listed(const std::string& what) const {
    return document_.member(what, "a list").member("listed", "a list").items("reasons");
  }
  [[nodiscard]] std::vector<PlanBits> plans(const std::string& what) const {
    std::vector<PlanBits> plans;
    for (const JsonPlace& text : listed(what)) plans.push_back(bits_of(text));
    return plans;
  }
  [[nodiscard]] PlanBits bits_of(const JsonPlace& text) const {
    return joined(parse_plan(*case_.program, text.string("a plan")), site_count_);
  }
  void expect(bool holds, const std::string& sentence) {
    if (!holds) faults_.push_back(sentence);
  }

  [[nodiscard]] Read read(const JsonPlace& reason, const std::string& member) const {
    Read read;
    for (const JsonPlace& literal : reason.member(member, "literals").items("literals")) {
      const std::string site = literal.member("site", "a site").string("a site");
      int choice = 0;
      while (case_.program->sites.at(static_cast<std::size_t>(choice)).name != site) ++choice;
      if (const auto of_class = literal.optional_member("rank_class")) {
        choice += site_count_ * static_cast<int>(of_class->integer("a class", 0, 1));
      }
      const PlanBits bit = PlanBits{1} << choice;
      read.implicant.choices |= bit;
      if (literal.member("choice", "").string("") == "promoted") read.implicant.promoted |= bit;
      read.without.emplace_back(choice, bits_of(literal.member("without", "a plan")));
    }
    return read;
  }

  // All plans within where they are few; else both extremes and a fixed sample.
  [[nodiscard]] std::vector<PlanBits> tried(const Implicant& within) const {
    const PlanBits all = choice_count() == 64 ? ~PlanBits{0} : (PlanBits{1} << choice_count()) - 1;
    const PlanBits open = all & ~within.choices;
    std::vector<PlanBits> plans;
    if (!complete()) {
      // Only plans that were covered are claimed anything about.
      for (int choice = -1; choice < choice_count(); ++choice) {
        const PlanBits bit = choice < 0 ? 0 : PlanBits{1} << choice;
        for (const PlanBits plan : {bit, all & ~bit}) {
          if (within.holds(plan)) plans.push_back(plan);
        }
      }
      return plans;
    }
    if (std::popcount(open) <= std::countr_zero(kPlansTriedMax)) {
      for (PlanBits rest = open;; rest = (rest - 1) & open) {
        plans.push_back(within.promoted | rest);
        if (rest == 0) return plans;
      }
    }
    plans = {within.promoted, within.promoted | open};
    for (std::uint64_t at = 2; at < kPlansTriedMax; ++at) {
      plans.push_back(within.promoted | (scrambled(at) & open));
    }
    return plans;
  }

  void check_without(const Read& read, const std::string& text, bool should_fail) {
    for (const auto& [choice, plan] : read.without) {
      expect(read.implicant.without(choice).holds(plan),
             text + ": the plan that shows a literal needed does not satisfy the others");
      expect(!read.implicant.holds(plan),
             text + ": the plan that shows a literal needed satisfies that literal");
      expect(should_fail ? fails(plan, verdict_) : !worst(plan),
             text + ": a literal is not shown to be needed by plan " + bits_text(plan));
    }
  }

  void check_cause(const JsonPlace& cause) {
    const Read cause_read = read(cause, "literals");
    const std::string text = "cause " + cause.member("text", "").string("");
    for (const PlanBits plan : tried(cause_read.implicant)) {
      expect(worst(plan), text + ": plan " + bits_text(plan) + " does not fail");
    }
    check_without(cause_read, text, false);
  }

  void check_pins(const JsonPlace& pins) {
    const Read pins_read = read(pins, "pins");
    const std::string text = "pins " + pins.member("text", "").string("");
    std::set<Verdict> cleared = {verdict_};
    for (const JsonPlace& other : document_.member("other_failing_verdicts", "").items("")) {
      cleared.insert(verdict_at(other));
    }
    for (const JsonPlace& left : pins.member("leaves", "").items("")) {
      cleared.erase(verdict_at(left));
    }
    for (const PlanBits plan : tried(pins_read.implicant)) {
      for (const Verdict verdict : cleared) {
        expect(!fails(plan, verdict),
               text + ": plan " + bits_text(plan) + " fails with " + std::string(name(verdict)));
      }
    }
    check_without(pins_read, text, true);
  }

  void check_whole_table() {
    const BitTable worst_table =
        table_of(choice_count(), [&](std::uint64_t plan) { return worst(plan); });
    const BitTable failing =
        table_of(choice_count(), [&](std::uint64_t plan) { return fails(plan, verdict_); });
    check_all("causes", "literals", primes_by_definition(worst_table));
    check_all("pins", "pins", primes_by_definition(failing.negated()));
    check_edges("smallest_failing_plans", worst_table, true);
    check_edges("largest_safe_plans", failing.negated(), false);
    std::set<std::string> matter;
    for (int choice = 0; choice < choice_count(); ++choice) {
      if (!worst_table.depends_on(choice) && !failing.depends_on(choice)) continue;
      matter.insert(case_.program->sites[static_cast<std::size_t>(choice % site_count_)].name);
    }
    std::set<std::string> said;
    for (const JsonPlace& site : document_.member("sites_that_matter", "").items("")) {
      said.insert(site.string("a site"));
    }
    expect(said == matter, "the sites that matter are others than those listed");
  }

  void check_all(const std::string& what, const std::string& member,
                 std::vector<Implicant> expected) {
    const JsonPlace list = document_.member(what, "");
    const auto count = list.member("count", "").integer("a count", 0, std::int64_t{1} << 62);
    expect(static_cast<std::size_t>(count) == expected.size(),
           what + " are " + std::to_string(expected.size()) + ", not " + std::to_string(count));
    const auto before = [](const Implicant& a, const Implicant& b) {
      return std::tuple(a.literal_count(), a.choices, a.promoted) <
             std::tuple(b.literal_count(), b.choices, b.promoted);
    };
    const std::vector<JsonPlace> entries = listed(what);
    std::set<PlanBits> seen;
    for (const JsonPlace& reason : entries) {
      const Implicant implicant = read(reason, member).implicant;
      expect(std::binary_search(expected.begin(), expected.end(), implicant, before),
             what + ": " + reason.member("text", "").string("") + " is none");
      expect(seen.insert(implicant.choices << 32 | implicant.promoted).second,
             what + ": one is listed twice");
    }
    expect(entries.size() == std::min<std::size_t>(expected.size(), 100), what + " are missing");
  }

  void check_edges(const std::string& what, const BitTable& table, bool smallest) {
    std::set<PlanBits> expected;
    table.for_each([&](PlanBits plan) {
      bool extreme = true;
      table.for_each([&](PlanBits other) {
        const bool beyond = smallest ? (other & ~plan) == 0 : (plan & ~other) == 0;
        extreme = extreme && (other == plan || !beyond);
      });
      if (extreme) expected.insert(plan);
    });
    const std::vector<PlanBits> list = plans(what);
    const std::set<PlanBits> said(list.begin(), list.end());
    const auto count =
        document_.member(what, "").member("count", "").integer("a count", 0, 1 << 20);
    expect(static_cast<std::size_t>(count) == expected.size(), what + ": another count");
    expect(std::includes(expected.begin(), expected.end(), said.begin(), said.end()),
           what + ": one is not at the edge");
  }

  [[nodiscard]] bool fails(PlanBits plan, Verdict verdict) { return plans_.fails(plan, verdict); }
  [[nodiscard]] bool worst(PlanBits plan) {
    return fails(plan, verdict_) && *plans_.grade_of(plan, verdict_) == grade_;
  }

  const Case& case_;
  JsonPlace document_;
  int site_count_, class_count_ = 1;
  PlanJudge plans_;
  Verdict verdict_ = Verdict::kRankSplit;
  Grade grade_ = Grade::kTie;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> explanation_faults(const Witness& witness, const Json& explanation) {
  return Checker(witness, explanation).faults();
}

}  // namespace splitvote
