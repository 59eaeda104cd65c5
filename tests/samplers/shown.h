// What a built-in sampler shows on a row written out by hand.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/case/case.h"
#include "harness/oracle/judge.h"
#include "harness/store/builtin.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"

namespace splitvote {

inline Case written_case(const std::string& program, std::vector<std::vector<float>> rows,
                         int ranks, std::map<std::string, double> parameters = {}) {
  Case test_case;
  test_case.program = builtin_program(program);
  test_case.layout = even_layout(static_cast<std::int32_t>(rows[0].size()), ranks);
  test_case.logits.rows = static_cast<std::int32_t>(rows.size());
  test_case.logits.values = std::move(rows);
  test_case.parameters.numbers = std::move(parameters);
  return test_case;
}

inline Outcome outcome_of(const Case& test_case, const std::string& plan) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  return run(evaluator, parse_plan(*test_case.program, plan));
}

inline Judgement judgement_of(const Case& test_case, const std::string& plan) {
  return Judge(test_case).judge(outcome_of(test_case, plan));
}

// Ascending, as the first rank has them.
inline std::vector<std::int32_t> kept(const Case& test_case, const std::string& plan, int row = 0) {
  std::vector<std::int32_t> ids;
  outcome_of(test_case, plan).at(0, row).candidates->for_each([&](std::int32_t id) {
    ids.push_back(id);
  });
  return ids;
}

inline bool shows(const Case& test_case, const std::string& plan, Verdict verdict) {
  return judgement_of(test_case, plan).find(verdict) != nullptr;
}

inline std::vector<std::string> site_names(const std::string& program) {
  std::vector<std::string> names;
  for (const Site& site : builtin_program(program)->sites) names.push_back(site.name);
  return names;
}

}  // namespace splitvote
