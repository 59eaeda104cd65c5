#include "harness/campaign/recall.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/campaign/campaign.h"
#include "harness/campaign/examine.h"
#include "harness/finding/explanation.h"
#include "harness/finding/signature.h"
#include "harness/reduce/reducer.h"
#include "harness/report/expectation.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

struct Hunt {
  std::optional<Finding> finding;
  std::uint64_t cases = 0;
};

// Candidates that minimizing asks about: what is not small by then stays as it is.
constexpr std::int64_t kMinimizeTestsMax = 4'000;

struct Question {
  const IncidentFile* incident = nullptr;
  const IncidentFile* twin = nullptr;  // or null
  FailRule rule;
};

// The case's numbers and layout on another sampler, which is given the parameters that it has.
Case moved_to_program(Case test_case, const std::shared_ptr<const Program>& program) {
  std::erase_if(test_case.parameters.numbers, [&](const auto& given) {
    return std::none_of(program->values.begin(), program->values.end(), [&](const Value& value) {
      return value.opcode == Opcode::kParameter && value.attributes.parameter_name == given.first;
    });
  });
  test_case.program = program;
  return test_case;
}

bool has_site(const Program& program, const std::string& name) {
  return std::any_of(program.sites.begin(), program.sites.end(),
                     [&name](const Site& site) { return site.name == name; });
}

class Recall {
 public:
  Recall(const std::vector<IncidentFile>& files, const RecallOptions& options)
      : files_(files), options_(options) {}

  std::vector<RecallRow> run() {
    std::vector<Question> questions;
    for (const IncidentFile& file : files_) ask_about(file, questions);
    for (std::size_t at = 0; at < rows_.size() && !stopped(); ++at) {
      progress_ = {at, rows_.size(), &rows_[at], "", 0};
      try {
        answer(questions[at], rows_[at]);
        rows_[at].run = !stopped();
      } catch (const SweepStopped&) {
        break;
      }
    }
    return std::move(rows_);
  }

 private:
  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  void tell(std::uint64_t cases) {
    progress_.cases = cases;
    if (options_.on_progress) options_.on_progress(progress_);
  }

  void ask_about(const IncidentFile& file, std::vector<Question>& questions) {
    const Witness& witness = file.witness;
    if (witness.expectation->verdicts->empty()) return;
    const FailRule rule = rule_for(witness.expectation, FailRule());
    const std::vector<Finding> findings =
        find_by_default(witness.test_case, witness.relation, rule);
    const std::vector<std::string> faults = differences(*witness.expectation, findings);
    if (!faults.empty()) throw InputError("/expect", faults.front(), file.name);
    for (const Finding& finding : findings) {
      if (!witness.expectation->verdicts->contains(finding.verdict)) continue;
      RecallRow row;
      row.incident = file.name;
      row.sampler = witness.test_case.program->name();
      row.verdict = finding.verdict;
      row.grade = finding.grade;
      row.cause = finding.cause;
      row.signature = finding.signature;
      rows_.push_back(std::move(row));
      questions.push_back({&file, fixed_twin(file, finding.verdict, files_), rule});
    }
  }

  // The campaign that `fuzz` runs, ended by the first case that shows the signature and is what is
  // `meant`.
  Hunt hunt(const std::shared_ptr<const Program>& program, const std::string& signature,
            const FailRule& rule, std::uint64_t seed, std::uint64_t case_max,
            const std::function<bool(const Case&)>& meant) {
    std::atomic<bool> end{false};
    Hunt hunt;
    CampaignOptions options;
    options.programs = {program};
    options.seed = seed;
    options.runs = case_max;
    options.rule = rule;
    options.stop = &end;
    options.clock = [] { return 0.0; };
    options.examine = [&](const Case& test_case, const std::optional<Relation>& relation,
                          const SweepLimits& limits) {
      Examined examined = examine(test_case, relation, limits, rule);
      for (const Finding& finding : examined.findings) {
        if (finding.signature != signature || !meant(test_case)) continue;
        hunt.finding = finding;
        end = true;
      }
      return examined;
    };
    options.on_progress = [&](const CampaignProgress& progress) {
      if (stopped()) end = true;
      tell(progress.cases);
    };
    const CampaignResult result = run_campaign(options);
    if (stopped()) throw SweepStopped();
    hunt.cases = result.progress.cases;
    return hunt;
  }

  // Whether the fixed twin's sampler, given the case's numbers, does not show the verdict; true
  // where there is no twin, false where it cannot serve the case.
  [[nodiscard]] bool twin_holds(const Question& question, Verdict verdict,
                                const Case& test_case) const {
    if (question.twin == nullptr) return true;
    try {
      const std::vector<Finding> shown =
          find_by_default(moved_to_program(test_case, question.twin->witness.test_case.program),
                          std::nullopt, question.rule, options_.stop);
      return std::none_of(shown.begin(), shown.end(),
                          [verdict](const Finding& finding) { return finding.verdict == verdict; });
    } catch (const InputError&) {
      return false;
    }
  }

  void answer(const Question& question, RecallRow& row) {
    const std::shared_ptr<const Program>& program = question.incident->witness.test_case.program;
    const auto meant = [&](const Case& test_case) {
      return twin_holds(question, row.verdict, test_case);
    };
    std::optional<Finding> first;
    for (int at = 0; at < options_.seed_count; ++at) {
      const std::uint64_t seed = options_.seed + static_cast<std::uint64_t>(at);
      progress_.what = "seed " + std::to_string(seed);
      const Hunt hunted =
          hunt(program, row.signature, question.rule, seed, options_.case_max, meant);
      row.cases.push_back(hunted.finding ? std::optional(hunted.cases) : std::nullopt);
      if (!first) first = hunted.finding;
    }
    if (!first) return;
    const Explanation explanation = minimize(question, *first, row);
    if (question.twin != nullptr) row.twin = look_at_twin(question, explanation, row);
  }

  Explanation minimize(const Question& question, const Finding& finding, RecallRow& row) {
    progress_.what = "minimizing";
    std::atomic<bool> end{false};
    const SameFinding same(finding, question.rule, options_.stop);
    ReduceOptions options;
    options.stop = &end;
    options.sweeps = [&same] { return same.sweeps(); };
    options.on_progress = [&](const ReduceProgress& progress) {
      if (stopped() || progress.tests >= kMinimizeTestsMax) end = true;
      tell(static_cast<std::uint64_t>(progress.tests));
    };
    const Interesting interesting = [&](const Candidate& candidate) {
      return same(candidate) && twin_holds(question, row.verdict, candidate.test_case);
    };
    const Reduced reduced =
        reduce(Candidate{finding.test_case, finding.relation}, interesting, options);
    if (stopped()) throw SweepStopped();
    const Candidate& best = reduced.best;
    const SweptCase swept = sweep_by_default(best.test_case, best.relation, options_.stop);
    Explanation explanation = explain(swept, same.on(best).value(), question.rule);
    const std::vector<Reason>& pins = explanation.pins.listed;
    row.minimized = {best.test_case.layout.vocab_size, best.test_case.layout.rank_count(),
                     !reduced.interrupted, pins.empty() ? std::string() : pins.front().text};
    return explanation;
  }

  RecallTwin look_at_twin(const Question& question, const Explanation& explanation,
                          const RecallRow& row) {
    const std::shared_ptr<const Program>& program = question.twin->witness.test_case.program;
    RecallTwin twin;
    const std::string& name = question.twin->name;
    twin.name = name.substr(name.rfind('/') + 1);
    twin.cases = std::min(row.worst().value_or(options_.case_max), options_.twin_case_max);
    const std::string signature = signature_of(*program, row.verdict, row.grade, row.cause);
    for (int at = 0; at < options_.seed_count; ++at) {
      const std::uint64_t seed = options_.seed + static_cast<std::uint64_t>(at);
      progress_.what = "twin, seed " + std::to_string(seed);
      twin.shown_by += hunt(program, signature, question.rule, seed, twin.cases,
                            [](const Case&) {
                              return true;
                            }).finding.has_value()
                           ? 1
                           : 0;
    }
    hold_against_pins(*program, explanation, twin);
    return twin;
  }

  static void hold_against_pins(const Program& program, const Explanation& explanation,
                                RecallTwin& twin) {
    if (explanation.pins.listed.empty()) return;
    twin.pins = FixAndPins::kOtherMeans;
    for (const Reason& pins : explanation.pins.listed) {
      const bool gone =
          std::none_of(pins.literals.begin(), pins.literals.end(),
                       [&](const Literal& pin) { return has_site(program, pin.site); });
      if (!gone) continue;
      twin.pins = FixAndPins::kAgrees;
      twin.agreeing_pins = pins.text;
      return;
    }
  }

  const std::vector<IncidentFile>& files_;
  const RecallOptions& options_;
  std::vector<RecallRow> rows_;
  RecallProgress progress_;
};

}  // namespace

std::vector<RecallRow> recall(const std::vector<IncidentFile>& files,
                              const RecallOptions& options) {
  return Recall(files, options).run();
}

}  // namespace splitvote
