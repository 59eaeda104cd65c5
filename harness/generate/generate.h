// A case worth trying, from random numbers alone.
//
// 1. A layout, and with it the vocabulary (layouts.h).
// 2. Parameters (parameters.h), so that ties can be laid across the border of top_k.
// 3. Logits: a background and at most planted_count_max planted values (rows.h), however large the
// vocabulary.
#pragma once

#include <memory>

#include "harness/case/case.h"
#include "harness/generate/generator_options.h"
#include "harness/generate/rng.h"

namespace splitvote {

// Without fault (case_fault), and the same on every machine.
Case generate(const GeneratorOptions& options, std::shared_ptr<const Program> program, Rng& rng);

}  // namespace splitvote
