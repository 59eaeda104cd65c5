// The one delta algorithm.
//
// Chunks of all features, then of half as many, down to single ones: for each chunk, from the
// first, those of its features that are still there are dropped together if `drops` allows it.
// With n features, of which s must stay, it asks about s * log2(n) times; after the last round no
// feature that it asked about could be dropped alone when it was asked. (Zeller and Hildebrandt,
// "Simplifying and isolating failure-inducing input", 2002, without the complement tests, which the
// repetition of passes makes up for.)
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace splitvote {

// `drops(stays)`: may all features but those marked be gone? True means that they are.
void delta(std::size_t feature_count, const std::function<bool(const std::vector<bool>&)>& drops);

}  // namespace splitvote
