// What a sort's comparator orders by, recognised by structure: "key of a before key of b, or the
// keys are equal and the next key of a is before that of b", with or without "and of equals, the
// lower index".
#pragma once

#include <vector>

#include "src/hlo/lowering.h"

namespace splitvote {

struct ComparatorKey {
  int instruction = -1;  // of the comparator: the key of one side, from that side's parameters only
  bool descending = false;
  bool numeric = false;       // the key is a float, -0 equals +0; otherwise its total order
  bool plain_floats = false;  // compared as IEEE floats: a NaN has no place of its own
};

struct Comparator {
  std::vector<ComparatorKey> keys;  // the first one decides first; empty: no such comparator
  int tie_operand = -1;             // equals go by this operand, ascending
};

Comparator recognise_comparator(const HloComputation& body);

// top_k of the last axis: (values, ids).
Lowered lowered_top_k(HloLowering& lowering, const LoweringCall& call, const HloArray& x,
                      std::int64_t k, bool numeric);

}  // namespace splitvote
