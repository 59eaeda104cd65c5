// Case number i of a campaign: a function of seed, i, the programs, and the corpus as it stood when
// the epoch began.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "harness/campaign/corpus.h"
#include "harness/case/case.h"
#include "harness/generate/generator_options.h"

namespace splitvote {

// Programs take turns, in a round that is repeated: `turns` names them by their place. A case is
// fresh, or a mutation of one or a crossover of two of the program's cases in the corpus. `options`
// has one entry for each program, or one for all.
Case next_case(std::uint64_t seed, std::uint64_t number,
               std::span<const std::shared_ptr<const Program>> programs,
               std::span<const std::size_t> turns, const Corpus& corpus,
               std::span<const GeneratorOptions> options);

// A round in which programs of these costs get about equal shares of the work: the cheaper, the
// more turns, up to kTurnsMax for each of the most expensive one's; spread evenly.
inline constexpr double kTurnsMax = 64;
std::vector<std::size_t> equal_shares(std::span<const double> costs);

}  // namespace splitvote
