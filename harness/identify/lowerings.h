// What compilers make of a sampler besides choosing what a use reads: the same values and sites,
// another algorithm.
//
// A lowering is a sampler program of its own: it is swept, explained and replayed like any other.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

struct Lowering {
  // "packed top_k keys"; several: "packed top_k keys, division by the reciprocal"; empty: as
  // written
  std::string name;
  std::shared_ptr<const Program> sampler;  // named "greedy, packed top_k keys"
};

// As written first, then every known lowering that changes the sampler and that the compiled
// program may have, then several at once: fewest first. Sites are those of the sampler in each.
// Lowerings (research, real-compilers.md, section 3):
// - packed top_k keys: below 65,536 bfloat16 numbers libtpu sorts the upper half of the float32
//   number above the index, as one integer.
// - division by the reciprocal: XLA:CPU multiplies by 1/t where every element is divided by one t,
//   of the batch or of its row.
// - sums in blocks of W: XLA:GPU's TreeReductionRewriter; running sums: ReduceWindowRewriter (128
// on
//   TPU, 16 on CPU). W is read from the compiled program.
std::vector<Lowering> lowerings_of(const std::shared_ptr<const Program>& sampler,
                                   const Program& compiled);

// The sampler's name as written, whether `name` is that of a lowering or not.
std::string_view written_name(std::string_view name);

}  // namespace splitvote
