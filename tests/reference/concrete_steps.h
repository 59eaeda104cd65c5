// The steps that a random compiled program is made of.
#pragma once

#include "tests/reference/concrete_writer.h"

namespace splitvote {

// Writes one operation, or one small group of them. Loops are nested at most `depth` deep; a block
// that ranks leave apart from each other has no collectives.
void write_concrete_step(ConcreteWriter& w, int depth, bool collectives = true);

// A while over some of the values (random_loop.cc).
void write_loop(ConcreteWriter& w, int depth, bool collectives);

// concrete_reductions.cc: reduce, windows, dot, sorts and other choices.
void write_concrete_reduction(ConcreteWriter& w);
void write_concrete_selection(ConcreteWriter& w);
void write_comparator_sort(ConcreteWriter& w);

}  // namespace splitvote
