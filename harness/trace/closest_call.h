// Which two elements of one row decide: what would be decided otherwise if both were read rounded
// (or both unrounded), or else what came closest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/trace/readings.h"

namespace splitvote {

enum class Turned : std::uint8_t {
  kNot,        // rounded and unrounded, the same is decided
  kRounded,    // with both read rounded, otherwise
  kUnrounded,  // with both read unrounded, otherwise (and rounded the same)
};

// Elements by position in the arrays.
struct ClosestCall {
  std::size_t first = 0;   // compare: the left operand; else what was taken, or stands before
  std::size_t second = 0;  // the right operand; what was left out, or stands behind
  std::size_t column = 0;  // of the first, along the last axis
  Turned turned = Turned::kNot;
  std::size_t turned_count = 0;  // compare: elements of the row that are turned so
  std::size_t true_count = 0;    // compare: elements of the row for which it holds
  bool holds = false;            // compare: for this pair
};

// compare: the row's elements are `begin`..`end` of the result, whose count is `result_count`.
// `wanted` is the column that is shown where several are turned in the same way; with
// `whatever_is_decided` it is shown before all that are turned.
std::optional<ClosestCall> closest_comparison(const Attributes& attributes, const Readings& left,
                                              const Readings& right, std::size_t result_count,
                                              std::size_t begin, std::size_t end,
                                              std::optional<std::size_t> wanted,
                                              bool whatever_is_decided = false);

// argmax, sort, top_k, kth_value, approx_top_k, bit_search_threshold over `begin`..`end` of x, one
// row of its last axis. `taken` is how many of the largest are: 1 for argmax, k; what a threshold
// keeps. Nothing where all are taken, or one is alone.
std::optional<ClosestCall> closest_selection(const Value& value, const Readings& x,
                                             std::size_t begin, std::size_t end, std::size_t taken);

}  // namespace splitvote
