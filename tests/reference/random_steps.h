// The steps that a random program is made of: each adds one operation, or one idiom of real samplers, to the writer.
#pragma once

#include <vector>

#include "tests/reference/program_writer.h"

namespace splitvote {

struct RandomStep {
  int weight;
  void (*write)(ProgramWriter&);
};

// Operations one at a time.
const std::vector<RandomStep>& single_steps();
// Pieces of samplers: softmax, keep by maximum, local and global top-k, packed keys, draws.
const std::vector<RandomStep>& sampler_steps();

void write_region_reduce(ProgramWriter& w);
// Chooses what is observed, and makes what is missing for it.
void write_observe(ProgramWriter& w);

}  // namespace splitvote
