// Findings on small random cases of the built-in samplers, for the tests that write and read them.
#pragma once

#include <random>
#include <vector>

#include "harness/case/parameter_domain.h"
#include "harness/finding/finding.h"
#include "harness/oracle/judge.h"
#include "harness/store/builtin.h"
#include "harness/sweep/sweep.h"

namespace splitvote {

// One row, at most five ranks, logits with many near ties; every third case has two rank classes.
inline Case small_case(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t bound) { return static_cast<int>(random() % bound); };
  Case test_case;
  const auto programs = builtin_programs();
  test_case.program = programs[random() % programs.size()];
  const int ranks = 1 + below(5);
  test_case.layout = even_layout(ranks + below(20), ranks);
  if (ranks > 1 && test_case.program->site_count() <= 6 && below(3) == 0)
    test_case.layout.rank_class.back() = 1;
  std::vector<float>& row = test_case.logits.values.emplace_back();
  for (int token = 0; token < test_case.layout.vocab_size; ++token) {
    row.push_back(static_cast<float>(below(64)) / 64.0F + 8.0F);
  }
  for (const ParameterDomain& domain : parameter_domains(*test_case.program)) {
    if (domain.name == "temperature")
      test_case.parameters.numbers["temperature"] = static_cast<double>(0.7F);
  }
  test_case.parameters.seed = random();
  return test_case;
}

inline std::vector<Finding> found_on(const Case& test_case) {
  const Judge judge(test_case);
  return find(test_case, sweep(test_case), judge, FailRule());
}

}  // namespace splitvote
