// The steps that a random program is made of: each adds one operation, or one idiom of real
// samplers, to the writer.
#pragma once

#include <vector>

#include "tests/reference/program_writer.h"

namespace splitvote {

struct RandomStep {
  int weight;
  void (*write)(ProgramWriter&);
};

// One operation at a time: numbers, positions, elementwise operations, conversions and pins ...
const std::vector<RandomStep>& elementwise_steps();
// ... and what works on whole arrays: moving, reducing, selecting, collectives, random numbers.
const std::vector<RandomStep>& array_steps();
// Pieces of samplers: softmax, keep by maximum, local and global top-k, packed keys, draws.
const std::vector<RandomStep>& sampler_steps();

void write_region_reduce(ProgramWriter& w);
// Chooses what is observed, and makes what is missing for it.
void write_observe(ProgramWriter& w);

}  // namespace splitvote
