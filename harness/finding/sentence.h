// One sentence that a person understands: what one rank does, and when.
#pragma once

#include <string>
#include <vector>

#include "harness/explain/cause.h"
#include "harness/oracle/judge.h"

namespace splitvote {

// "rank 2 drops the most probable token 17 (logit 12.375) and keeps at best token 4 (logit 12.25):
// keep:y is read unrounded while m:y is rounded".
std::string sentence_of(const Ruling& ruling, const Truth& truth,
                        const std::vector<Literal>& cause);
// What happens alone, where no choices are to blame.
std::string sentence_of(const Ruling& ruling, const Truth& truth);

}  // namespace splitvote
