// The parts of a written module, to be joined with a description and what else the file does.
//
// Private to this room.
#pragma once

#include <string>
#include <vector>

#include "src/jax/shapes.h"
#include "src/program/program.h"

namespace splitvote {

struct JaxCode {
  std::string constants;                         // BATCH = ..., one a line
  std::string functions;                         // what sampler uses, sampler, jitted, arguments
  bool wide_integers = false;                    // JAX must be told before any of it
  std::vector<std::string> parameters, outputs;  // JaxSource
};
JaxCode write_code(const Program& program, const JaxShapes& shapes);

// Text as the words of a docstring: paragraphs filled, without quotes around them.
std::string docstring_text(const std::string& text);

}  // namespace splitvote
