// What may rule a finding out, as a compiler is given it: pins, a float32 sampler, the flag.
//
// Remedies are put into the HLO before optimization, where they come out when they are written into
// the sampler's source (hlo/pin_hlo.h); the flag is XLA's.
#pragma once

#include <string>
#include <vector>

#include "harness/compiled/sampler_source.h"
#include "harness/explain/cause.h"

namespace splitvote {

struct Remedy {
  std::string name;        // "reduce_precision where keep reads y"
  std::string refusal;     // why it cannot be compiled; empty: it can
  CompileRequest request;  // of the sampler with it
};

// `as_is`: the sampler as it was compiled with the plan's request. `pins`: choices to be fixed,
// all of them rounded; none: only the remedies that need no pins. Throws InputError for HLO that
// cannot be read.
std::vector<Remedy> remedies_of(const SamplerSource& source, const CompilationPlan& plan,
                                const CompiledText& as_is, const CompiledShape& shape,
                                const std::vector<Literal>& pins);

}  // namespace splitvote
