#include "harness/reduce/interesting.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "harness/finding/judged_sweep.h"
#include "harness/reduce/single_plans.h"
#include "harness/sweep/sweep.h"
#include "src/numeric/rounding.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

const Site* site_named(const Program& program, const std::string& name) {
  const auto site = std::find_if(program.sites.begin(), program.sites.end(),
                                 [&](const Site& each) { return each.name == name; });
  return site == program.sites.end() ? nullptr : &*site;
}

// The choices that a cause decides, per class.
struct Decided {
  std::vector<PlanBits> choices, promoted;  // [class]
};

// Class letters are read as they are, or swapped. Nothing when the program lacks a site.
std::optional<Decided> decided_by(const std::vector<Literal>& literals, const Program& program,
                                  int class_count, bool swapped) {
  const std::vector<PlanBits> none(static_cast<std::size_t>(class_count), 0);
  Decided decided = {none, none};
  for (const Literal& literal : literals) {
    const Site* site = site_named(program, literal.site);
    if (site == nullptr) return std::nullopt;
    const bool second = literal.class_letter == 'B';
    const std::size_t rank_class = literal.class_letter == '\0' || second == swapped ? 0 : 1;
    if (rank_class >= none.size()) return std::nullopt;
    const PlanBits bit = PlanBits{1} << (site - program.sites.data());
    decided.choices[rank_class] |= bit;
    if (literal.promoted) decided.promoted[rank_class] |= bit;
  }
  return decided;
}

constexpr int kManyChoices = 8;  // a sweep of 2^8 plans takes as long as dozens of single ones

// How plans that decide as the cause does decide the other choices: all rounded, all promoted, and
// mixed in fixed ways. Where a sweep is short, the first few are looked at.
constexpr std::array<PlanBits, 16> kOthers = {
    0x0000000000000000u, 0xffffffffffffffffu, 0x5a5a5a5a5a5a5a5au, 0x9999999999999999u,
    0xa5c3e10f96874b2du, 0x3c5a1e0f78693c4bu, 0xf00ff00ff00ff00fu, 0x0ff00ff00ff00ff0u,
    0x1248124812481248u, 0xedb7edb7edb7edb7u, 0x6b2d94c37e1850fau, 0x71c38e3c1c71e38eu,
    0x0102040810204080u, 0xfefdfbf7efdfbf7fu, 0xcccc3333cccc3333u, 0xd2b496784b2d1e69u};
constexpr std::size_t kFewOthers = 4;

Plan completed(const Decided& decided, PlanBits others, int site_count) {
  const PlanBits sites = site_count >= 64 ? ~PlanBits{0} : (PlanBits{1} << site_count) - 1;
  Plan plan;
  for (std::size_t c = 0; c < decided.choices.size(); ++c) {
    // The second class is mixed another way than the first.
    const PlanBits mixed = c == 0 ? others : std::rotl(others, 2);
    plan.per_class.push_back(decided.promoted[c] | (mixed & sites & ~decided.choices[c]));
  }
  return plan;
}

// What a site reads is the logits parameter, narrowed: the same number under every plan. Null: it
// is not.
const Element* narrowed_logits(const Program& program, const Site& site) {
  if (site.operand < 0) return nullptr;
  const Value& consumer = program.values[static_cast<std::size_t>(site.consumer)];
  const auto read =
      static_cast<std::size_t>(consumer.operands[static_cast<std::size_t>(site.operand)]);
  const Value& value = program.values[read];
  const bool narrows = value.opcode == Opcode::kConvert && value.operands[0] == program.logits;
  return narrows ? &value.elements[0] : nullptr;
}

bool rounding_changes_one(const Case& test_case, const Narrowing& narrowing) {
  const Logits& logits = test_case.logits;
  if (!logits.explicit_values()) return true;  // not looked at: there are many
  for (const std::vector<float>& row : logits.values) {
    for (const float value : row) {
      if (std::bit_cast<std::uint32_t>(round_to(value, narrowing)) !=
          std::bit_cast<std::uint32_t>(value)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

SameFinding::SameFinding(const Finding& finding, const FailRule& rule,
                         const std::atomic<bool>* stop)
    : verdict_(finding.verdict),
      grade_(finding.grade),
      literals_(finding.cause_literals),
      signature_(finding.signature),
      rule_(rule),
      stop_(stop) {
  const Candidate start = {finding.test_case, finding.relation};
  looks_for_need_ = looks_at_plans(start) && shown_by_cause(start, true);
}

// Where not every plan is swept, a cause speaks of those that are.
bool SameFinding::looks_at_plans(const Candidate& candidate) {
  return candidate.test_case.layout.class_count() * candidate.test_case.program->site_count() <=
         SweepLimits{}.choice_count_max;
}

bool SameFinding::can_matter(const Candidate& candidate) const {
  const Program& program = *candidate.test_case.program;
  return std::all_of(literals_.begin(), literals_.end(), [&](const Literal& literal) {
    const Site* site = site_named(program, literal.site);
    if (site == nullptr) return false;
    const Element* narrowed = narrowed_logits(program, *site);
    return narrowed == nullptr || rounding_changes_one(candidate.test_case, narrowed->narrowing);
  });
}

bool SameFinding::shown_by_cause(const Candidate& candidate, bool each_needed) const {
  const Program& program = *candidate.test_case.program;
  const int class_count = candidate.test_case.layout.class_count();
  const SinglePlans plans(candidate, verdict_);
  const bool many = class_count * program.site_count() >= kManyChoices;
  // The first plans that decide so all show the verdict at the grade.
  const auto shown = [&](const Decided& decided, std::size_t count) {
    const auto end = kOthers.begin() + static_cast<std::ptrdiff_t>(count);
    return std::all_of(kOthers.begin(), end, [&](PlanBits others) {
      return plans.grade_under(completed(decided, others, program.site_count())) == grade_;
    });
  };
  for (const bool swapped : {false, true}) {
    const std::optional<Decided> decided = decided_by(literals_, program, class_count, swapped);
    if (decided.has_value() && shown(*decided, many ? kOthers.size() : kFewOthers)) {
      return !each_needed || !many ||
             std::none_of(literals_.begin(), literals_.end(), [&](Literal literal) {
               literal.promoted = !literal.promoted;
               std::vector<Literal> others;
               for (const Literal& each : literals_) {
                 const bool flipped =
                     each.site == literal.site && each.class_letter == literal.class_letter;
                 others.push_back(flipped ? literal : each);
               }
               return shown(*decided_by(others, program, class_count, swapped), kFewOthers);
             });
    }
    if (class_count == 1) break;
  }
  return false;
}

std::optional<Finding> SameFinding::on(const Candidate& candidate) const {
  const Case& test_case = candidate.test_case;
  ++*sweeps_;
  SweepLimits limits;
  limits.stop = stop_;
  const Sweep swept = sweep(test_case, limits);
  const Judge judge(test_case);
  std::optional<Finding> finding;
  if (candidate.relation && candidate.relation->verdict == verdict_) {
    finding = related_finding(test_case, swept, judge,
                              sweep_related(test_case, *candidate.relation, limits), rule_);
  } else {
    finding =
        find_one(test_case, swept, judge, judge_outcomes(test_case, swept, judge), verdict_, rule_);
  }
  if (finding.has_value() && finding->signature != signature_) finding.reset();
  return finding;
}

bool SameFinding::operator()(const Candidate& candidate) const {
  try {
    return can_matter(candidate) &&
           (!looks_at_plans(candidate) || shown_by_cause(candidate, looks_for_need_)) &&
           on(candidate).has_value();
  } catch (const InputError&) {
    return false;  // a layout or parameters that the program cannot serve
  }
}

}  // namespace splitvote
