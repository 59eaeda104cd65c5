// The layered graph of states that a sweep walks: one node per distinct state at a branching
// operation, one edge per choice.
//
// Built depth first in batches, so that only a few states hold arrays at a time; the graph itself
// keeps ids only.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "harness/sweep/schedule.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/evaluator.h"

namespace splitvote {

// Thrown when a complete sweep would take more than `work_max`.
class WorkExceeded {};

class StateGraph {
 public:
  StateGraph(const Evaluator& evaluator, int class_count, Coverage coverage,
             const SweepLimits& limits);

  // Evaluates everything the coverage asks for. Throws WorkExceeded (complete coverage only),
  // SweepStopped.
  void build();

  // Position in `outcomes` of the plan with these joined bits (which must be covered).
  [[nodiscard]] std::uint32_t outcome_of(PlanBits plan) const;
  // outcome_of for every plan, in plan order. Complete coverage only.
  void spread(std::vector<std::uint32_t>& outcome_of_plan) const;

  std::vector<Outcome> outcomes;
  SweepCounters counters;

 private:
  struct State {
    std::vector<DistributedRef> slots;
    std::uint64_t nan_rows = 0;
    std::uint8_t promoted =
        0;  // choices promoted so far, rounded so far; counted up to kFar (near-both coverage only)
    std::uint8_t rounded = 0;
  };
  struct Node {
    int step = -1;                 // the branching step; -1: a leaf
    std::uint32_t first_edge = 0;  // leaf: the outcome
  };
  struct Known {  // states seen at one place, by content
    std::unordered_map<ContentId, std::uint32_t, ContentIdHash> nodes;
  };

  static constexpr std::uint32_t kNoNode = 0xffffffff;
  static constexpr std::uint8_t kFar = 3;

  // Nodes of these states, each about to take `step`.
  std::vector<std::uint32_t> resolve(std::size_t step, std::vector<State> states);
  std::size_t advance(std::size_t step, State& state);
  std::uint32_t leaf(const State& state);
  std::uint32_t intern(Outcome outcome);
  void branch(std::size_t step, const State& parent, std::vector<State>& children,
              std::vector<std::uint32_t>& edges);
  Evaluation evaluate(const Step& step, std::span<const DistributedRef> read,
                      std::uint32_t rounding_classes);
  void apply(const Step& step, State& state, std::span<const DistributedRef> read,
             std::uint32_t rounding_classes);
  [[nodiscard]] ContentId id_of(std::size_t before_step, const State& state) const;
  [[nodiscard]] bool count_choices(State& state, std::uint32_t choices, int choice_bits) const;
  void charge(double elements);

  const Evaluator& evaluator_;
  const int class_count_;
  const Coverage coverage_;
  const SweepLimits& limits_;
  const Schedule schedule_;
  double pass_elements_ = 1;
  std::size_t batch_bytes_max_ = 0;

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> edges_;
  std::vector<Known> known_before_;  // [step] states about to take a step
  std::vector<Known> known_at_;      // [branching step]
  Known known_outcomes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> interned_;  // outcomes by digest
  std::uint32_t root_ = kNoNode;

  // Results by what was read, per step; dropped when they hold too much.
  struct Memo {
    std::unordered_map<ContentId, Evaluation, ContentIdHash> results;
  };
  std::vector<Memo> memo_;
  std::size_t memo_bytes_ = 0;

  // Where a step's choice bits stand in a joined plan: [step][local bit].
  std::vector<std::vector<int>> plan_bits_;
};

}  // namespace splitvote
