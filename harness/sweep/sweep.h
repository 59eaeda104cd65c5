// One case under every plan.
//
// 1. Values are evaluated in program order. At each operation that has choices, every distinct
// state (the live values so far,
//    identified by content) branches once per distinct *input*, not once per plan; equal results
//    merge.
// 2. The states form a layered graph. Walking it by a plan's bits leads to that plan's outcome;
// distinct outcomes are few.
// 3. Work is bounded, not the number of choices: past `work_max` vocabulary passes the sweep starts
// again with only the plans at
//    most two choices away from all-rounded or all-promoted, and says so.
// Memory is bounded by expanding states in batches, depth first.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "harness/case/case.h"
#include "src/evaluate/evaluator.h"
#include "src/evaluate/outcome.h"
#include "src/program/plan.h"

namespace splitvote {

// Where a sweep's time went: per value of the program, seconds and evaluations. Filled only when
// asked for.
struct SweepProfile {
  std::vector<double> seconds;            // [value]
  std::vector<std::int64_t> evaluations;  // [value]
};

struct SweepLimits {
  std::int64_t work_max = 65'536;  // vocabulary passes (of at least 32,768 elements)
  int choice_count_max =
      24;  // more choices than this are never swept completely: 2^24 plans are 64 MiB
  const std::atomic<bool>* stop =
      nullptr;  // set: the sweep throws SweepStopped at the next operation
  SweepProfile* profile = nullptr;
};

class SweepStopped {};

enum class Coverage : std::uint8_t {
  kComplete,  // every plan
  kNearBoth,  // plans at most two choices away from all-rounded or from all-promoted
};

struct SweepCounters {
  std::int64_t operations_evaluated = 0;  // operation on one rank's arrays, after sharing
  std::int64_t elements_evaluated = 0;
  std::int64_t states = 0;
  double vocabulary_passes = 0;
};

// Plans are numbered by their joined bits (plan.h): class c's site s is bit c * site_count + s.
struct Sweep {
  int site_count = 0;
  int class_count = 1;
  Coverage coverage = Coverage::kComplete;
  std::vector<Outcome> outcomes;          // distinct joint outcomes, in order of first plan
  std::vector<std::uint32_t> outcome_of;  // complete: [plan]; near both: [position in `plans`]
  std::vector<PlanBits> plans;  // near both: the plans covered, ascending; complete: empty
  SweepCounters counters;

  [[nodiscard]] int choice_count() const { return site_count * class_count; }
  [[nodiscard]] std::size_t plan_count() const { return outcome_of.size(); }
  [[nodiscard]] PlanBits plan_at(std::size_t position) const {
    return coverage == Coverage::kComplete ? static_cast<PlanBits>(position) : plans[position];
  }
};

// What an Evaluator needs of a case; both arguments must outlive it.
EvaluatorInput evaluator_input(const Case& test_case,
                               const std::vector<std::vector<float>>& logits);

Sweep sweep(const Case& test_case, const SweepLimits& limits = {});

}  // namespace splitvote
