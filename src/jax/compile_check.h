// A program as one standalone Python file that shows what a compiler does with its casts.
//
// The file compiles the sampler ahead of time for one target, with excess precision on and off,
// reads the optimized HLO, and says of each named site whether its consumer reads the operand
// rounded, with the instructions that show it. Exit code: 1 while, with excess precision on, one of
// them reads the unrounded number, 0 when all read the rounded one, 2 when it does not compile or
// the instructions are not found. It needs jax and the target's compiler, no chip, and not
// splitvote.
#pragma once

#include <string>
#include <vector>

#include "src/jax/shapes.h"
#include "src/program/program.h"

namespace splitvote {

struct CompileCheckSite {
  std::string consumer, operand;  // ids
};

struct CompileCheck {
  std::string target;    // "tpu-v5e", for the reader
  std::string platform;  // "tpu", "cuda" or "cpu", JAX's words
  std::string topology;  // "v5e:2x2", as jax.experimental.topologies takes it; empty for cpu
  std::string chip;      // of cuda: the text proto that describes it
  std::vector<CompileCheckSite> sites;
  std::string consequence;        // what goes wrong on some input, a sentence; may be empty
  std::vector<std::string> seen;  // "libtpu 0.0.52 with jax 0.10.2": versions that do this
  std::vector<std::string> pins;  // what was seen to help, one phrase each
};

// Throws InputError as write_jax does, and, place "/sites/N", where the program has no such values,
// or the operand is of no narrow dtype.
std::string write_compile_check(const Program& program, const JaxShapes& shapes,
                                const CompileCheck& check);

}  // namespace splitvote
