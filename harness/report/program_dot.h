// A program's dataflow as Graphviz DOT: `dot -Tsvg` draws it.
#pragma once

#include <string>

#include "src/program/program.h"

namespace splitvote {

// Sites are red edges that begin with a diamond and carry the site's name, collectives are shaded,
// what is observed has a double green frame, regions are clusters.
std::string program_dot(const Program& program);

}  // namespace splitvote
