#include "harness/sweep/schedule.h"

#include <algorithm>

namespace splitvote {
namespace {

// The last step that reads each value; the number of values for observed ones.
std::vector<int> last_uses(const Program& program, const std::vector<int>& observed_values) {
  std::vector<int> last(program.values.size(), -1);
  for (std::size_t step = 0; step < program.values.size(); ++step) {
    const Value& value = program.values[step];
    if (!value.needed || value.opcode == Opcode::kGetDimensionSize) continue;
    for (int operand : value.operands)
      last[static_cast<std::size_t>(operand)] = static_cast<int>(step);
  }
  for (int value : observed_values)
    last[static_cast<std::size_t>(value)] = static_cast<int>(program.values.size());
  return last;
}

}  // namespace

Schedule make_schedule(const Evaluator& evaluator) {
  const Program& program = evaluator.program();
  const std::vector<int>& observed_values = evaluator.observed_values();
  const std::vector<int> last_use = last_uses(program, observed_values);
  Schedule schedule;
  std::vector<int> slot_of(program.values.size(), -1);
  std::vector<int> free_slots;
  std::vector<bool> live;
  for (std::size_t index = 0; index < program.values.size(); ++index) {
    const Value& value = program.values[index];
    if (!value.needed) continue;
    Step step;
    step.value = static_cast<int>(index);
    step.passes_on = evaluator.passes_on(step.value);
    const bool reads = value.opcode != Opcode::kGetDimensionSize;
    for (int operand : value.operands)
      step.operand_slots.push_back(reads ? slot_of[static_cast<std::size_t>(operand)] : -1);
    step.choice_count = value.accumulator_site >= 0 ? 1 : 0;
    for (int site : value.operand_sites) step.choice_count += site >= 0 ? 1 : 0;

    for (int operand : value.operands) {
      if (!reads) break;
      const int slot = slot_of[static_cast<std::size_t>(operand)];
      const bool dies = last_use[static_cast<std::size_t>(operand)] == static_cast<int>(index);
      if (dies && live[static_cast<std::size_t>(slot)]) {
        live[static_cast<std::size_t>(slot)] = false;
        step.freed_slots.push_back(slot);
      }
    }
    // The result takes a slot that was free before this step, so that operands stay readable while
    // it is computed.
    if (free_slots.empty()) {
      free_slots.push_back(schedule.slot_count++);
      live.push_back(false);
    }
    step.result_slot = free_slots.back();
    free_slots.pop_back();
    slot_of[index] = step.result_slot;
    live[static_cast<std::size_t>(step.result_slot)] = true;
    free_slots.insert(free_slots.end(), step.freed_slots.begin(), step.freed_slots.end());
    for (int slot = 0; slot < schedule.slot_count; ++slot) {
      if (live[static_cast<std::size_t>(slot)]) step.live_slots.push_back(slot);
    }
    schedule.steps.push_back(std::move(step));
  }
  for (int value : observed_values)
    schedule.observed_slots.push_back(slot_of[static_cast<std::size_t>(value)]);
  return schedule;
}

}  // namespace splitvote
