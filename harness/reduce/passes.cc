#include "harness/reduce/passes.h"

#include <array>

namespace splitvote {
namespace {

constexpr std::array kPasses = {
    Pass{"leaders", "all but the most probable tokens of each slice", reduce_to_leaders},
    Pass{"observed", "what is observed and promised, and the values behind it", reduce_observed},
    Pass{"ranks", "ranks with their tokens, then the boundaries between ranks", reduce_ranks},
    Pass{"tokens", "tokens out of every slice", reduce_tokens},
    Pass{"rows", "rows of the batch", reduce_rows},
    Pass{"padding", "pad columns, and what they hold", reduce_padding},
    Pass{"layout", "liberties of the layout: strided, uneven, permuted, classes, stages",
         reduce_layout},
    Pass{"parameters", "parameters that have a default, the seed", reduce_parameters},
    Pass{"magnitudes", "all logits at once, with the parameters, to shorter numbers",
         reduce_magnitudes},
    Pass{"digits", "each number alone to a shorter one", reduce_digits},
    Pass{"order", "the order of ranks and tokens", reduce_order},
    Pass{"normal form", "the same finding from the simplest case up", reduce_to_normal_form},
    Pass{"operations", "operations that change nothing here", reduce_operations},
};

}  // namespace

std::span<const Pass> passes() { return kPasses; }

}  // namespace splitvote
