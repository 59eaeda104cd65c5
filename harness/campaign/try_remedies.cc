#include "harness/campaign/try_remedies.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "harness/campaign/examine.h"
#include "harness/campaign/on_targets.h"
#include "harness/compiled/read_back.h"
#include "harness/compiled/remedies.h"
#include "harness/finding/explanation.h"
#include "harness/generate/generate.h"
#include "harness/reach/seen.h"
#include "src/evaluate/run.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// The smallest set of pins that are all rounded; none where there is no such set.
std::vector<Literal> rounded_pins(const Finding& finding, const FailRule& rule,
                                  const std::atomic<bool>* stop) {
  if (!shown_by_a_plan(finding)) return {};
  const SweptCase swept = sweep_by_default(finding.test_case, finding.relation, stop);
  for (const Finding& each : find(swept, rule)) {
    if (each.verdict != finding.verdict) continue;
    for (const Reason& reason : explain(swept, each, rule).pins.listed) {
      const bool rounded = std::none_of(reason.literals.begin(), reason.literals.end(),
                                        [](const Literal& literal) { return literal.promoted; });
      if (rounded) return reason.literals;
    }
  }
  return {};
}

// The worst failing grade of each verdict, whoever of the subject's compiled programs shows it.
std::map<Verdict, Grade> failing_on(const Subject& subject, const Case& test_case,
                                    const FailRule& rule) {
  std::map<Verdict, Grade> failing;
  const Case judged = judged_case(subject, test_case);
  const Judge judge(judged);
  for (const Seen& seen : see(subject, test_case)) {
    for (const Ruling& ruling : judge.judge(seen.outcome).rulings) {
      if (!rule.failing(ruling.verdict, ruling.grade)) continue;
      const auto known = failing.emplace(ruling.verdict, ruling.grade).first;
      known->second = std::max(known->second, ruling.grade);
    }
  }
  return failing;
}

// The verdicts that fail on the case with all of the sampler's uses rounded, and with all promoted.
std::set<Verdict> unavoidable_on(const Case& judged, const FailRule& rule) {
  const Judge judge(judged);
  const auto logits = materialize(judged.logits, judged.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(judged, logits));
  const int classes = judged.layout.class_count();
  const Judgement rounded = judge.judge(run(evaluator, all_rounded(classes)));
  const Judgement promoted = judge.judge(run(evaluator, all_promoted(*judged.program, classes)));
  std::set<Verdict> unavoidable;
  for (const Ruling& ruling : rounded.rulings) {
    const Ruling* other = promoted.find(ruling.verdict);
    if (rule.failing(ruling.verdict, ruling.grade) && other != nullptr &&
        rule.failing(other->verdict, other->grade)) {
      unavoidable.insert(ruling.verdict);
    }
  }
  return unavoidable;
}

// A sampler at a shape.
std::string key_of(const Subject& subject) {
  return subject.sampler->name() + "|" + to_string(subject.shape) + (subject.fleet ? "|fleet" : "");
}

}  // namespace

// One compiled program, or the two of a fleet, and what can be compiled in its place.
class RemedyTrials::OnOne {
 public:
  OnOne(RemedyTrials& own, const Finding& finding, const SamplerSource& source,
        const Reached& reached)
      : own_(own), finding_(finding), source_(source), reached_(reached) {
    for (const std::string& name : parts_by_class(reached.as.target)) {
      const Target* target = find_target(name);
      if (target == nullptr) throw InputError("", "expected a target, found '" + name + "'");
      plans_.push_back(plan_compilation(source, *target, reached.as.shape, own.options_.numbers,
                                        !keeps_every_cast(reached.as.flags)));
    }
  }

  std::vector<Trial> run(const std::vector<Literal>& pins) {
    std::vector<Trial> trials;
    std::vector<CompiledText> as_is;
    std::vector<std::vector<Remedy>> remedies;  // [class]
    std::vector<CompileRequest> requests;
    for (const CompilationPlan& plan : plans_) requests.push_back(plan.request);
    trials.push_back(attempt("", requests, &as_is));
    if (!trials.front().tried()) return trials;
    for (std::size_t at = 0; at < plans_.size(); ++at) {
      remedies.push_back(remedies_of(source_, plans_[at], as_is[at], reached_.as.shape, pins));
    }
    for (std::size_t which = 0; which < remedies.front().size(); ++which) {
      Trial refused = {reached_.as, remedies.front()[which].name, "", false, 0, 0};
      requests.clear();
      for (const std::vector<Remedy>& of_class : remedies) {
        requests.push_back(of_class[which].request);
        if (refused.refusal.empty()) refused.refusal = of_class[which].refusal;
      }
      trials.push_back(refused.tried() ? attempt(refused.remedy, requests, nullptr) : refused);
    }
    return trials;
  }

 private:
  // Compiles one request a class of ranks, and judges what came out.
  Trial attempt(const std::string& remedy, const std::vector<CompileRequest>& requests,
                std::vector<CompiledText>* texts) {
    if (own_.options_.on_progress) {
      own_.options_.on_progress("trying " + (remedy.empty() ? "it as compiled" : remedy) + " on " +
                                reached_.as.target);
    }
    Trial trial = {reached_.as, remedy, "", false, 0, 0};
    Subject subject;
    subject.shape = reached_.as.shape;
    subject.fleet = requests.size() > 1;
    subject.sampler = finding_.test_case.program;
    for (std::size_t at = 0; at < requests.size(); ++at) {
      const CompileResult result = own_.compilers_->compile(requests[at]);
      if (const auto* failure = std::get_if<CompileFailure>(&result)) {
        if (failure->kind == CompileFailure::Kind::kStopped) throw SweepStopped{};
        trial.refusal = failure->message;
        return trial;
      }
      const CompiledText& text = std::get<CompiledText>(result);
      try {
        CompiledRecord record = record_of(source_, reached_.as.shape, plans_[at], text);
        record.unoptimized.clear();  // the sampler is known
        CompiledSubject on;
        on.compiled = read_back(record, remedy).compiled;
        subject.on.push_back(std::move(on));
      } catch (const InputError& error) {
        trial.refusal = error.what();
        return trial;
      }
      if (texts != nullptr) texts->push_back(text);
    }
    try {
      trial.on_case =
          failing_on(subject, finding_.test_case, own_.options_.rule).count(finding_.verdict) > 0;
      trial.fresh = own_.options_.fresh;
      trial.fresh_shown = fresh_shown(subject, remedy);
    } catch (const InputError& error) {
      trial.refusal = error.what();
    }
    return trial;
  }

  int fresh_shown(const Subject& subject, const std::string& remedy) {
    const std::string key = key_of(subject) + "|" + reached_.as.evidence() + "|" + remedy;
    const auto grade = static_cast<std::size_t>(finding_.grade);
    const auto known = own_.counts_.find(key);
    if (known != own_.counts_.end()) return known->second[finding_.verdict][grade];
    GeneratorOptions base;
    base.numbers = plans_.front().numbers;
    Counts counts;
    for (const FreshCase& fresh : own_.fresh_cases(subject, base)) {
      own_.want_no_stop();
      for (const auto& [verdict, worst] :
           failing_on(subject, fresh.test_case, own_.options_.rule)) {
        if (fresh.unavoidable.count(verdict) > 0) continue;
        for (std::size_t at = 0; at <= static_cast<std::size_t>(worst); ++at) {
          ++counts[verdict][at];
        }
      }
    }
    return own_.counts_.emplace(key, std::move(counts)).first->second[finding_.verdict][grade];
  }

  RemedyTrials& own_;
  const Finding& finding_;
  const SamplerSource& source_;
  const Reached& reached_;
  std::vector<CompilationPlan> plans_;  // one, or one for each class of a fleet
};

void RemedyTrials::want_no_stop() const {
  if (options_.stop != nullptr && *options_.stop) throw SweepStopped{};
}

const std::vector<RemedyTrials::FreshCase>& RemedyTrials::fresh_cases(
    const Subject& subject, const GeneratorOptions& base) {
  const auto [known, is_new] = fresh_.emplace(key_of(subject), std::vector<FreshCase>());
  if (!is_new) return known->second;
  const GeneratorOptions options = generator_at(subject.shape, *subject.sampler, base);
  for (int at = 0; at < options_.fresh; ++at) {
    want_no_stop();
    Rng rng(options_.seed, static_cast<std::uint64_t>(at));
    FreshCase fresh;
    fresh.test_case = generate(options, subject.sampler, rng);
    fresh.unavoidable = unavoidable_on(judged_case(subject, fresh.test_case), options_.rule);
    known->second.push_back(std::move(fresh));
  }
  return known->second;
}

std::vector<Trial> RemedyTrials::of(const Finding& finding, const SamplerSource& source) {
  std::vector<Trial> trials;
  const bool every_plan = shown_by_a_plan(finding) && finding.failing_plans > 0 &&
                          finding.failing_plans == finding.covered_plans;
  if (finding.verdict == Verdict::kVariantSplit || every_plan) return trials;
  const std::vector<Literal> pins = rounded_pins(finding, options_.rule, options_.stop);
  for (const Reached& reached : finding.reached) {
    // What is tried is put into the sampler as it is.
    if (reached.elsewhere || !reached.as.variant.empty()) continue;
    std::vector<Trial> on_one = OnOne(*this, finding, source, reached).run(pins);
    std::move(on_one.begin(), on_one.end(), std::back_inserter(trials));
  }
  return trials;
}

}  // namespace splitvote
