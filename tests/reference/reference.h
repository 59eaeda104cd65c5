// The independent reference: one case under one plan, evaluated plan by plan, operation by
// operation, as OPERATIONS.md reads.
//
// Shares no evaluation code with the product: only plain data (Program, Plan, Case, Layout,
// Outcome, IdSet) is common. Every rank runs in lockstep; every float value is kept as its two
// arrays, u and r.
#pragma once

#include <string>
#include <vector>

#include "harness/case/case.h"
#include "src/evaluate/outcome.h"
#include "src/program/plan.h"

namespace splitvote {

class Reference {
 public:
  // Keeps a reference to `test_case`; fills in the logits once.
  explicit Reference(const Case& test_case);

  [[nodiscard]] Outcome outcome(const Plan& plan) const;
  // Every value on every rank under the plan, as text; long arrays are cut.
  [[nodiscard]] std::string trace(const Plan& plan) const;

 private:
  const Case* case_;
  LayoutMap layout_;
  std::vector<std::vector<float>> rows_;  // [row][token]
};

Outcome reference_outcome(const Case& test_case, const Plan& plan);

}  // namespace splitvote
