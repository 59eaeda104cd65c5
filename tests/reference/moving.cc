#include <algorithm>

#include "tests/reference/operations.h"
#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

void move_element(Array& to, std::size_t to_index, const Numbers& from, std::size_t from_index) {
  if (from.is_float()) {
    to.u[to_index] = from.floats[from_index];
  } else {
    to.whole[to_index] = from.whole[from_index];
  }
}

std::vector<std::int64_t> with_last_axis(std::vector<std::int64_t> axes, std::size_t size) {
  axes.back() = static_cast<std::int64_t>(size);
  return axes;
}

// The position that an integer names among n, as a number; n or more, and negative ones, mean none.
bool names_position(std::int64_t id, Dtype dtype, std::size_t n) {
  if (is_signed(dtype) && id < 0) return false;
  return static_cast<std::uint64_t>(id) < n;
}

}  // namespace

Array copy_of(const Numbers& x) {
  Array out{x.dtype, x.axes, {}, {}, {}};
  out.u.assign(x.floats.begin(), x.floats.end());
  out.whole.assign(x.whole.begin(), x.whole.end());
  return out;
}

Array broadcast(const Numbers& x, const std::vector<std::int64_t>& axes) {
  Array out = array_like(x.dtype, axes);
  const std::size_t size = element_count(axes);
  const std::size_t repeat = x.size() == 0 ? 0 : size / x.size();
  for (std::size_t i = 0; i < size; ++i) move_element(out, i, x, i / repeat);
  return out;
}

Array reshape(const Numbers& x, const std::optional<std::vector<std::int64_t>>& axes) {
  Array out = copy_of(x);
  if (axes) {
    out.axes = *axes;
  } else if (x.axes.size() == 1) {
    out.axes.push_back(1);
  } else {
    out.axes.pop_back();
  }
  return out;
}

Array rearranged(const Numbers& x, const std::vector<std::int64_t>& axes,
                 const std::function<Position(const Position&)>& source) {
  Array out = array_like(x.dtype, axes);
  const std::size_t size = element_count(axes);
  for (std::size_t i = 0; i < size; ++i) {
    Position to(axes.size());
    std::size_t left = i;
    for (std::size_t axis = axes.size(); axis-- > 0;) {
      to[axis] = static_cast<std::int64_t>(left % static_cast<std::size_t>(axes[axis]));
      left /= static_cast<std::size_t>(axes[axis]);
    }
    const Position from = source(to);
    std::size_t at = 0;
    for (std::size_t axis = 0; axis < x.axes.size(); ++axis)
      at = at * static_cast<std::size_t>(x.axes[axis]) + static_cast<std::size_t>(from[axis]);
    move_element(out, i, x, at);
  }
  return out;
}

Array transpose(const Numbers& x, const std::vector<int>& permutation) {
  std::vector<std::int64_t> axes;
  for (const int axis : permutation) axes.push_back(x.axes[static_cast<std::size_t>(axis)]);
  return rearranged(x, axes, [&](const Position& to) {
    Position from(to.size());
    for (std::size_t axis = 0; axis < to.size(); ++axis)
      from[static_cast<std::size_t>(permutation[axis])] = to[axis];
    return from;
  });
}

Array broadcast_along(const Numbers& x, const std::vector<std::int64_t>& axes,
                      const std::vector<int>& dimensions) {
  return rearranged(x, axes, [&](const Position& to) {
    Position from;
    for (const int axis : dimensions) from.push_back(to[static_cast<std::size_t>(axis)]);
    return from;
  });
}

Array slice_axes(const Numbers& x, const Attributes& a) {
  std::vector<std::int64_t> axes;
  for (std::size_t axis = 0; axis < x.axes.size(); ++axis) {
    std::int64_t count = 0;
    for (std::int64_t i = a.starts[axis]; i < std::min(a.limits[axis], x.axes[axis]);
         i += a.strides[axis])
      ++count;
    axes.push_back(count);
  }
  return rearranged(x, axes, [&](const Position& to) {
    Position from(to.size());
    for (std::size_t axis = 0; axis < to.size(); ++axis)
      from[axis] = a.starts[axis] + to[axis] * a.strides[axis];
    return from;
  });
}

Array slice(const Numbers& x, std::int64_t start, std::int64_t limit, std::int64_t stride) {
  const std::size_t n = row_size(x.axes);
  const std::size_t end = limit < 0 ? n : std::min(n, static_cast<std::size_t>(limit));
  std::vector<std::size_t> positions;
  for (auto i = static_cast<std::size_t>(start); i < end; i += static_cast<std::size_t>(stride))
    positions.push_back(i);
  Array out = array_like(x.dtype, with_last_axis(x.axes, positions.size()));
  std::size_t at = 0;
  for (std::size_t row = 0; row < row_count(x.axes); ++row) {
    for (const std::size_t position : positions) move_element(out, at++, x, row * n + position);
  }
  return out;
}

Array concatenate(Operands parts) {
  // `[batch]` counts as `[batch, 1]`.
  const auto columns = [](const Numbers& part) {
    return part.axes.size() == 1 ? 1 : row_size(part.axes);
  };
  std::vector<std::int64_t> axes = parts[0].axes;
  if (axes.size() == 1) axes.push_back(1);
  std::size_t n = 0;
  for (const Numbers& part : parts) n += columns(part);
  Array out = array_like(parts[0].dtype, with_last_axis(axes, n));
  std::size_t at = 0;
  for (std::size_t row = 0; row < row_count(axes); ++row) {
    for (const Numbers& part : parts) {
      for (std::size_t i = 0; i < columns(part); ++i)
        move_element(out, at++, part, row * columns(part) + i);
    }
  }
  return out;
}

Array reverse(const Numbers& x) {
  Array out = array_like(x.dtype, x.axes);
  const std::size_t n = row_size(x.axes);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t row = i / n, column = i % n;
    move_element(out, i, x, row * n + (n - 1 - column));
  }
  return out;
}

Array gather(const Numbers& x, const Numbers& ids) {
  Array out = array_like(x.dtype, ids.axes);  // zeros
  const std::size_t n = row_size(x.axes);
  if (n == 0) return out;
  // ids of `[batch]` name one element a row.
  const std::size_t ids_per_row = ids.axes.size() < x.axes.size() ? 1 : row_size(ids.axes);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::int64_t id = ids.whole[i];
    std::size_t column = n - 1;
    if (names_position(id, ids.dtype, n)) column = static_cast<std::size_t>(id);
    if (is_signed(ids.dtype) && id < 0) column = 0;
    move_element(out, i, x, i / ids_per_row * n + column);
  }
  return out;
}

Array scatter(const Numbers& base, const Numbers& ids, const Numbers& updates, Combine combine) {
  Array out = copy_of(base);
  const std::size_t n = row_size(base.axes);
  const std::size_t ids_per_row = ids.axes.size() < base.axes.size() ? 1 : row_size(ids.axes);
  const std::size_t repeat =
      updates.size() == 0 ? 1 : std::max<std::size_t>(1, ids.size() / updates.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!names_position(ids.whole[i], ids.dtype, n)) continue;
    const std::size_t at = i / ids_per_row * n + static_cast<std::size_t>(ids.whole[i]);
    const std::size_t from = i / repeat;
    switch (combine) {
      case Combine::kMaximum:
        if (base.is_float()) {
          out.u[at] = maximum(out.u[at], updates.floats[from]);
        } else if (integer_key(out.whole[at], base.dtype) <
                   integer_key(updates.whole[from], base.dtype)) {
          out.whole[at] = updates.whole[from];
        }
        break;
      case Combine::kSum:
        out.whole[at] = add_integers(out.whole[at], updates.whole[from], base.dtype);
        break;
      case Combine::kOr:
        out.whole[at] |= updates.whole[from];
        break;
      default:
        move_element(out, at, updates, from);
    }
  }
  return out;
}

}  // namespace splitvote::reference
