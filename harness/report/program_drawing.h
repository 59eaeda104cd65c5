// A program's dataflow drawn for a terminal: a row for each value, rails for what is live, marks
// where a compiler has a choice, bands where ranks meet.
#pragma once

#include <string>

#include "src/program/program.h"

namespace splitvote {

// With a legend of the marks that occur. Lines end without blanks.
std::string program_drawing(const Program& program, bool coloured);

}  // namespace splitvote
