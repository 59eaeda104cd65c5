#include "harness/trace/readings.h"

namespace splitvote {

Readings readings_of(const Evaluator& evaluator, const std::vector<DistributedRef>& values,
                     const Plan& plan, const Value& reader, std::size_t position, int rank) {
  const Program& program = evaluator.program();
  const auto at_rank = static_cast<std::size_t>(rank);
  const Value* consumer = &reader;
  std::size_t operand = position;
  while (true) {
    const int index = consumer->operands[operand];
    const Value& value = program.values[static_cast<std::size_t>(index)];
    const Element& element = value.elements[0];
    const DistributedRef& u = values[static_cast<std::size_t>(index)];
    Readings readings;
    readings.value = index;
    readings.u = readings.r = u->arrays[at_rank];
    if (is_narrow(element.dtype)) readings.narrow = element.dtype;
    if (element.may_differ) {
      readings.narrow = element.narrowing.dtype;
      readings.r = evaluator.rounded(u, element.narrowing)->arrays[at_rank];
      const int site = consumer->operand_sites[operand];
      if (site < 0) {
        readings.promoted = operation(consumer->opcode).reading != Reading::kPins;
      } else {
        readings.site = program.sites[static_cast<std::size_t>(site)].name;
        readings.promoted = plan.promoted(evaluator.rank_class(rank), site);
      }
      return readings;
    }
    const bool passes = value.opcode == Opcode::kConvert && evaluator.passes_on(index);
    if (!passes) return readings;
    consumer = &value;
    operand = 0;
  }
}

}  // namespace splitvote
