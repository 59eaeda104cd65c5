// One array of one rank: dtype, concrete shape, data. Immutable once made, known by its content.
//
// Floats are float32 whatever their declared dtype (which is the program's business: converting u
// copies nothing); integers at their width, pred as bytes 0 and 1. Two arrays with equal
// `id` are taken to be equal: ids are XXH3-128 of dtype, shape and data, so a sweep of 2^32
// distinct arrays confuses two of them with a probability below 2^-64.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "src/numeric/dtype.h"

namespace splitvote {

struct ContentId {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const ContentId&, const ContentId&) = default;
};
ContentId content_id_of(const void* data, std::size_t size, std::uint64_t seed = 0);

struct ContentIdHash {
  std::size_t operator()(const ContentId& id) const { return static_cast<std::size_t>(id.low); }
};

// At most kAxisMax axes (src/program/program.h): batch and candidates, more in programs read from
// HLO.
struct Shape {
  std::array<std::int32_t, 6> sizes{};
  int axes = 0;

  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::size_t last() const {
    return axes == 0 ? 1 : static_cast<std::size_t>(sizes[static_cast<std::size_t>(axes - 1)]);
  }
  // Product of all axes but the last.
  [[nodiscard]] std::size_t outer() const;
  [[nodiscard]] Shape without_last() const;
  [[nodiscard]] Shape with_last(std::size_t size) const;  // the last axis resized
  [[nodiscard]] Shape plus_axis(std::size_t size) const;  // one more axis
  friend bool operator==(const Shape&, const Shape&) = default;
};

// Uninitialised memory that returns to a per-thread pool: vocabulary-sized arrays come and go by
// the thousand.
class Buffer {
 public:
  explicit Buffer(std::size_t bytes);
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

  [[nodiscard]] std::byte* data() const { return data_; }

 private:
  std::byte* data_;
  std::size_t bytes_;
};

// How many bytes an element of this dtype takes in an Array.
std::size_t stored_bytes(Dtype dtype);

class Array {
 public:
  // An array to be filled through `fill`, then sealed. Any floating-point dtype becomes float32.
  Array(Dtype dtype, const Shape& shape);

  [[nodiscard]] Dtype dtype() const { return dtype_; }
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t bytes() const { return count_ * stored_bytes(dtype_); }
  [[nodiscard]] const ContentId& id() const { return id_; }

  template <typename T>
  [[nodiscard]] const T* as() const {
    return reinterpret_cast<const T*>(buffer_.data());
  }
  template <typename T>
  [[nodiscard]] T* fill() {
    return reinterpret_cast<T*>(buffer_.data());
  }
  [[nodiscard]] const float* floats() const { return as<float>(); }

  // Bit r set: row r of the leading axis holds a NaN; a scalar's NaN sets every bit. Floats only;
  // rows past 63 share bit 63. Whether the leading axis is the batch is the caller's to know.
  [[nodiscard]] std::uint64_t nan_rows() const;

  // Computes the id; the data must not change afterwards.
  void seal();

 private:
  Dtype dtype_;
  Shape shape_;
  std::size_t count_;
  Buffer buffer_;
  ContentId id_;
  mutable bool nan_known_ = false;
  mutable std::uint64_t nan_rows_ = 0;
};

using ArrayRef = std::shared_ptr<const Array>;

// Makes, lets `fill(Array&)` write, seals.
template <typename Fill>
ArrayRef make_array(Dtype dtype, const Shape& shape, Fill fill) {
  auto array = std::make_shared<Array>(dtype, shape);
  fill(*array);
  array->seal();
  return array;
}

}  // namespace splitvote
