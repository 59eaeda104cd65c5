// What each operation does to arrays: one rank's operands in, its result out. No plans, no sites,
// no ranks but in collectives.
//
// Operands are what the operation *reads* (u or r, already chosen). Results are `u`. Meaning:
// src/program/OPERATIONS.md.
#pragma once

#include <span>
#include <vector>

#include "src/evaluate/array.h"
#include "src/program/program.h"

namespace splitvote {

using Operands = std::span<const ArrayRef>;

// A scalar of this dtype: floats are rounded to float32, then to the dtype; integers truncate and
// saturate.
ArrayRef constant_scalar(Dtype dtype, double number);
// add ... clamp, compare, select, is_finite.
ArrayRef evaluate_elementwise(const Value& value, Operands operands);
// convert (between floats: the operand itself), bitcast_convert, reduce_precision.
ArrayRef evaluate_conversion(const Value& value, const ArrayRef& operand);
// broadcast (to `shape`), reshape, transpose, slice, concatenate, reverse, gather, scatter.
ArrayRef evaluate_moving(const Value& value, Operands operands, const Shape& shape);
// A shape of whole numbers.
Shape shape_of(const std::vector<std::int64_t>& sizes);
// A prefix-shaped array repeated to `shape`.
ArrayRef broadcast_array(const Array& x, const Shape& shape);
// Joined along the last axis; [batch] counts as [batch, 1].
ArrayRef concatenate_arrays(Operands operands);
// reduce (without region), cumsum.
ArrayRef evaluate_reduction(const Value& value, const ArrayRef& operand, bool round_accumulator);
// reduce_window, dot.
ArrayRef evaluate_windows(const Value& value, const Array& x, bool round_accumulator);
ArrayRef evaluate_dot(const Value& value, const Array& x, const Array& y);
// reduce with a region: one array per accumulator.
std::vector<ArrayRef> evaluate_region_reduction(const Value& value, Operands operands,
                                                bool round_accumulator);
// sort with a region: every operand in the comparator's order.
std::vector<ArrayRef> evaluate_region_sort(const Value& value, Operands operands);
// x at ids[row, i] (s32, in range), row by row.
ArrayRef take_from_rows(const Array& x, const Array& ids);
// Fills `ids` (s32, of the key's shape) with the order of each row, stably.
void sort_ids(const Array& key, KeyOrder order, bool descending, Array& ids);
// argmax, sort, top_k, approx_top_k, kth_value, bit_search_threshold; `k` is the bound count.
std::vector<ArrayRef> evaluate_selection(const Value& value, Operands operands, std::size_t k);
// all_reduce over the ranks' operands; round_accumulator[rank]. One result, the same on every rank.
ArrayRef evaluate_all_reduce(const Value& value, Operands by_rank,
                             const std::vector<bool>& round_accumulator);

// The array rounded as declared; the array itself when rounding changes nothing.
ArrayRef rounded_array(const ArrayRef& array, const Narrowing& narrowing);

// Sizes of XLA's ApproxTopK for an axis of n (OPERATIONS.md). bins = n when the search is exact.
std::size_t approx_top_k_bins(std::size_t n, std::int64_t k, double recall_target,
                              std::int64_t size_override);

}  // namespace splitvote
