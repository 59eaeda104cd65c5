// How a choice is fixed in the source, said in the terms of the compilers that make it.
#pragma once

#include <string>

#include "harness/explain/cause.h"
#include "src/program/program.h"

namespace splitvote {

// "keep reads jax.lax.reduce_precision(y, 8, 7), or y through an optimization_barrier after its
// cast". The site is one of the program's.
std::string remedy_of(const Program& program, const Literal& pin);

// What makes every choice rounded at once, and every choice promoted.
inline constexpr const char* kRoundEverything =
    "XLA: --xla_allow_excess_precision=false; PyTorch: "
    "torch._inductor.config.emulate_precision_casts = True";
inline constexpr const char* kPromoteEverything =
    "compute in float32 end to end: convert the logits once and cast nothing back";

}  // namespace splitvote
