#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <optional>
#include <type_traits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/scalar_operations.h"
#include "src/evaluate/stored_type.h"
#include "src/evaluate/strided_copy.h"

namespace splitvote {
namespace {

ArrayRef reshape(const Array& x, const std::optional<std::vector<std::int64_t>>& sizes) {
  const Shape shape = sizes                 ? shape_of(*sizes)
                      : x.shape().axes == 1 ? x.shape().plus_axis(1)
                                            : x.shape().without_last();
  return make_array(x.dtype(), shape, [&](Array& out) {
    std::memcpy(out.fill<std::byte>(), x.as<std::byte>(), x.bytes());
  });
}

ArrayRef transpose(const Array& x, const std::vector<int>& permutation) {
  const Steps from = row_major_steps(x.shape());
  Shape shape;
  Steps steps{};
  for (const int axis : permutation) {
    const auto to = static_cast<std::size_t>(shape.axes++);
    shape.sizes[to] = x.shape().sizes[static_cast<std::size_t>(axis)];
    steps[to] = from[static_cast<std::size_t>(axis)];
  }
  return strided_copy(x, shape, 0, steps);
}

ArrayRef broadcast_along(const Array& x, const Shape& shape, const std::vector<int>& dimensions) {
  const Steps from = row_major_steps(x.shape());
  Steps steps{};
  for (std::size_t axis = 0; axis < dimensions.size(); ++axis)
    steps[static_cast<std::size_t>(dimensions[axis])] = from[axis];
  return strided_copy(x, shape, 0, steps);
}

struct SliceBounds {
  std::int64_t start, limit, stride;  // limit -1: the end
};

ArrayRef slice(const Attributes& a, const Array& x) {
  Shape shape = x.shape();
  Steps steps = row_major_steps(shape);
  std::ptrdiff_t first = 0;
  const bool every_axis = !a.starts.empty();
  for (auto axis = static_cast<std::size_t>(every_axis ? 0 : shape.axes - 1);
       axis < static_cast<std::size_t>(shape.axes); ++axis) {
    const SliceBounds bounds = every_axis
                                   ? SliceBounds{a.starts[axis], a.limits[axis], a.strides[axis]}
                                   : SliceBounds{a.start, a.limit, a.stride};
    const std::int64_t size = shape.sizes[axis];
    const std::int64_t start = std::min(bounds.start, size);
    const std::int64_t limit = bounds.limit < 0 ? size : std::min(bounds.limit, size);
    const std::int64_t count = (limit - start + bounds.stride - 1) / bounds.stride;
    shape.sizes[axis] = static_cast<std::int32_t>(std::max<std::int64_t>(0, count));
    first += static_cast<std::ptrdiff_t>(start) * steps[axis];
    steps[axis] *= static_cast<std::ptrdiff_t>(bounds.stride);
  }
  return strided_copy(x, shape, first, steps);
}

ArrayRef reverse(const Array& x) {
  Steps steps = row_major_steps(x.shape());
  const auto last = static_cast<std::size_t>(x.shape().axes - 1);
  steps[last] = -1;
  return strided_copy(x, x.shape(), static_cast<std::ptrdiff_t>(x.shape().last()) - 1, steps);
}

template <typename Visit>
void with_ids(const Array& ids, Visit visit) {
  with_stored_type(ids.dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (kIsInteger<T>) visit(ids.as<T>());
  });
}

// An id as an index; u64 ids beyond the signed range count as the largest index.
template <typename Id>
std::int64_t index_of(Id id) {
  if constexpr (std::is_same_v<Id, std::uint64_t>) {
    return id > static_cast<std::uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<std::int64_t>(id);
  } else {
    return static_cast<std::int64_t>(id);
  }
}

ArrayRef gather(const Array& x, const Array& ids) {
  return make_array(x.dtype(), ids.shape(), [&](Array& out) {
    const auto width = static_cast<std::int64_t>(x.shape().last());
    const std::size_t rows = x.shape().outer();
    const std::size_t per_row = rows == 0 ? 0 : ids.count() / rows;
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* to = out.fill<T>();
      if (width == 0) {
        std::fill_n(to, out.count(), T{});
        return;
      }
      with_ids(ids, [&](const auto* id) {
        for (std::size_t row = 0; row < rows; ++row) {
          const T* from = x.as<T>() + static_cast<std::ptrdiff_t>(row) * width;
          for (std::size_t i = row * per_row; i < (row + 1) * per_row; ++i) {
            to[i] = from[std::clamp<std::int64_t>(index_of(id[i]), 0, width - 1)];
          }
        }
      });
    });
  });
}

template <typename T>
T combined(Combine combine, T old, T update) {
  switch (combine) {
    case Combine::kMaximum:
      if constexpr (std::is_same_v<T, float>) {
        if (old != old || update != update) return std::bit_cast<float>(0x7fc00000U);
        if (old == update) return std::bit_cast<std::uint32_t>(old) >> 31 != 0 ? update : old;
      }
      return old > update ? old : update;
    case Combine::kSum:
      if constexpr (kIsInteger<T>) return integer_operation(Opcode::kAdd, old, update);
      return old;
    case Combine::kOr:
      return old != T{} || update != T{} ? T{1} : T{};
    default:
      return update;
  }
}

ArrayRef scatter(const Attributes& a, Operands operands) {
  const Array& base = *operands[0];
  const Array& ids = *operands[1];
  const Array& updates = *operands[2];
  return make_array(base.dtype(), base.shape(), [&](Array& out) {
    std::memcpy(out.fill<std::byte>(), base.as<std::byte>(), base.bytes());
    const auto width = static_cast<std::int64_t>(base.shape().last());
    const std::size_t rows = base.shape().outer();
    const std::size_t per_row = rows == 0 ? 0 : ids.count() / rows;
    const std::size_t repeat = updates.count() == 0 ? 1 : ids.count() / updates.count();
    with_stored_type(base.dtype(), [&](auto zero) {
      using T = decltype(zero);
      with_ids(ids, [&](const auto* id) {
        for (std::size_t row = 0; row < rows; ++row) {
          T* to = out.fill<T>() + static_cast<std::ptrdiff_t>(row) * width;
          for (std::size_t i = row * per_row; i < (row + 1) * per_row; ++i) {
            const std::int64_t index = index_of(id[i]);
            if (index < 0 || index >= width) continue;
            const T update = updates.as<T>()[i / repeat];
            to[index] = combined(a.combine, to[index], update);
          }
        }
      });
    });
  });
}

}  // namespace

Shape shape_of(const std::vector<std::int64_t>& sizes) {
  Shape shape;
  for (const std::int64_t size : sizes)
    shape.sizes[static_cast<std::size_t>(shape.axes++)] = static_cast<std::int32_t>(size);
  return shape;
}

ArrayRef broadcast_array(const Array& x, const Shape& shape) {
  std::vector<int> leading(static_cast<std::size_t>(x.shape().axes));
  std::iota(leading.begin(), leading.end(), 0);
  return broadcast_along(x, shape, leading);
}

ArrayRef concatenate_arrays(Operands operands) {
  // [batch] operands count as [batch, 1].
  const bool columns = operands[0]->shape().axes == 1;
  const auto width_of = [](const Array& x) { return x.shape().axes == 1 ? 1 : x.shape().last(); };
  std::size_t total = 0;
  for (const ArrayRef& each : operands) total += width_of(*each);
  const Shape shape =
      columns ? operands[0]->shape().plus_axis(total) : operands[0]->shape().with_last(total);
  return make_array(operands[0]->dtype(), shape, [&](Array& out) {
    const std::size_t element = stored_bytes(out.dtype());
    const std::size_t rows = shape.outer();
    std::size_t before = 0;
    for (const ArrayRef& each : operands) {
      const std::size_t width = width_of(*each);
      for (std::size_t row = 0; row < rows && width != 0; ++row) {
        std::memcpy(out.fill<std::byte>() + (row * total + before) * element,
                    each->as<std::byte>() + row * width * element, width * element);
      }
      before += width;
    }
  });
}

ArrayRef evaluate_moving(const Value& value, Operands operands, const Shape& shape) {
  switch (value.opcode) {
    case Opcode::kBroadcast:
      return value.attributes.shape
                 ? broadcast_along(*operands[0], shape, value.attributes.dimensions)
                 : broadcast_array(*operands[0], shape);
    case Opcode::kReshape:
      return reshape(*operands[0], value.attributes.shape);
    case Opcode::kTranspose:
      return transpose(*operands[0], value.attributes.dimensions);
    case Opcode::kSlice:
      return slice(value.attributes, *operands[0]);
    case Opcode::kConcatenate:
      return concatenate_arrays(operands);
    case Opcode::kReverse:
      return reverse(*operands[0]);
    case Opcode::kGather:
      return gather(*operands[0], *operands[1]);
    default:
      return scatter(value.attributes, operands);
  }
}

}  // namespace splitvote
