#include "harness/reach/reached_cause.h"

#include <optional>

#include "harness/explain/prime_implicants.h"

namespace splitvote {
namespace {

bool implies(const FailingSet& failing, const Implicant& implicant) {
  if (failing.complete()) {
    const std::uint64_t count = failing.table->assignment_count();
    for (PlanBits plan = 0; plan < count; ++plan) {
      if (implicant.holds(plan) && !failing.table->test(plan)) return false;
    }
    return true;
  }
  for (std::size_t at = 0; at < failing.plans.size(); ++at) {
    if (implicant.holds(failing.plans[at]) && !failing.fails[at]) return false;
  }
  return true;
}

Implicant by_dropping(const FailingSet& failing, PlanBits plan) {
  const int choices = failing.choice_count;
  const PlanBits all = choices >= 64 ? ~PlanBits{0} : (PlanBits{1} << choices) - 1;
  Implicant implicant{all, plan & all};
  for (int choice = choices - 1; choice >= 0; --choice) {
    const Implicant fewer = implicant.without(choice);
    if (implies(failing, fewer)) implicant = fewer;
  }
  return implicant;
}

}  // namespace

Cause reached_cause(const FailingSet& failing, PlanBits plan, const ChoiceNames& names) {
  const auto primes =
      failing.complete() ? PrimeImplicants::of(*failing.table) : std::optional<PrimeImplicants>();
  if (!primes) return cause_of(by_dropping(failing, plan), names);
  for (int literals = 0; literals <= failing.choice_count; ++literals) {
    if (!primes->any_of(literals)) continue;
    std::optional<Cause> best;
    primes->visit_of(literals, [&](const Implicant& implicant) {
      if (!implicant.holds(plan)) return true;
      Cause cause = cause_of(implicant, names);
      if (!best || cause.text < best->text) best = std::move(cause);
      return true;
    });
    if (best) return *best;
  }
  return cause_of(by_dropping(failing, plan), names);
}

}  // namespace splitvote
