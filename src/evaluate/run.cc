#include "src/evaluate/run.h"

namespace splitvote {

DistributedRef read_operand(const Evaluator& evaluator, const Value& value, std::size_t position,
                            const DistributedRef& u, const Plan& plan) {
  const auto operand = static_cast<std::size_t>(value.operands[position]);
  const Element& element = evaluator.program().values[operand].elements[0];
  const bool pins = operation(value.opcode).reading == Reading::kPins;
  const int site = value.operand_sites[position];
  if (!element.may_differ || (site < 0 && !pins)) return u;
  DistributedRef r = evaluator.rounded(u, element.narrowing);
  if (pins) return r;
  std::uint32_t promoted_classes = 0;
  for (int c = 0; c < 32; ++c)
    promoted_classes |= static_cast<std::uint32_t>(plan.promoted(c, site)) << c;
  return evaluator.by_class(r, u, promoted_classes);
}

std::vector<DistributedRef> read_operands(const Evaluator& evaluator, int index,
                                          const std::vector<DistributedRef>& values,
                                          const Plan& plan) {
  const Value& value = evaluator.program().values[static_cast<std::size_t>(index)];
  const bool reads = value.opcode != Opcode::kGetDimensionSize;
  std::vector<DistributedRef> operands;
  for (std::size_t position = 0; position < value.operands.size(); ++position) {
    const auto& u = values[static_cast<std::size_t>(value.operands[position])];
    operands.push_back(reads ? read_operand(evaluator, value, position, u, plan) : nullptr);
  }
  return operands;
}

std::uint32_t rounding_classes_of(const Value& value, const Plan& plan) {
  std::uint32_t classes = 0;
  for (int c = 0; c < 32 && value.accumulator_site >= 0; ++c) {
    classes |= static_cast<std::uint32_t>(!plan.promoted(c, value.accumulator_site)) << c;
  }
  return classes;
}

Outcome run(const Evaluator& evaluator, const Plan& plan,
            const std::function<void(int, const DistributedRef&)>& visit) {
  const Program& program = evaluator.program();
  std::vector<DistributedRef> values;
  std::uint64_t nan_rows = 0;
  for (std::size_t index = 0; index < program.values.size(); ++index) {
    const Value& value = program.values[index];
    values.emplace_back();
    if (!value.needed) continue;
    const std::vector<DistributedRef> operands =
        read_operands(evaluator, static_cast<int>(index), values, plan);
    Evaluation evaluation =
        evaluator.evaluate(static_cast<int>(index), operands, rounding_classes_of(value, plan));
    nan_rows |= evaluation.nan_rows;
    values.back() = std::move(evaluation.value);
    if (visit) visit(static_cast<int>(index), values.back());
  }
  return evaluator.observe([&](int index) { return values[static_cast<std::size_t>(index)]; },
                           nan_rows);
}

}  // namespace splitvote
