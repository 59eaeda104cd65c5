// Random programs as compilers make them: whole-number shapes of up to six axes, loops,
// comparators, windows, groups of ranks.
//
// `random_program` writes samplers as people do; together they use the whole language.
#pragma once

#include <cstdint>

#include "src/program/draft.h"

namespace splitvote {

// A well-formed program of at most so many sites, compiled for a few rows, tokens and ranks.
ProgramDraft random_compiled_program(std::uint64_t seed, int site_count_max);

}  // namespace splitvote
