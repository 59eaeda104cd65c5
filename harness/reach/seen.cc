#include "harness/reach/seen.h"

#include <array>
#include <string>
#include <utility>

#include "harness/case/parameter_domain.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/lockstep.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::shared_ptr<const Program> lowered_sampler(const Subject& subject, const CompiledSubject& on) {
  return on.identified.lowering.sampler ? on.identified.lowering.sampler : subject.sampler;
}

Seen see_fleet(const Subject& subject, const Case& judged) {
  const CompiledSubject& a = subject.on[0];
  const CompiledSubject& b = subject.on[1];
  Case of_a = judged, of_b = judged;
  of_a.program = a.compiled.program;
  of_b.program = b.compiled.program;
  const auto logits = materialize(judged.logits, judged.layout.vocab_size);
  const Evaluator evaluator_a(evaluator_input(of_a, logits)),
      evaluator_b(evaluator_input(of_b, logits));
  const std::array<const Evaluator*, 2> evaluators = {&evaluator_a, &evaluator_b};
  const std::array<std::string, 2> names = {a.compiled.as.target, b.compiled.as.target};
  const std::vector<int> class_of(judged.layout.rank_class.begin(), judged.layout.rank_class.end());
  Seen seen;
  seen.outcome = run_lockstep(evaluators, names, class_of);
  seen.by.as = fleet_as(a.compiled.as, b.compiled.as);
  if (!a.record.empty() && !b.record.empty()) seen.by.record = a.record + "," + b.record;
  // Ranks that run different programs have no plan of one.
  const bool one_program = a.identified.lowering.name == b.identified.lowering.name;
  seen.sampler = one_program ? lowered_sampler(subject, a) : subject.sampler;
  if (one_program && a.identified.plan && b.identified.plan) {
    seen.plan = *a.identified.plan | *b.identified.plan << subject.sampler->site_count();
  }
  seen.explained = one_program && a.identified.explained() && b.identified.explained();
  return seen;
}

}  // namespace

std::string why_apart(const Subject& fleet) {
  Case test_case;
  test_case.program = fleet.sampler;
  test_case.layout =
      even_layout(fleet.shape.tokens_per_rank * fleet.shape.ranks, fleet.shape.ranks);
  test_case.parameters.numbers = fleet.on.front().compiled.numbers;
  for (const ParameterDomain& domain : parameter_domains(*fleet.sampler)) {
    if (domain.required) test_case.parameters.numbers.insert({domain.name, 1});
  }
  try {
    see(fleet, test_case);
    return "";
  } catch (const InputError& error) {
    return error.expectation();
  }
}

Layout fleet_layout(Layout layout) {
  if (layout.class_count() > 1) return layout;
  if (layout.rank_count() < 2) {
    throw InputError("", "expected at least two ranks for a fleet of two targets, found one");
  }
  for (std::size_t rank = 0; rank < layout.rank_class.size(); ++rank) {
    layout.rank_class[rank] = static_cast<std::int32_t>(rank % 2);
  }
  return layout;
}

CompiledAs fleet_as(const CompiledAs& a, const CompiledAs& b) {
  CompiledAs both = a;
  both.target += "," + b.target;
  if (b.compiler != a.compiler) both.compiler += "," + b.compiler;
  return both;
}

Case judged_case(const Subject& subject, const Case& test_case) {
  Case judged = fitted(test_case, subject.sampler, subject.shape);
  if (subject.fleet) {
    judged.layout = fleet_layout(judged.layout);
  } else {
    judged.layout.rank_class.assign(judged.layout.rank_class.size(), 0);
  }
  return judged;
}

std::vector<Seen> see(const Subject& subject, const Case& test_case) {
  if (subject.fleet) return {see_fleet(subject, judged_case(subject, test_case))};
  std::vector<Seen> seen;
  for (const CompiledSubject& on : subject.on) {
    seen.push_back({run_compiled(on.compiled, test_case),
                    {on.compiled.as, "", on.record, "", false},
                    lowered_sampler(subject, on),
                    on.identified.plan,
                    on.identified.explained(),
                    on.identified.explained() ? &on.identified.survivors : nullptr});
  }
  return seen;
}

}  // namespace splitvote
