// One program on one sharded input: what each operation gives, on every rank at once.
//
// An Evaluator is bound to a program, a layout, logits and parameters. It knows nothing of plans:
// the caller says which numbers an operation reads (`Distributed` values, u or r chosen per class
// of ranks) and gets what it computes (u). Ranks that hold equal arrays share one computation.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "src/evaluate/array.h"
#include "src/evaluate/outcome.h"
#include "src/layout/layout.h"
#include "src/program/program.h"

namespace splitvote {

// One value on all ranks; a tuple has several arrays per rank.
struct Distributed {
  std::vector<ArrayRef> arrays;  // [element * rank_count + rank]
  ContentId id;

  [[nodiscard]] std::size_t bytes() const;

  // r of this value, once somebody asked (Evaluator::rounded); null inside means r = u.
  mutable bool rounded_known = false;
  mutable Narrowing rounded_by;
  mutable std::shared_ptr<const Distributed> rounded;
};
using DistributedRef = std::shared_ptr<const Distributed>;
DistributedRef make_distributed(std::vector<ArrayRef> arrays);

struct Evaluation {
  DistributedRef value;
  std::uint64_t nan_rows = 0;  // rows of which this decision read a NaN (bit 63: row 63 or scalar);
                               // 0 for other operations
  std::size_t elements = 0;    // elements passed over, shared computations counted once
};

struct EvaluatorInput {
  const Program* program;
  const Layout* layout;
  const std::vector<std::vector<float>>* logits;  // [row][token]
  std::map<std::string, double> numbers;          // parameters by name, without seed
  std::uint64_t seed = 0;
};

class Evaluator {
 public:
  // Keeps the program pointer. Throws InputError when a parameter without default is not given, or
  // when the program was compiled for other rows, slices or ranks than these.
  explicit Evaluator(const EvaluatorInput& input);

  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] const LayoutMap& map() const { return map_; }
  [[nodiscard]] int rank_count() const { return map_.rank_count(); }
  [[nodiscard]] int row_count() const { return row_count_; }
  [[nodiscard]] int rank_class(int rank) const {
    return rank_class_[static_cast<std::size_t>(rank)];
  }

  // Whether the value's u is just what it reads: optimization_barrier, and convert between floats.
  [[nodiscard]] bool passes_on(int value) const;

  // operands[i]: what the value's operand i reads. Bit c of
  // rounding_classes: ranks of class c round their accumulators. Throws InputError when
  // all_reduce meets ranks of unequal shapes (an uneven layout that the program cannot serve), and
  // when a loop does not end.
  [[nodiscard]] Evaluation evaluate(int value, std::span<const DistributedRef> operands,
                                    std::uint32_t rounding_classes) const;

  // r of an array value; the value itself when rounding changes nothing.
  [[nodiscard]] DistributedRef rounded(const DistributedRef& value,
                                       const Narrowing& narrowing) const;
  // Ranks of class c take `promoted` where bit c of the mask is set, else `rounded`.
  [[nodiscard]] DistributedRef by_class(const DistributedRef& rounded,
                                        const DistributedRef& promoted,
                                        std::uint32_t promoted_classes) const;

  // Decodes what the program observes. `value_of(index)` gives the u of an observed value.
  template <typename ValueOf>
  [[nodiscard]] Outcome observe(ValueOf value_of, std::uint64_t nan_rows) const {
    std::vector<DistributedRef> observed;
    for (int index : observed_values()) observed.push_back(value_of(index));
    return decode(observed, nan_rows);
  }
  // The value indices that `observe` asks for, ascending, each once.
  [[nodiscard]] const std::vector<int>& observed_values() const { return observed_values_; }

 private:
  [[nodiscard]] Outcome decode(const std::vector<DistributedRef>& observed,
                               std::uint64_t nan_rows) const;
  void bind_parameters(const EvaluatorInput& input);
  void bind_shapes(const std::vector<Value>& values);

  // A value of the program or of a loop's region, on some ranks: `Distributed` values then hold
  // arrays of these ranks only, in their order.
  using Ranks = std::span<const int>;
  [[nodiscard]] Evaluation evaluate_on(Ranks ranks, const Value& value,
                                       std::span<const DistributedRef> operands,
                                       std::uint32_t rounding_classes) const;
  [[nodiscard]] std::vector<ArrayRef> local(const Value& value, int rank,
                                            std::span<const ArrayRef> operands,
                                            bool round_accumulator) const;
  [[nodiscard]] ArrayRef uniform(const Value& value, std::span<const ArrayRef> operands) const;
  [[nodiscard]] Evaluation local_on(Ranks ranks, const Value& value,
                                    std::span<const DistributedRef> operands,
                                    std::uint32_t rounding_classes) const;
  [[nodiscard]] Evaluation collective(const Value& value, std::span<const DistributedRef> operands,
                                      std::uint32_t rounding_classes) const;
  [[nodiscard]] Evaluation all_gather(const Value& value,
                                      std::span<const DistributedRef> operands) const;
  [[nodiscard]] Evaluation all_reduce(const Value& value, const std::vector<ArrayRef>& by_rank,
                                      std::uint32_t rounding_classes) const;
  // The ranks that `rank` meets in this collective.
  [[nodiscard]] Ranks met_by(const Value& value, int rank) const;
  // loop.cc
  [[nodiscard]] Evaluation loop(Ranks ranks, const Value& value,
                                std::span<const DistributedRef> operands) const;
  [[nodiscard]] std::vector<DistributedRef> run_region(Ranks ranks, const Region& region,
                                                       std::vector<DistributedRef> values,
                                                       std::size_t& elements) const;
  [[nodiscard]] std::size_t bound_count(const Count& count) const;

  const Program* program_;
  LayoutMap map_;
  int row_count_ = 0;
  std::vector<int> rank_class_;
  std::vector<DistributedRef> parameters_;     // [value], null where the value is no parameter
  std::map<std::string, std::size_t> counts_;  // integer parameters that bound top_k
  std::vector<int> all_ranks_;                 // 0, 1, ...
  // [rank] of iota, broadcast, and what get_dimension_size asks; those of regions too
  std::map<const Value*, std::vector<Shape>> shapes_;
  std::vector<int> observed_values_;
};

}  // namespace splitvote
