#include "harness/finding/remedy.h"

#include <algorithm>
#include <bit>

namespace splitvote {
namespace {

// JAX's names for a format: exponent bits and mantissa bits.
std::string precision_of(Dtype dtype) {
  const DtypeInfo& row = info(dtype);
  const int span = row.exponent_max - row.exponent_min;
  const int exponent_bits = static_cast<int>(std::bit_width(static_cast<unsigned>(span)));
  return std::to_string(exponent_bits) + ", " + std::to_string(row.mantissa_bits);
}

std::string accumulator_remedy(const Value& value, bool promoted) {
  if (promoted)
    return "accumulate " + value.id + " in float32 (dtype=float32) and round its result";
  const Dtype dtype = value.attributes.accumulator.dtype;
  return "write " + value.id +
         " as a loop whose partial result goes through jax.lax.reduce_precision(" +
         (is_narrow(dtype) ? "partial, " + precision_of(dtype) : "partial, 8, 7") +
         ") after every addition";
}

}  // namespace

std::string remedy_of(const Program& program, const Literal& pin) {
  const auto site = std::find_if(program.sites.begin(), program.sites.end(),
                                 [&](const Site& each) { return each.name == pin.site; });
  if (site == program.sites.end()) return "";
  const Value& consumer = program.values[static_cast<std::size_t>(site->consumer)];
  if (site->operand < 0) return accumulator_remedy(consumer, pin.promoted);
  const auto index = consumer.operands[static_cast<std::size_t>(site->operand)];
  const Value& read = program.values[static_cast<std::size_t>(index)];
  if (pin.promoted) {
    return "make " + read.id + " float32 where " + consumer.id + " reads it: no cast between them";
  }
  return consumer.id + " reads jax.lax.reduce_precision(" + read.id + ", " +
         precision_of(read.elements[0].narrowing.dtype) + "), or " + read.id +
         " through jax.lax.optimization_barrier after its cast";
}

}  // namespace splitvote
