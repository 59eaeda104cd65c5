// Parameters that the case need not give, and the seed of the draw.

#include <vector>

#include "harness/case/parameter_domain.h"
#include "harness/reduce/passes.h"

namespace splitvote {
namespace {

void walk_parameters(Candidate& candidate, Keep& keep) {
  Parameters& parameters = candidate.test_case.parameters;
  for (const ParameterDomain& domain : parameter_domains(*candidate.test_case.program)) {
    if (parameters.numbers.contains(domain.name) && !keep()) parameters.numbers.erase(domain.name);
  }
  if (parameters.seed != 0 && !keep()) parameters.seed = 0;
}

}  // namespace

void reduce_parameters(Reducer& reducer) {
  reducer.drop(walk_parameters);
  constexpr std::uint64_t kSeedsTried = 64;
  for (std::uint64_t seed = 1; seed <= kSeedsTried; ++seed) {
    if (seed >= reducer.best().test_case.parameters.seed) break;
    Candidate candidate = reducer.best();
    candidate.test_case.parameters.seed = seed;
    if (reducer.consider(std::move(candidate))) break;
  }
}

}  // namespace splitvote
