// HLO before optimization with a choice of the compiler's taken away: what a sampler's author would
// write into the source, put where it would come out.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/hlo/hlo_module.h"

namespace splitvote {

// One instruction reads another: the operand with that name of the instruction on that line.
struct HloUse {
  int line = 0;
  std::string operand;

  friend bool operator==(const HloUse&, const HloUse&) = default;
};

using HloMatch = std::function<bool(const HloInstruction&)>;

// Where the consumer's instructions read what the operand's make: directly, through instructions
// that only move numbers, or over the border of a call. Operands of a narrow float type only.
std::vector<HloUse> uses_between(const HloModule& module, const HloMatch& consumer,
                                 const HloMatch& operand);

enum class HloPin : std::uint8_t {
  kReducePrecision,  // jax.lax.reduce_precision
  kBarrier,          // jax.lax.optimization_barrier
};

// Each use reads the value through an instruction that rounds it, or that nothing is moved across.
// Throws InputError as HloEdit does.
std::string pin_uses(std::string_view text, const std::vector<HloUse>& uses, HloPin pin);

// The same computed in float32: parameters are converted once, results of the entry are cast back,
// and no other value is narrower. Throws InputError, place "line N", where bits of a narrow type
// are looked at.
std::string in_float32(std::string_view text);

}  // namespace splitvote
