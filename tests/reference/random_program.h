// Random well-formed programs that use every operation, attribute and dtype; a pure function of the
// seed.
#pragma once

#include <cstdint>

#include "src/program/draft.h"

namespace splitvote {

// At most `site_count_max` sites (0..12 in the tests).
ProgramDraft random_program(std::uint64_t seed, int site_count_max);

}  // namespace splitvote
