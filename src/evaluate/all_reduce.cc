#include <type_traits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/scalar_operations.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/arithmetic.h"
#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

// One element of every rank, summed in the named order. Each addition rounds as its rank's
// accumulator does.
class RankSum {
 public:
  RankSum(const Attributes& attributes, const std::vector<bool>& round_accumulator)
      : a_(attributes), round_(round_accumulator) {}

  [[nodiscard]] float operator()(std::vector<float> x, std::size_t element,
                                 std::size_t count) const {
    const std::size_t ranks = x.size();
    if (a_.reduce_order == ReduceOrder::kTree) {
      for (std::size_t step = 1; step < ranks; step *= 2) {
        for (std::size_t rank = 0; rank + step < ranks; rank += 2 * step)
          x[rank] = add(x[rank], x[rank + step], rank);
      }
      return x[0];
    }
    const std::size_t first = a_.reduce_order == ReduceOrder::kRing ? element * ranks / count : 0;
    float total = x[first];
    for (std::size_t hop = 1; hop < ranks; ++hop) {
      const std::size_t rank = (first + hop) % ranks;
      total = add(total, x[rank], rank);
    }
    return total;
  }

 private:
  [[nodiscard]] float add(float a, float b, std::size_t rank) const {
    const float total = arithmetic(Arithmetic::kAdd, a, b);
    if (!is_narrow(a_.accumulator.dtype) || !round_[rank]) return total;
    return round_to(total, a_.accumulator);
  }

  const Attributes& a_;
  const std::vector<bool>& round_;
};

template <typename T>
T combine_integers(Combine combine, T a, T b) {
  switch (combine) {
    case Combine::kMaximum:
      return a > b ? a : b;
    case Combine::kMinimum:
      return a < b ? a : b;
    case Combine::kAnd:
      return static_cast<T>(a & b);
    case Combine::kOr:
      return static_cast<T>(a | b);
    default:
      return integer_operation(Opcode::kAdd, a, b);
  }
}

void reduce_floats(const Attributes& a, Operands by_rank,
                   const std::vector<bool>& round_accumulator, Array& out) {
  const RankSum sum(a, round_accumulator);
  const Arithmetic extreme =
      a.combine == Combine::kMaximum ? Arithmetic::kMaximum : Arithmetic::kMinimum;
  for (std::size_t i = 0; i < out.count(); ++i) {
    if (a.combine == Combine::kSum) {
      std::vector<float> x;
      for (const ArrayRef& each : by_rank) x.push_back(each->floats()[i]);
      out.fill<float>()[i] = sum(std::move(x), i, out.count());
      continue;
    }
    float result = by_rank[0]->floats()[i];
    for (std::size_t rank = 1; rank < by_rank.size(); ++rank) {
      result = arithmetic(extreme, result, by_rank[rank]->floats()[i]);
    }
    out.fill<float>()[i] = result;
  }
}

}  // namespace

ArrayRef evaluate_all_reduce(const Value& value, Operands by_rank,
                             const std::vector<bool>& round_accumulator) {
  const Array& first = *by_rank[0];
  return make_array(first.dtype(), first.shape(), [&](Array& out) {
    with_stored_type(first.dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (std::is_same_v<T, float>) {
        reduce_floats(value.attributes, by_rank, round_accumulator, out);
      } else {
        for (std::size_t i = 0; i < out.count(); ++i) {
          T result = first.as<T>()[i];
          for (std::size_t rank = 1; rank < by_rank.size(); ++rank) {
            result = combine_integers(value.attributes.combine, result, by_rank[rank]->as<T>()[i]);
          }
          out.fill<T>()[i] = result;
        }
      }
    });
  });
}

}  // namespace splitvote
