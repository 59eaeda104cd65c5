// Arrays of whole-number shapes over the sampler language: what HLO operations are written with.
//
// An array that repeats one number, or one number a row, is held by a value of fewer axes (`held`,
// a prefix of `dimensions`), which the language repeats by itself; `full` writes the repetition
// out. Callers pass well-formed shapes (their HLO has been checked); nothing here refuses.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/hlo/graph.h"
#include "src/hlo/hlo_module.h"

namespace splitvote {

using Sizes = std::vector<std::int64_t>;
using AttributeMap = std::map<std::string, AttributeValue>;

std::int64_t count_of(const Sizes& sizes);
Sizes row_major_strides(const Sizes& sizes);

struct HloArray {
  int node = -1;
  const HloType* type = nullptr;
  Sizes dimensions;
  Sizes held;

  [[nodiscard]] bool is_full() const { return held == dimensions; }
};

class Emitter {
 public:
  explicit Emitter(Graph& graph) : graph_(&graph) {}

  // What values made from now on come from.
  void set_origin(Provenance origin) { origin_ = std::move(origin); }
  // Whether values made from now on make random numbers.
  void set_draws(bool draws) { draws_ = draws; }
  [[nodiscard]] bool draws() const { return draws_; }
  [[nodiscard]] const Provenance& origin() const { return origin_; }
  [[nodiscard]] Graph& graph() { return *graph_; }
  // Writes into another graph (a region) until `leave` gives the one before back.
  Graph* enter(Graph& graph);
  void leave(Graph* before);

  // One more node; an equal constant, iota or convert of this graph is taken again.
  int node(const std::string& op, std::vector<int> operands, AttributeMap attributes,
           std::vector<Graph> regions = {});
  HloArray array(int node, const HloType& type, const Sizes& dimensions) {
    return held_array(node, type, dimensions, dimensions);
  }

  HloArray whole(const HloType& type, std::int64_t number, const Sizes& dimensions = {});
  HloArray real(const HloType& type, double number, const Sizes& dimensions = {});
  HloArray element(const HloType& type, const HloElement& element, const Sizes& dimensions);
  HloArray constant(const HloShape& shape, const std::vector<HloElement>& literal);
  HloArray iota(const HloType& type, const Sizes& dimensions, std::size_t axis);

  HloArray full(const HloArray& x);
  // Operands of one `dimensions`; the result is held by as many axes as the one held by most.
  HloArray elementwise(const std::string& op, const std::vector<HloArray>& operands,
                       const HloType& type, AttributeMap attributes = {});
  HloArray binary(const std::string& op, const HloArray& a, const HloArray& b);
  HloArray with_number(const std::string& op, const HloArray& a, std::int64_t number);
  HloArray compare(std::string_view direction, const HloArray& a, const HloArray& b,
                   bool total = false);
  HloArray select(const HloArray& which, const HloArray& a, const HloArray& b);
  HloArray convert(const HloArray& x, const HloType& type);
  HloArray bitcast(const HloArray& x, const HloType& type);  // of equal width

  HloArray broadcast(const HloArray& x, const Sizes& dimensions,
                     const std::vector<std::size_t>& axes);
  HloArray reshape(const HloArray& x, const Sizes& dimensions);
  HloArray transpose(const HloArray& x, const std::vector<std::size_t>& permutation);
  HloArray axis_last(const HloArray& x, std::size_t axis);
  // Undoes `axis_last`, where the last axis may have another size now.
  HloArray axis_back(const HloArray& x, std::size_t axis);
  HloArray slice(const HloArray& x, const Sizes& starts, const Sizes& limits, const Sizes& strides);
  HloArray slice_axis(const HloArray& x, std::size_t axis, std::int64_t start, std::int64_t limit);
  HloArray concatenate(const std::vector<HloArray>& parts, std::size_t axis);
  HloArray reverse(const HloArray& x, std::size_t axis);
  // x and ids flattened; the result has the shape of the ids.
  HloArray gather_flat(const HloArray& x, const HloArray& ids);
  HloArray scatter_flat(const HloArray& x, const HloArray& ids, const HloArray& updates,
                        const std::string& combine);
  HloArray tuple_element(int tuple, std::int64_t index, const HloType& type,
                         const Sizes& dimensions);

 private:
  HloArray float16_bits(const HloArray& x);
  HloArray float16_of_bits(const HloArray& x);
  HloArray held_array(int node, const HloType& type, const Sizes& dimensions, const Sizes& held);

  Graph* graph_;
  Provenance origin_;
  bool draws_ = false;
};

const HloType& hlo_pred();
const HloType& hlo_s32();
const HloType& hlo_f32();

}  // namespace splitvote
