#include "harness/explain/implicant_list.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <tuple>

#include "harness/explain/fewest_literals.h"
#include "harness/explain/prime_implicants.h"

namespace splitvote {
namespace {

bool before(const Implicant& a, const Implicant& b) {
  return std::tuple(a.literal_count(), a.choices, a.promoted) <
         std::tuple(b.literal_count(), b.choices, b.promoted);
}

FailingSet turned(const FailingSet& set) {
  FailingSet passing;
  passing.choice_count = set.choice_count;
  if (set.table) passing.table = set.table->negated();
  passing.plans = set.plans;
  passing.fails = set.fails;
  passing.fails.flip();
  return passing;
}

ImplicantList with_fewest_literals(const FailingSet& set, std::size_t most) {
  const auto order = [](const Implicant& a, const Implicant& b) { return before(a, b); };
  std::set<Implicant, decltype(order)> found(order);
  fewest_literals(set, [&](const Implicant& implicant) {
    if (found.size() < most) found.insert(implicant);
  });
  ImplicantList list;
  list.all = false;
  list.count = found.size();
  list.listed.assign(found.begin(), found.end());
  return list;
}

}  // namespace

ImplicantList minimal_implicants(const FailingSet& set, bool failing, std::size_t wanted,
                                 std::size_t most) {
  if (!failing) return minimal_implicants(turned(set), true, wanted, most);
  ImplicantList list;
  if (set.count() == 0) return list;
  if (!set.complete()) return with_fewest_literals(set, most);
  const std::optional<PrimeImplicants> primes = PrimeImplicants::of(*set.table);
  if (!primes) return with_fewest_literals(set, most);
  list.count = primes->count();
  list.listed = primes->fewest(wanted, most);
  std::sort(list.listed.begin(), list.listed.end(), before);
  return list;
}

std::vector<PlanBits> needed_for(const PlanSearch& search, const Implicant& implicant,
                                 bool failing) {
  std::vector<PlanBits> plans;
  for (PlanBits rest = implicant.choices; rest != 0; rest &= rest - 1) {
    const std::optional<PlanBits> plan =
        search.least(implicant.flipped(std::countr_zero(rest)), !failing);
    if (!plan) {
      std::fputs("splitvote: a literal that an implicant does not need was found in it\n", stderr);
      std::abort();
    }
    plans.push_back(*plan);
  }
  return plans;
}

}  // namespace splitvote
