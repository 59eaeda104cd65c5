// Every result of an HLO module, computed: the numbers themselves, not what they decide.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/hlo/read_hlo.h"
#include "src/program/program.h"

namespace splitvote {

struct KeptOutput {
  Dtype dtype = Dtype::kFloat32;
  // [rank][element] the bits; of a float, those of the same number in float32
  std::vector<std::vector<std::uint64_t>> bits;
  // A sum of floats or a transcendental function lies on the way: the order or the last place is
  // the implementation's own.
  bool approximate = false;
};

struct ModuleInputs {
  std::vector<std::vector<float>> logits;  // [row][token of all ranks]
  double temperature = 1;
  std::uint64_t seed = 0;
};

// How XLA:CPU really computes what the module says, where that is not what is written; each seen in
// its optimized HLO and confirmed bit for bit.
struct CpuLowerings {
  // x / broadcast(t) is x * broadcast(1 / t) where the module divides by that t once. In bfloat16
  // too, but there in float32, which changes no bfloat16 result.
  bool reciprocal = true;
};

std::vector<KeptOutput> kept_outputs(const std::string& hlo_text, std::size_t output_count,
                                     const ModuleInputs& inputs, const CpuLowerings& lowerings);

}  // namespace splitvote
