// The operations of the language on one rank's arrays, each written down from OPERATIONS.md.
//
// Every function takes what its uses read and returns what the operation computes before any
// rounding to the declared dtype: the result's `u`, or its `whole`. Rounding, plans and ranks are
// reference.cc's business.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "src/layout/layout.h"
#include "tests/reference/array.h"

namespace splitvote::reference {

using Operands = std::span<const Numbers>;

// elementwise.cc
Array elementwise(const Value& value, Operands operands);
// A number that a program or a case states: to float32, then to the dtype; integers truncate and
// saturate.
Array scalar(Dtype dtype, double number);
Array convert(const Numbers& x, const Narrowing& to);
Array bitcast_convert(const Numbers& x, Dtype to);
float maximum(float a, float b);
float minimum(float a, float b);
std::int64_t add_integers(std::int64_t a, std::int64_t b, Dtype dtype);

// moving.cc
Array copy_of(const Numbers& x);
Array broadcast(const Numbers& x, const std::vector<std::int64_t>& axes);
// Without axes, between [n] and [n, 1].
Array reshape(const Numbers& x, const std::optional<std::vector<std::int64_t>>& axes);
// Each element is the one that `source` names for its position.
using Position = std::vector<std::int64_t>;  // [axis]
Array rearranged(const Numbers& x, const std::vector<std::int64_t>& axes,
                 const std::function<Position(const Position&)>& source);
Array transpose(const Numbers& x, const std::vector<int>& permutation);
Array broadcast_along(const Numbers& x, const std::vector<std::int64_t>& axes,
                      const std::vector<int>& dimensions);
Array slice_axes(const Numbers& x, const Attributes& attributes);  // starts, limits, strides
Array slice(const Numbers& x, std::int64_t start, std::int64_t limit, std::int64_t stride);
Array concatenate(Operands parts);
Array reverse(const Numbers& x);
Array gather(const Numbers& x, const Numbers& ids);
Array scatter(const Numbers& base, const Numbers& ids, const Numbers& updates, Combine combine);

// sums.cc. `accumulator` rounds partial results when `rounds` is set.
struct Adder {
  Narrowing accumulator;
  bool rounds = false;

  [[nodiscard]] float operator()(float a, float b) const;
};
float sum(std::span<const float> x, SumOrder order, std::size_t width, const Adder& add);
void cumsum(std::span<const float> x, SumOrder order, std::size_t width, const Adder& add,
            std::span<float> out);

// reductions.cc
Array reduce(const Value& value, const Numbers& x, const Adder& add);
std::vector<Array> reduce_region(const Value& value, Operands operands, bool accumulator_promoted);
Array running_sum(const Value& value, const Numbers& x, const Adder& add);
Array argmax(const Value& value, const Numbers& x);
Array reduce_window(const Value& value, const Numbers& x, const Adder& add);
Array dot(const Value& value, const Numbers& x, const Numbers& y);
// A region over scalars: what it yields for these parameters.
std::vector<Array> apply_region(const Region& region, std::vector<Array> parameters, bool rounded);
Array element_of(const Numbers& x, std::size_t index);

// selection.cc
std::vector<Array> sort(const Value& value, Operands operands);
std::vector<Array> top_k(const Numbers& x, std::int64_t k, const Attributes& a);
Array kth_value(const Numbers& x, std::int64_t k, const Attributes& a);
struct Bins {
  std::int64_t count;
  bool exact;
};
Bins approx_top_k_bins(std::int64_t n, std::int64_t k, double recall_target,
                       std::int64_t override_size);
std::vector<Array> approx_top_k(const Value& value, const Numbers& x);
// Operands: x, the weights if there are any, the target.
Array bit_search_threshold(Operands operands);

// collectives.cc. What every rank of the group hands in, in rank order; the addition that rank j
// makes is its adder's.
Array join(Operands parts);
Array all_reduce(const Value& value, Operands of_rank, std::span<const Adder> adder_of_rank);

// draws.cc
struct Words {
  std::uint32_t first, second;
};
Words threefry2x32(Words key, Words counter);
Array threefry_uniform(const Numbers& seed, const Numbers& counter, bool counter_is_token,
                       const LayoutMap& layout);

}  // namespace splitvote::reference
