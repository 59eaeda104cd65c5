// Layouts worth trying, and small changes to one. Every result is without fault.
//
// Sources: research on published systems. A model on one chip, or 2 to 64 ranks (8x4 and 4x4x4
// among them), shards contiguous and in rank order almost everywhere; padding on the last shard or
// on each; pads of -inf, 0, finfo.min, -1e4, -1e7.
#pragma once

#include "harness/generate/generator_options.h"
#include "harness/generate/rng.h"
#include "src/layout/layout.h"
#include "src/program/program.h"

namespace splitvote {

// Vocabulary and all. Two rank classes square the number of plans, so that they are rarer where
// `site_count` is large.
Layout generate_layout(const GeneratorOptions& options, int site_count, Rng& rng);

float choose_pad_value(Rng& rng);

// One field changed, or the ranks split or merged; the vocabulary stays.
void mutate_layout(Layout& layout, const GeneratorOptions& options, Rng& rng);

// An even layout that keeps what it can (classes, pad value) of another.
Layout relaid(const Layout& layout, std::int32_t vocab_size, int rank_count);

}  // namespace splitvote
