// The part of a compile check that is the same in every file: compile_check/*.py, embedded by the
// build. Private to this room.
#pragma once

#include <string_view>

namespace splitvote {

// Reads optimized HLO: `reads(text, consumer, producers, narrow)`.
extern const std::string_view kHloReadingPython;
// Compiles twice, prints, exits; over PLATFORM, TOPOLOGY, CHIP, SITES, KEEP and the module's
// functions.
extern const std::string_view kCompileCheckMainPython;

}  // namespace splitvote
