// Keys of blocks of a row.

template <typename Order>
static void block_max(const float* x, std::size_t blocks, std::int32_t* out) {
  for (std::size_t block = 0; block < blocks; ++block) {
    const float* from = x + block * 64;
    std::int32_t largest = Order::key(from[0]);
    for (std::size_t i = 0; i < 64; ++i) {
      const std::int32_t key = Order::key(from[i]);
      largest = key > largest ? key : largest;
    }
    out[block] = largest;
  }
}

template <typename Order>
static std::uint64_t reaches(const float* x, std::int32_t bound) {
  std::uint8_t reached[64];
  for (std::size_t i = 0; i < 64; ++i) reached[i] = Order::key(x[i]) >= bound ? 1 : 0;
  std::uint64_t mask = 0;
  for (std::size_t group = 0; group < 8; ++group) {
    // Gathers the lowest bit of each of 8 bytes into the top byte, first byte lowest.
    std::uint64_t bytes = 0;
    __builtin_memcpy(&bytes, reached + 8 * group, 8);
    mask |= (bytes * 0x0102040810204080u) >> 56 << (8 * group);
  }
  return mask;
}

template <typename Order>
static void keys(const float* __restrict x, std::int32_t* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = Order::key(x[i]);
}
