// What a reduction starts from, and in what it accumulates.
#pragma once

#include <optional>
#include <string>

#include "src/hlo/lowering.h"

namespace splitvote {

// The number that this array is, where it is a written-down one or converted from one: callers ask
// for zeros, ones and extremes, which conversions keep.
std::optional<double> constant_number(Emitter& emit, const HloArray& x);

// The least and the greatest number of a type.
double lowest(const HloType& type);
double highest(const HloType& type);

// Whether reducing by this kind from `start` is reducing from nothing.
bool is_neutral(Emitter& emit, const std::string& kind, const HloArray& start);

// The accumulator_dtype of a sum; "" for float32. `rounds`: what the region itself rounds to;
// `what` is summed, for the note.
std::string accumulator_of(HloLowering& lowering, const HloType& type, const HloType* rounds,
                           const std::string& what);

}  // namespace splitvote
