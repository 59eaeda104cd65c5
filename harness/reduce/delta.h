// The one delta algorithm.
//
// The features that are left, in chunks of all, then of half as many, down to single ones: each
// chunk, from the first, is dropped if `drops` allows it. With n features, of which s must stay, it
// asks about s * log2(n) times; at the end no feature that is left could be dropped alone when it
// was asked about. (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input",
// 2002, without the complement tests, which the repetition of passes makes up for.)
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace splitvote {

// `drops(stays)`: may all features but those marked be gone? True means that they are.
void delta(std::size_t feature_count, const std::function<bool(const std::vector<bool>&)>& drops);

}  // namespace splitvote
