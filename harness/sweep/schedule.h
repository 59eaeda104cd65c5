// A program laid out for sweeping: where values live, when they die, and which operations branch.
//
// Values that are dead after an operation must not keep states apart, so each value holds a slot
// only from its definition to its last use. Observed values live to the end; operands of
// get_dimension_size are never read.
#pragma once

#include <vector>

#include "src/evaluate/evaluator.h"

namespace splitvote {

struct Step {
  int value = 0;                   // index in the program
  std::vector<int> operand_slots;  // -1: not read
  int result_slot = 0;
  std::vector<int> freed_slots;  // dead after this step
  std::vector<int> live_slots;   // live after this step, in slot order: what a state consists of
  bool passes_on = false;        // Evaluator::passes_on
  int choice_count = 0;          // sites of this operation, its accumulator included
};

struct Schedule {
  std::vector<Step> steps;
  int slot_count = 0;
  std::vector<int> observed_slots;  // in the order of Evaluator::observed_values()
};

Schedule make_schedule(const Evaluator& evaluator);

}  // namespace splitvote
