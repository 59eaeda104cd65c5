// Small changes to a case, and two cases made into one. Typed: they change fields, never bytes.
//
// The result is without fault (case_fault) if what went in was, and keeps to the options where it
// changes something; what is not changed is never repaired.
#pragma once

#include "harness/case/case.h"
#include "harness/generate/generator_options.h"
#include "harness/generate/rng.h"

namespace splitvote {

// One to three changes: a value up or down by a step of float32 or bfloat16, another token's value,
// a token moved to another shard, a value planted or removed, a parameter, a layout field, ranks,
// vocabulary, rows, background.
void mutate(Case& test_case, Rng& rng, const GeneratorOptions& options = {});

// A case of a's program with some of a's and some of b's layout, parameters, background and planted
// values.
Case crossover(const Case& a, const Case& b, Rng& rng, const GeneratorOptions& options = {});

}  // namespace splitvote
