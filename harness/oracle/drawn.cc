#include "harness/oracle/drawn.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace splitvote {
namespace {

bool draws(const Value& value) {
  if (value.opcode == Opcode::kThreefryUniform) return true;
  if (value.opcode == Opcode::kParameter && value.attributes.parameter_name == "seed") return true;
  return std::any_of(value.regions.begin(), value.regions.end(), [](const Region& region) {
    return std::any_of(region.values.begin(), region.values.end(), draws);
  });
}

}  // namespace

bool depends_on_draw(const Program& program, int value) {
  if (value < 0) return false;
  std::vector<bool> drawn;  // operands come before what reads them
  for (const Value& each : program.values) {
    drawn.push_back(draws(each) ||
                    std::any_of(each.operands.begin(), each.operands.end(), [&](int operand) {
                      return drawn[static_cast<std::size_t>(operand)];
                    }));
  }
  return drawn[static_cast<std::size_t>(value)];
}

}  // namespace splitvote
