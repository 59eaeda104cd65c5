#include <cstdlib>

#include "tests/reference/formats.h"
#include "tests/reference/operations.h"
#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

float combine_floats(Combine combine, float a, float b, const Adder& add) {
  switch (combine) {
    case Combine::kMaximum:
      return maximum(a, b);
    case Combine::kMinimum:
      return minimum(a, b);
    default:
      return add(a, b);
  }
}

std::int64_t combine_whole(Combine combine, std::int64_t a, std::int64_t b, Dtype dtype) {
  const bool below = integer_key(a, dtype) < integer_key(b, dtype);
  switch (combine) {
    case Combine::kMaximum:
      return below ? b : a;
    case Combine::kMinimum:
      return below ? a : b;
    case Combine::kAnd:
      return a & b;
    case Combine::kOr:
      return a | b;
    default:
      return add_integers(a, b, dtype);
  }
}

// The value of one element on each rank, combined in the named order; `function` is told which rank
// combines.
template <typename T, typename Function>
T combined(ReduceOrder order, std::vector<T> of_rank, std::size_t element,
           std::size_t element_count, Function function) {
  const std::size_t ranks = of_rank.size();
  if (order == ReduceOrder::kTree) {
    for (std::size_t step = 1; step < ranks; step *= 2) {
      for (std::size_t j = 0; j + step < ranks; j += 2 * step)
        of_rank[j] = function(of_rank[j], of_rank[j + step], j);
    }
    return of_rank[0];
  }
  const std::size_t first = order == ReduceOrder::kRing ? element * ranks / element_count : 0;
  T result = of_rank[first];
  for (std::size_t i = 1; i < ranks; ++i) {
    const std::size_t rank = (first + i) % ranks;
    result = function(result, of_rank[rank], rank);
  }
  return result;
}

}  // namespace

Array join(Operands parts) { return concatenate(parts); }

Array all_reduce(const Value& value, Operands of_rank, std::span<const Adder> adder_of_rank) {
  const Attributes& a = value.attributes;
  const Dtype dtype = of_rank[0].dtype;
  // The order matters to float sums alone; the other kinds are the same in any.
  const ReduceOrder order = a.combine == Combine::kSum ? a.reduce_order : ReduceOrder::kRank;
  Array out = array_like(dtype, of_rank[0].axes);
  const std::size_t size = element_count(out.axes);
  for (std::size_t i = 0; i < size; ++i) {
    if (is_float(dtype)) {
      std::vector<float> column;
      for (const Numbers& x : of_rank) column.push_back(x.floats[i]);
      out.u[i] =
          combined(order, std::move(column), i, size, [&](float p, float q, std::size_t rank) {
            return combine_floats(a.combine, p, q, adder_of_rank[rank]);
          });
    } else {
      std::vector<std::int64_t> column;
      for (const Numbers& x : of_rank) column.push_back(x.whole[i]);
      out.whole[i] = combined(order, std::move(column), i, size,
                              [&](std::int64_t p, std::int64_t q, std::size_t) {
                                return combine_whole(a.combine, p, q, dtype);
                              });
    }
  }
  return out;
}

}  // namespace splitvote::reference
