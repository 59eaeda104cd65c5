// A sampler program as JAX source that a person would write, for compiling by real compilers.
//
// 1. Every value that something observed depends on becomes one statement, under
//    `jax.named_scope` with its id: compilers carry these names into the HLO (`names.h` reads
//    them).
// 2. No rounding is spelled out that the program leaves to the compiler: a bfloat16 value is a
//    bfloat16 array, `convert` is `.astype`, operations are calls of jnp and lax.
// 3. Sizes are constants of the module; for more than one rank the sampler runs inside
//    `jax.shard_map` over the axis "ranks".
//
// Lowered by JAX, the source means what the program means all-rounded, bit for bit, with two
// liberties. The order of a sum is what HLO leaves open, so `order` and `width` are not written;
// the accumulator is (`jnp.sum` of bfloat16 runs in float32, a narrow accumulator is `lax.reduce`).
// And NaN has no sign: `sort` puts every NaN above infinity.
#pragma once

#include <string>
#include <vector>

#include "src/jax/shapes.h"
#include "src/program/program.h"

namespace splitvote {

struct JaxSource {
  std::string text;  // a module: sampler(...), jitted(mesh), arguments(mesh)
  // Of the sampler's arguments in order: the names of the parameters that it needs, and "logits".
  std::vector<std::string> parameters;
  // Of the sampler's results in order: "candidates.mask", "candidates.ids", "top.id", "top.value",
  // "draw.id", "owner.mask", "travels.id", "travels.key", "travels.source".
  std::vector<std::string> outputs;
};

// `jitted(mesh)` is what jax.jit gives, ready for `.lower(*arguments(mesh))`; the mesh has one
// axis, "ranks". The argument `seed` is raw key data, two u32 words (high, low), unless the program
// computes with it; integer parameters that count (`top_k`) are constants of the module.
//
// Throws InputError, place "/values/N", naming the value that JAX has no exact words for.
JaxSource write_jax(const Program& program, const JaxShapes& shapes);

}  // namespace splitvote
