// Case number i of a campaign: a function of seed, i, the programs, and the corpus as it stood when
// the epoch began.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "harness/campaign/corpus.h"
#include "harness/case/case.h"
#include "harness/generate/generator_options.h"

namespace splitvote {

// Programs take turns. A case is fresh, or a mutation of one or a crossover of two of the program's
// cases in the corpus. `options` has one entry for each program, or one for all.
Case next_case(std::uint64_t seed, std::uint64_t number,
               std::span<const std::shared_ptr<const Program>> programs, const Corpus& corpus,
               std::span<const GeneratorOptions> options);

}  // namespace splitvote
