#include "harness/reach/variant_explanation.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "harness/finding/words.h"
#include "harness/identify/same_names.h"
#include "src/evaluate/run.h"

namespace splitvote {
namespace {

std::string shape_label(const CompiledShape& shape, const CompiledShape& other) {
  if (shape.rows != other.rows) return "batch " + std::to_string(shape.rows);
  return to_string({shape.rows, shape.tokens_per_rank, shape.ranks});
}

std::string label_of(const CompiledAs& as, const CompiledAs& other) {
  if (!as.variant.empty()) return as.variant;
  if (!other.variant.empty()) return "as it is";
  return shape_label(as.shape, other.shape);
}

Plan plan_of(const Program& sampler, PlanBits bits) {
  return split_plan(bits, sampler.site_count(), 1);
}

bool is_about(const TracedDecision& decision, std::int32_t token) {
  return decision.first.token == token || decision.second.token == token;
}

bool reads_the_same(const TracedNumber& a, const TracedNumber& b) {
  return a.read() == b.read() && a.token == b.token && a.position == b.position;
}

// "it compares X, with Y, and GE holds"; "it takes X, over Y".
std::string deed_of(const Program& sampler, const TracedDecision& decision) {
  const std::string first = words_of(sampler, decision.first);
  const std::string second = words_of(sampler, decision.second);
  if (decision.operation == "compare") {
    return "it compares " + first + ", with " + second + ", and " + decision.direction +
           (decision.holds ? " holds" : " does not hold");
  }
  const bool sorts = decision.operation == "sort";
  return (sorts ? "it puts " : "it takes ") + first + (sorts ? ", before " : ", over ") + second;
}

class Explainer {
 public:
  Explainer(const Finding& finding, const ComparedPair& pair, const FailRule& rule,
            const std::atomic<bool>* stop)
      : finding_(finding), pair_(pair), rule_(rule) {
    limits_.stop = stop;
  }

  VariantExplanation explain() {
    result_.finding = finding_;
    result_.words = finding_.sentence;
    serve();
    for (const std::size_t at : {0U, 1U}) describe(at);
    const auto &here = plan(0), &there = plan(1);
    if (here && there) {
      result_.differing = site_differences(sampler(0), *here, sampler(1), *there);
      part();
    }
    pin();
    return std::move(result_);
  }

 private:
  [[nodiscard]] const Program& sampler(std::size_t at) const {
    return *result_.variants[at].test_case.program;
  }
  [[nodiscard]] const std::optional<PlanBits>& plan(std::size_t at) const {
    return pair_.on[at]->identified.plan;
  }

  void serve() {
    for (const std::size_t at : {0U, 1U}) {
      const Subject& subject = *pair_.subjects[at];
      const Lowering& lowering = pair_.on[at]->identified.lowering;
      const Case served = served_at(finding_.test_case, subject.shape).value_or(finding_.test_case);
      Case& shown = result_.variants[at].test_case;
      shown = fitted(served, lowering.sampler ? lowering.sampler : subject.sampler, subject.shape);
      shown.layout.rank_class.assign(shown.layout.rank_class.size(), 0);
      const int rows = std::min(finding_.test_case.logits.rows, served.logits.rows);
      result_.rows = at == 0 ? rows : std::min(rows, result_.rows);
    }
  }

  void describe(std::size_t at) {
    const CompiledSubject& on = *pair_.on[at];
    ExplainedVariant& variant = result_.variants[at];
    variant.as = on.compiled.as;
    variant.label = label_of(variant.as, pair_.on[1 - at]->compiled.as);
    variant.lowering = on.identified.lowering.name;
    variant.outcome = names_as_served(on.compiled, variant.test_case);
    if (!plan(at)) return;
    const Plan chosen = plan_of(sampler(at), *plan(at));
    variant.plan = to_string(sampler(at), chosen);
    const auto logits = materialize(variant.test_case.logits, variant.test_case.layout.vocab_size);
    const Evaluator evaluator(evaluator_input(variant.test_case, logits));
    const Outcome planned = without_padding(run(evaluator, chosen), variant.test_case.layout);
    variant.as_planned = same_names(planned, variant.outcome, result_.rows);
  }

  [[nodiscard]] std::vector<TracedDecision> trace(std::size_t at, std::int32_t token) const {
    return decision_trace(result_.variants[at].test_case, plan_of(sampler(at), *plan(at)),
                          finding_.row, token, token != kNoToken);
  }

  // The first decision of both that `differ` says differs.
  template <typename Differ>
  void part_at(std::int32_t token, Differ differ) {
    const std::vector<TracedDecision> here = trace(0, token), there = trace(1, token);
    for (const TracedDecision& a : here) {
      for (const TracedDecision& b : there) {
        if (a.id != b.id || !differ(a, b)) continue;
        result_.parting = Parting{{a, b}};
        return;
      }
    }
  }

  void part() {
    for (const std::int32_t token : {finding_.expected_token, finding_.actual_token}) {
      if (token == kNoToken || result_.parting) continue;
      part_at(token, [token](const TracedDecision& a, const TracedDecision& b) {
        return a.operation == "compare" && a.holds != b.holds && is_about(a, token) &&
               is_about(b, token);
      });
    }
    if (!result_.parting) {
      part_at(kNoToken, [](const TracedDecision& a, const TracedDecision& b) {
        return a.ranks.front() == b.ranks.front() &&
               !(reads_the_same(a.first, b.first) && reads_the_same(a.second, b.second));
      });
    }
    if (!result_.parting) return;
    std::string& words = result_.words;
    words = finding_.test_case.logits.rows > 1 ? "in row " + std::to_string(finding_.row) + ", at `"
                                               : "at `";
    words += result_.parting->decisions[0].id + "`: ";
    for (const std::size_t at : {0U, 1U}) {
      words += (at == 0 ? "(" : "; (") + result_.variants[at].label + ") " +
               deed_of(sampler(at), result_.parting->decisions[at]);
    }
  }

  void pin() {
    for (const ExplainedVariant& variant : result_.variants) {
      if (variant.as_planned) continue;
      result_.pins.refusal = "no plan does what was compiled (" + variant.label + ")";
      return;
    }
    const Case& of_here = result_.variants[0].test_case;
    const Case& of_there = result_.variants[1].test_case;
    Sweep here = sweep(of_here, limits_);
    Sweep there = pair_.subjects[0] == pair_.subjects[1] && of_here.program == of_there.program
                      ? here
                      : sweep(of_there, limits_);
    for (Outcome& outcome : there.outcomes) outcome = without_padding(outcome, of_there.layout);
    const Judge judge(of_here);
    result_.pins = agreeing_pins({&sampler(0), &here, *plan(0)}, {&sampler(1), &there, *plan(1)},
                                 judge, result_.rows, rule_);
    result_.outcomes = std::move(here.outcomes);
  }

  const Finding& finding_;
  const ComparedPair& pair_;
  const FailRule& rule_;
  SweepLimits limits_;
  VariantExplanation result_;
};

}  // namespace

std::optional<ComparedPair> compared_pair(const std::vector<Subject>& subjects,
                                          const Finding& finding) {
  ComparedPair pair;
  if (finding.reached.size() < 2) return std::nullopt;
  for (const std::size_t at : {0U, 1U}) {
    for (const Subject& subject : subjects) {
      for (const CompiledSubject& on : subject.on) {
        if (on.compiled.as != finding.reached[at].as) continue;
        pair.subjects[at] = &subject;
        pair.on[at] = &on;
      }
    }
    if (pair.on[at] == nullptr) return std::nullopt;
  }
  return pair;
}

VariantExplanation explain_variants(const Finding& finding, const ComparedPair& pair,
                                    const FailRule& rule, const std::atomic<bool>* stop) {
  return Explainer(finding, pair, rule, stop).explain();
}

}  // namespace splitvote
