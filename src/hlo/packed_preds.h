// Preds in words: what libtpu makes of a collective over preds. A pred is a byte, 0 or 1; four that
// are neighbours in memory are seen as one word, the collective joins words, and what it gives is
// seen as preds again. Which preds share a word the tiles of both shapes say exactly (tiles.h).
#pragma once

#include "src/hlo/lowering.h"

namespace splitvote {

// Preds seen as words of 32 bits. Refuses preds that are padded in memory: what padding holds
// nobody says.
Lowered words_of_preds(HloLowering& lowering, const LoweringCall& call);
// The way back. Refuses words that are not known to hold preds.
Lowered preds_of_words(HloLowering& lowering, const LoweringCall& call);

// Whether a region of two words says of each of their bytes whether either has a bit in it: `or` of
// the preds in the words.
bool ors_preds_in_words(const HloComputation& region);

// Words that hold these preds, [4 * words].
HloArray words_with(HloLowering& lowering, const HloArray& preds, const HloType& type,
                    const Sizes& sizes);

}  // namespace splitvote
