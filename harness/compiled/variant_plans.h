// A sampler as compiled, and the variants of it that are compiled besides.
//
// A variant is HLO before optimization, edited (src/hlo/variant_hlo.h), and compiled in place of
// what the source is lowered to; so there are variants of programs and of users' functions alike.
// Another batch size or a padded vocabulary is a shape, and no variant in this sense.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/compiled/record.h"
#include "harness/compiled/sampler_source.h"
#include "harness/compilers/compiled.h"
#include "harness/identify/fit.h"

namespace splitvote {

struct VariantPlan {
  std::string variant;                   // as CompiledAs has it
  int extra_results = 0;                 // the last ones, which the sampler does not have
  std::vector<CompileRequest> requests;  // one module, or two jits
};

// An extra output, a bystander and two jits; those of them that the HLO allows. `made` is what came
// of the plan's own request. Throws InputError, place "line N", for HLO that cannot be parsed.
std::vector<VariantPlan> variant_plans(const CompilationPlan& plan, const CompiledText& made);

// `texts`: one for each request.
CompiledRecord variant_record(const CompiledRecord& own, const VariantPlan& variant,
                              const std::vector<CompiledText>& texts);

// The shape with its vocabulary padded, as systems do it: every rank's part to the next multiple of
// 128 tokens (Megatron-LM, --make-vocab-size-divisible-by 128), and to the next power of two
// (tenstorrent/vllm#328: 201,088 to 262,144) where that is less than half more. Always to more
// tokens than there are. None for a source that serves one vocabulary.
std::vector<CompiledShape> padded_shapes(const SamplerSource& source, const CompiledShape& shape);

}  // namespace splitvote
