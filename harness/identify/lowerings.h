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
  std::string name;                        // "packed top_k keys"; empty: as written
  std::shared_ptr<const Program> sampler;  // named "greedy, packed top_k keys"
};

// As written first, then every known lowering that changes the sampler. Sites are those of the
// sampler in each. Lowerings (research, real-compilers.md, section 3):
// - packed top_k keys: below 65,536 bfloat16 numbers libtpu sorts the upper half of the float32
//   number above the index, as one integer.
std::vector<Lowering> lowerings_of(const std::shared_ptr<const Program>& sampler);

// The sampler's name as written, whether `name` is that of a lowering or not.
std::string_view written_name(std::string_view name);

}  // namespace splitvote
