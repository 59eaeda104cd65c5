#include "src/evaluate/array.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "src/numeric/arithmetic.h"

namespace splitvote {
namespace {

constexpr std::size_t kPooledBytesMax = 64U << 20;  // kept for reuse per thread

// Sizes come in eight steps per power of two, so that rounding up wastes at most an eighth.
constexpr std::size_t kStepsPerDoubling = 8;

struct SizeClass {
  std::size_t bucket;
  std::size_t bytes;
};

SizeClass size_class_of(std::size_t bytes) {
  bytes = std::max<std::size_t>(bytes, 64 * kStepsPerDoubling);
  const auto doublings = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;
  const std::size_t step = (std::size_t{1} << doublings) / kStepsPerDoubling;
  const std::size_t steps = (bytes + step - 1) / step;  // 8 to 16
  return {doublings * kStepsPerDoubling + steps - kStepsPerDoubling, steps * step};
}

// Free buffers by size class.
struct BufferPool {
  std::array<std::vector<std::byte*>, 48 * kStepsPerDoubling> free;
  std::size_t held = 0;

  ~BufferPool() {
    for (auto& bucket : free) {
      for (std::byte* each : bucket) std::free(each);
    }
  }
};

BufferPool& pool() {
  thread_local BufferPool instance;
  return instance;
}

}  // namespace

ContentId content_id_of(const void* data, std::size_t size, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(data, size, seed);
  return {hash.high64, hash.low64};
}

std::size_t Shape::count() const { return outer() * last(); }

std::size_t Shape::outer() const {
  std::size_t product = 1;
  for (int axis = 0; axis + 1 < axes; ++axis)
    product *= static_cast<std::size_t>(sizes[static_cast<std::size_t>(axis)]);
  return product;
}

Shape Shape::without_last() const {
  Shape shape = *this;
  shape.sizes[static_cast<std::size_t>(--shape.axes)] = 0;
  return shape;
}

Shape Shape::with_last(std::size_t size) const {
  Shape shape = *this;
  shape.sizes[static_cast<std::size_t>(axes - 1)] = static_cast<std::int32_t>(size);
  return shape;
}

Shape Shape::plus_axis(std::size_t size) const {
  Shape shape = *this;
  shape.sizes[static_cast<std::size_t>(shape.axes++)] = static_cast<std::int32_t>(size);
  return shape;
}

Buffer::Buffer(std::size_t bytes) : bytes_(bytes) {
  const SizeClass size = size_class_of(bytes);
  BufferPool& mine = pool();
  auto& bucket = mine.free[size.bucket];
  if (!bucket.empty()) {
    data_ = bucket.back();
    bucket.pop_back();
    mine.held -= size.bytes;
    return;
  }
  data_ = static_cast<std::byte*>(std::aligned_alloc(64, size.bytes));
  if (data_ == nullptr) throw std::bad_alloc();
}

Buffer::~Buffer() {
  const SizeClass size = size_class_of(bytes_);
  BufferPool& mine = pool();
  if (mine.held + size.bytes > kPooledBytesMax) {
    std::free(data_);
    return;
  }
  mine.held += size.bytes;
  mine.free[size.bucket].push_back(data_);
}

std::size_t stored_bytes(Dtype dtype) {
  switch (dtype) {
    case Dtype::kPred:
    case Dtype::kS8:
    case Dtype::kU8:
      return 1;
    case Dtype::kS16:
    case Dtype::kU16:
      return 2;
    case Dtype::kS64:
    case Dtype::kU64:
      return 8;
    default:
      return 4;
  }
}

Array::Array(Dtype dtype, const Shape& shape)
    : dtype_(is_float(dtype) ? Dtype::kFloat32 : dtype),
      shape_(shape),
      count_(shape.count()),
      buffer_(count_ * stored_bytes(dtype)) {}

void Array::seal() {
  std::uint64_t header = static_cast<std::uint64_t>(dtype_) + 1;
  for (int axis = 0; axis < shape_.axes; ++axis) {
    header = header * 0x9e3779b97f4a7c15U +
             static_cast<std::uint64_t>(shape_.sizes[static_cast<std::size_t>(axis)]) + 1;
  }
  id_ = content_id_of(buffer_.data(), bytes(), header);
}

std::uint64_t Array::nan_rows() const {
  if (nan_known_) return nan_rows_;
  nan_known_ = true;
  if (!is_float(dtype_) || !has_nan(floats(), count_)) return nan_rows_;
  if (shape_.axes == 0) return nan_rows_ = ~std::uint64_t{0};
  const auto rows = static_cast<std::size_t>(shape_.sizes[0]);
  const std::size_t width = count_ / rows;
  for (std::size_t row = 0; row < rows; ++row) {
    if (has_nan(floats() + row * width, width))
      nan_rows_ |= std::uint64_t{1} << (row < 63 ? row : 63);
  }
  return nan_rows_;
}

}  // namespace splitvote
