// Logits worth trying: a background and, per row, a few planted values that come close to each
// other where it matters.
#pragma once

#include "harness/case/case.h"
#include "harness/generate/generator_options.h"
#include "harness/generate/rng.h"

namespace splitvote {

// `top_k` is what the case's parameters say, or 1: tie groups are laid across its border. The
// vocabulary is the layout's.
Logits generate_logits(const Layout& layout, std::int64_t top_k, const GeneratorOptions& options,
                       Rng& rng);

// A background whose highest value stays about `gap` below `top`.
Background choose_background(float top, float gap, Rng& rng);

}  // namespace splitvote
