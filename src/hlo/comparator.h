// What a sort's comparator orders by, recognised by structure: "key of a before key of b", with or
// without "and of equals, the lower index".
#pragma once

#include "src/hlo/lowering.h"

namespace splitvote {

struct Comparator {
  // The instruction of the comparator that is the key of one side, computed from that side's
  // parameters only; -1: no such comparator.
  int key_instruction = -1;
  bool descending = false;
  bool numeric = false;       // the key is a float, -0 equals +0; otherwise its total order
  bool plain_floats = false;  // compared as IEEE floats: a NaN has no place of its own
  int tie_operand = -1;       // equals go by this operand, ascending
};

Comparator recognise_comparator(const HloComputation& body);

// top_k of the last axis: (values, ids).
Lowered lowered_top_k(Lowering& lowering, const LoweringCall& call, const HloArray& x,
                      std::int64_t k, bool numeric);

}  // namespace splitvote
