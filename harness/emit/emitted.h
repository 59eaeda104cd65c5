// Which part of the sampler language a file can show.
#pragma once

#include "src/program/program.h"

namespace splitvote {

// Whether some form of the operation can stand in a file.
bool is_emitted(Opcode opcode);

// Throws InputError naming the first value that a file cannot show, and its operation: one that is
// not emitted, or a form that programs read back from a compiler have (concrete shapes, groups of
// ranks, a comparator, packed keys, a division by the reciprocal, a sum in nested blocks,
// integers of 8 and 16 bits).
void refuse_unemitted(const Program& program);

}  // namespace splitvote
