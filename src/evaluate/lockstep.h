// Several programs side by side: each class of ranks runs its own, and ranks meet at collectives.
//
// A fleet of different chips serves one sampler that was compiled apart for each of them.
// 1. Every program runs up to its next collective.
// 2. The collectives must be one and the same: operation, kind, dtypes and shapes. Each rank hands
//    in what its own program computed, and every program goes on with the joint result.
// 3. What is observed is put together in the same way.
// Every program reads rounded numbers: compiled programs have their casts where the compiler left
// them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/evaluate/evaluator.h"

namespace splitvote {

// evaluators[c] runs on ranks of class c and is bound to the same layout and logits;
// class_of[rank]. `names[c]` says in errors whose program it is. Throws InputError when the
// programs do not meet at the same collectives, or observe different things.
Outcome run_lockstep(std::span<const Evaluator* const> evaluators,
                     std::span<const std::string> names, const std::vector<int>& class_of);

}  // namespace splitvote
