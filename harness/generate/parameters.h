// Parameters as people set them, and as bugs like them.
//
// Sources: research on published defaults (temperature 0.6 to 1.1; top_k 1, 20, 40, 50, 64; top_p
// 0.8 to 0.999; min_p 0.05 to 0.1). Dividing by a power of two rounds nothing, so those are rare;
// dividing by 0.9 to 1.9 merges neighbouring bfloat16 numbers, so those are common.
#pragma once

#include "harness/case/case.h"
#include "harness/generate/generator_options.h"
#include "harness/generate/rng.h"

namespace splitvote {

Parameters generate_parameters(const Program& program, const GeneratorOptions& options, Rng& rng);

// One parameter, or the seed, chosen anew; what the options fix stays.
void mutate_parameters(Parameters& parameters, const Program& program,
                       const GeneratorOptions& options, Rng& rng);

}  // namespace splitvote
