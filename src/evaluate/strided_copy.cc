#include "src/evaluate/strided_copy.h"

#include <algorithm>

#include "src/evaluate/stored_type.h"

namespace splitvote {
namespace {

// The axes that are walked: neighbours that together are one walk are merged, axes of one are gone.
struct Walk {
  std::array<std::size_t, 6> sizes{};
  Steps steps{};
  std::size_t axes = 0;
};

Walk merged(const Shape& shape, const Steps& steps) {
  Walk walk;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(shape.axes); ++axis) {
    const auto size = static_cast<std::size_t>(shape.sizes[axis]);
    if (size == 1) continue;
    const bool continues = walk.axes != 0 && walk.steps[walk.axes - 1] ==
                                                 steps[axis] * static_cast<std::ptrdiff_t>(size);
    if (!continues) {
      walk.sizes[walk.axes] = 1;
      ++walk.axes;
    }
    walk.sizes[walk.axes - 1] *= size;
    walk.steps[walk.axes - 1] = steps[axis];
  }
  return walk;
}

template <typename T>
T* copy_line(const T* from, std::ptrdiff_t step, std::size_t n, T* to) {
  if (step == 0) return std::fill_n(to, n, *from);
  if (step == 1) return std::copy_n(from, n, to);
  for (std::size_t i = 0; i < n; ++i, from += step) *to++ = *from;
  return to;
}

// Every axis but the last two is counted; the last two are plain loops.
template <typename T>
void copy_all(const T* from, const Walk& walk, T* to) {
  const std::size_t counted = walk.axes < 2 ? 0 : walk.axes - 2;
  const std::size_t lines = walk.axes < 2 ? 1 : walk.sizes[counted];
  const std::ptrdiff_t line_step = walk.axes < 2 ? 0 : walk.steps[counted];
  const std::size_t n = walk.axes == 0 ? 1 : walk.sizes[walk.axes - 1];
  const std::ptrdiff_t step = walk.axes == 0 ? 1 : walk.steps[walk.axes - 1];
  std::array<std::size_t, 6> at{};
  for (;;) {
    for (std::size_t line = 0; line < lines; ++line)
      to = copy_line(from + static_cast<std::ptrdiff_t>(line) * line_step, step, n, to);
    std::size_t axis = counted;
    while (axis > 0 && ++at[axis - 1] == walk.sizes[axis - 1]) {
      --axis;
      from -= static_cast<std::ptrdiff_t>(walk.sizes[axis] - 1) * walk.steps[axis];
      at[axis] = 0;
    }
    if (axis == 0) return;
    from += walk.steps[axis - 1];
  }
}

}  // namespace

Steps row_major_steps(const Shape& shape) {
  Steps steps{};
  std::ptrdiff_t step = 1;
  for (int axis = shape.axes; axis-- > 0;) {
    steps[static_cast<std::size_t>(axis)] = step;
    step *= shape.sizes[static_cast<std::size_t>(axis)];
  }
  return steps;
}

ArrayRef strided_copy(const Array& x, const Shape& shape, std::ptrdiff_t first, Steps steps) {
  return make_array(x.dtype(), shape, [&](Array& out) {
    if (out.count() == 0) return;
    const Walk walk = merged(shape, steps);
    with_stored_type(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      copy_all(x.as<T>() + first, walk, out.fill<T>());
    });
  });
}

}  // namespace splitvote
