// Whether a value of a program depends on random numbers.
#pragma once

#include "src/program/program.h"

namespace splitvote {

// On the seed, or on numbers drawn with it. False for a value that is not observed (-1).
bool depends_on_draw(const Program& program, int value);

}  // namespace splitvote
