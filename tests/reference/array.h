// Arrays of the reference evaluator, and one use of an array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/program/program.h"

namespace splitvote::reference {

// One array on one rank. Integers are held as the 64-bit number they stand for (u64: its bit
// pattern), predicates as 0 or 1.
struct Array {
  Dtype dtype = Dtype::kFloat32;
  std::vector<std::int64_t> axes;   // [], [batch], [batch, n]
  std::vector<float> u;             // floats: what the producer computed
  std::vector<float> r;             // floats: u rounded to the declared dtype; empty where r = u
  std::vector<std::int64_t> whole;  // integers and predicates
};

// An array as one use reads it: one number per element, r or u having been chosen.
struct Numbers {
  Dtype dtype = Dtype::kFloat32;
  std::vector<std::int64_t> axes;
  std::span<const float> floats;
  std::span<const std::int64_t> whole;

  [[nodiscard]] bool is_float() const { return splitvote::is_float(dtype); }
  [[nodiscard]] std::size_t size() const { return is_float() ? floats.size() : whole.size(); }
};

inline std::size_t element_count(std::span<const std::int64_t> axes) {
  std::size_t count = 1;
  for (const std::int64_t axis : axes) count *= static_cast<std::size_t>(axis);
  return count;
}

// The last axis, and how many rows lie before it. `[]` and an empty list of axes count as one row
// of one.
inline std::size_t row_size(std::span<const std::int64_t> axes) {
  return axes.empty() ? 1 : static_cast<std::size_t>(axes.back());
}
inline std::size_t row_count(std::span<const std::int64_t> axes) {
  return axes.empty() ? 1 : element_count(axes.first(axes.size() - 1));
}

inline Array float_array(Dtype dtype, std::vector<std::int64_t> axes) {
  Array out{dtype, std::move(axes), {}, {}, {}};
  out.u.resize(element_count(out.axes));
  return out;
}
inline Array whole_array(Dtype dtype, std::vector<std::int64_t> axes) {
  Array out{dtype, std::move(axes), {}, {}, {}};
  out.whole.resize(element_count(out.axes));
  return out;
}
inline Array array_like(Dtype dtype, std::vector<std::int64_t> axes) {
  return is_float(dtype) ? float_array(dtype, std::move(axes))
                         : whole_array(dtype, std::move(axes));
}

}  // namespace splitvote::reference
