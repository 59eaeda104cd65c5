// The size of one axis, as an expression over the layout and the parameters.
//
// Programs are shape-checked once, for every layout: two axes agree when their expressions are
// equal. A layout gives each expression a number per rank (`DimScope`).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace splitvote {

enum class DimKind : std::uint8_t {
  kConstant,   // number
  kBatch,      // rows of the case
  kShard,      // this rank's slice of the vocabulary, padding included
  kRanks,      // ranks of the layout
  kParameter,  // an integer parameter (top_k)
  kMin,        // the smaller of two
  kAdd,        // the sum of its parts
  kGathered,   // sum of the part over the ranks of one gather stage (number; -1: all ranks), or of
               // one group of ranks (bounds)
  kSliced,     // elements start, start+stride, ... below limit of the part
  kBins,       // bins of approx_top_k over the part
  kWindowed,   // windows over the part, padded
};

struct Dim {
  DimKind kind = DimKind::kConstant;
  std::int64_t number = 0;
  std::string parameter;  // kParameter
  // kSliced: start, limit (-1: none), stride; kBins: k, override; kWindowed: size, stride, pad_low
  // + pad_high; kGathered: group size, then the ranks of all groups, or none.
  std::vector<std::int64_t> bounds;
  double recall_target = 1;  // kBins
  std::vector<Dim> parts;

  friend bool operator==(const Dim&, const Dim&);
};

inline bool operator==(const Dim& a, const Dim& b) {
  return a.kind == b.kind && a.number == b.number && a.parameter == b.parameter &&
         a.bounds == b.bounds && a.recall_target == b.recall_target && a.parts == b.parts;
}

inline Dim constant_dim(std::int64_t number) { return {DimKind::kConstant, number, {}, {}, 1, {}}; }

// How many windows of `size`, each `stride` after the one before, fit into n padded elements.
constexpr std::int64_t window_count(std::int64_t n, std::int64_t size, std::int64_t stride) {
  return n < size ? 0 : (n - size) / stride + 1;
}

// "shard", "min(top_k, shard)", ...: as error messages and `programs show` print it.
std::string to_string(const Dim& dim);
std::string to_string(const std::vector<Dim>& shape);

}  // namespace splitvote
