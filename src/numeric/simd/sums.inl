// Additions in a fixed order. A NaN is made canonical by the caller, at the end: it spreads,
// whatever its payload.

template <typename Rounding, std::size_t width>
static void add_rows_fixed(float* lanes, const float* x, std::size_t rows) {
  float held[width];
  for (std::size_t j = 0; j < width; ++j) held[j] = lanes[j];
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t j = 0; j < width; ++j) held[j] = Rounding::round(held[j] + x[row * width + j]);
  }
  for (std::size_t j = 0; j < width; ++j) lanes[j] = held[j];
}

template <typename Rounding>
static void add_rows(float* lanes, std::size_t width, const float* x, std::size_t rows) {
  switch (width) {
    case 1:
      return add_rows_fixed<Rounding, 1>(lanes, x, rows);
    case 2:
      return add_rows_fixed<Rounding, 2>(lanes, x, rows);
    case 4:
      return add_rows_fixed<Rounding, 4>(lanes, x, rows);
    case 8:
      return add_rows_fixed<Rounding, 8>(lanes, x, rows);
    case 16:
      return add_rows_fixed<Rounding, 16>(lanes, x, rows);
    case 32:
      return add_rows_fixed<Rounding, 32>(lanes, x, rows);
    case 64:
      return add_rows_fixed<Rounding, 64>(lanes, x, rows);
    default:
      break;
  }
  for (std::size_t first = 0; first + 64 <= width; first += 64) {
    float held[64];
    for (std::size_t j = 0; j < 64; ++j) held[j] = lanes[first + j];
    for (std::size_t row = 0; row < rows; ++row) {
      const float* from = x + row * width + first;
      for (std::size_t j = 0; j < 64; ++j) held[j] = Rounding::round(held[j] + from[j]);
    }
    for (std::size_t j = 0; j < 64; ++j) lanes[first + j] = held[j];
  }
}

template <typename Rounding>
static void add_pairs(const float* __restrict in, float* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = Rounding::round(in[2 * i] + in[2 * i + 1]);
}

// Each chain of additions waits for itself, so several blocks advance together.
template <typename Rounding>
static void block_cumsum(const float* in, float* out, std::size_t width, std::size_t blocks) {
  constexpr std::size_t kTogether = 4;
  std::size_t block = 0;
  for (; block + kTogether <= blocks; block += kTogether) {
    const float* from = in + block * width;
    float* to = out + block * width;
    float held0 = 0.0f;
    float held1 = 0.0f;
    float held2 = 0.0f;
    float held3 = 0.0f;
    for (std::size_t i = 0; i < width; ++i) {
      held0 = Rounding::round(held0 + from[i]);
      held1 = Rounding::round(held1 + from[width + i]);
      held2 = Rounding::round(held2 + from[2 * width + i]);
      held3 = Rounding::round(held3 + from[3 * width + i]);
      to[i] = held0;
      to[width + i] = held1;
      to[2 * width + i] = held2;
      to[3 * width + i] = held3;
    }
  }
  for (; block < blocks; ++block) {
    float held = 0.0f;
    for (std::size_t i = 0; i < width; ++i) {
      held = Rounding::round(held + in[block * width + i]);
      out[block * width + i] = held;
    }
  }
}

// Adds to each block the last element of the one before, from the second block on.
template <typename Rounding>
static void carry_blocks(float* x, std::size_t width, std::size_t blocks) {
  for (std::size_t block = 0; block < blocks; ++block) {
    float* at = x + block * width;
    const float carry = block == 0 ? 0.0f : at[-1];
    for (std::size_t i = 0; i < width; ++i) at[i] = canonical(Rounding::round(carry + at[i]));
  }
}
