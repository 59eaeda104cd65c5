#include "src/program/checker.h"

namespace splitvote {
namespace {

// Whether an operation that reads does so for this operand: sort without a comparator only moves
// its payloads.
bool reads_operand(const Value& value, std::size_t position) {
  if (operation(value.opcode).reading != Reading::kReads) return false;
  return value.opcode != Opcode::kSort || !value.regions.empty() || position == 0;
}

bool narrow_accumulator(const Value& value) {
  const bool floating = is_float(value.elements[0].dtype);
  switch (value.opcode) {
    case Opcode::kReduce:
      if (value.attributes.combine == Combine::kRegion) {
        for (const Value& inner : value.regions[0].values) {
          if (is_narrow(inner.elements[0].dtype)) return true;
        }
        return false;
      }
      [[fallthrough]];
    case Opcode::kAllReduce:
    case Opcode::kReduceWindow:
      return floating && value.attributes.combine == Combine::kSum &&
             is_narrow(value.attributes.accumulator.dtype);
    case Opcode::kCumsum:
      return floating && is_narrow(value.attributes.accumulator.dtype);
    default:
      return false;
  }
}

}  // namespace

void derive_sites(Program& program, int value_index) {
  Value& value = program.values[static_cast<std::size_t>(value_index)];
  value.operand_sites.assign(value.operands.size(), -1);
  if (!value.needed) return;
  for (std::size_t position = 0; position < value.operands.size(); ++position) {
    const Value& read = program.values[static_cast<std::size_t>(value.operands[position])];
    if (!reads_operand(value, position) || read.is_tuple || !read.elements[0].may_differ) continue;
    int use = 1;
    for (std::size_t before = 0; before < position; ++before) {
      if (value.operands[before] == value.operands[position]) ++use;
    }
    std::string name = value.id + ":" + read.id;
    if (use > 1) name += "#" + std::to_string(use);
    value.operand_sites[position] = program.site_count();
    program.sites.push_back({std::move(name), value_index, static_cast<int>(position)});
  }
  if (narrow_accumulator(value)) {
    value.accumulator_site = program.site_count();
    program.sites.push_back({value.id + ":accumulator", value_index, -1});
  }
}

}  // namespace splitvote
