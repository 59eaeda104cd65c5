// The order in which a tiled array's elements lie in memory.
//
// Each tile of T(8,128)(4,1) cuts the most minor axes that are there by then: [.., a, b] becomes
// [.., a / 8, b / 128, 8, 128], and so on (openxla.org/xla/tiled_layout). Axes that a tile does not
// divide are padded at their ends.
#pragma once

#include "src/hlo/emitter.h"
#include "src/hlo/hlo_module.h"

namespace splitvote {

// Whether no element of the array's memory is padding.
bool fills_tiles(const HloShape& shape);
// Whether it does, and memory order is row-major.
bool in_memory_as_written(const HloShape& shape);
// How many elements memory holds, padding included.
std::int64_t count_in_memory(const HloShape& shape);

// The elements of an array that fills its tiles, [count].
HloArray to_memory(Emitter& emit, const HloArray& array, const HloShape& shape);
// The array of memory's elements [count_in_memory].
HloArray from_memory(Emitter& emit, const HloArray& memory, const HloShape& shape);

// Axes from major to minor, as the layout orders them.
std::vector<std::size_t> major_to_minor(const HloShape& shape);
std::vector<std::size_t> inverse(const std::vector<std::size_t>& permutation);

}  // namespace splitvote
