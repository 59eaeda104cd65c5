#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

#include "src/evaluate/kernels.h"
#include "src/evaluate/stored_type.h"

namespace splitvote {
namespace {

ArrayRef reshape(const Array& x) {
  const Shape shape = x.shape().axes == 1 ? x.shape().plus_axis(1) : x.shape().without_last();
  return make_array(x.dtype(), shape, [&](Array& out) {
    std::memcpy(out.fill<std::byte>(), x.as<std::byte>(), x.bytes());
  });
}

// Elements first, first + step, ... (count of them) of each row.
ArrayRef strided(const Array& x, std::size_t count, std::ptrdiff_t first, std::ptrdiff_t step) {
  return make_array(x.dtype(), x.shape().with_last(count), [&](Array& out) {
    const std::size_t rows = x.shape().outer(), width = x.shape().last();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (std::size_t row = 0; row < rows; ++row) {
        const T* from = x.as<T>() + row * width;
        T* to = out.fill<T>() + row * count;
        for (std::size_t i = 0; i < count; ++i)
          to[i] = from[first + static_cast<std::ptrdiff_t>(i) * step];
      }
    });
  });
}

ArrayRef slice(const Attributes& a, const Array& x) {
  const auto size = static_cast<std::int64_t>(x.shape().last());
  const std::int64_t start = std::min(a.start, size);
  const std::int64_t limit = a.limit < 0 ? size : std::min(a.limit, size);
  const std::int64_t count = std::max<std::int64_t>(0, (limit - start + a.stride - 1) / a.stride);
  return strided(x, static_cast<std::size_t>(count), static_cast<std::ptrdiff_t>(start),
                 static_cast<std::ptrdiff_t>(a.stride));
}

ArrayRef reverse(const Array& x) {
  const std::size_t size = x.shape().last();
  return strided(x, size, static_cast<std::ptrdiff_t>(size) - 1, -1);
}

template <typename Visit>
void with_ids(const Array& ids, Visit visit) {
  with_stored_type(ids.dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (sizeof(T) >= 4 && !std::is_same_v<T, float>) visit(ids.as<T>());
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
      return static_cast<T>(old + update);
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
      // Unsigned arithmetic wraps; the bits are those of the signed sum.
      using Word =
          std::conditional_t<std::is_same_v<T, std::int32_t>, std::uint32_t,
                             std::conditional_t<std::is_same_v<T, std::int64_t>, std::uint64_t, T>>;
      const bool adding = a.combine == Combine::kSum;
      with_ids(ids, [&](const auto* id) {
        for (std::size_t row = 0; row < rows; ++row) {
          T* to = out.fill<T>() + static_cast<std::ptrdiff_t>(row) * width;
          for (std::size_t i = row * per_row; i < (row + 1) * per_row; ++i) {
            const std::int64_t index = index_of(id[i]);
            if (index < 0 || index >= width) continue;
            const T update = updates.as<T>()[i / repeat];
            to[index] = adding ? static_cast<T>(static_cast<Word>(static_cast<Word>(to[index]) +
                                                                  static_cast<Word>(update)))
                               : combined(a.combine, to[index], update);
          }
        }
      });
    });
  });
}

}  // namespace

ArrayRef broadcast_array(const Array& x, const Shape& shape) {
  return make_array(x.dtype(), shape, [&](Array& out) {
    const std::size_t repeat = x.count() == 0 ? 1 : out.count() / x.count();
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      auto* result = out.fill<T>();
      for (std::size_t i = 0; i < x.count(); ++i)
        std::fill_n(result + i * repeat, repeat, x.as<T>()[i]);
    });
  });
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
      return broadcast_array(*operands[0], shape);
    case Opcode::kReshape:
      return reshape(*operands[0]);
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
