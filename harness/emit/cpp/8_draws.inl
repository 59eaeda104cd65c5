// @snippet threefry: array
// Threefry-2x32, 20 rounds (Salmon et al., SC 2011), the first output word.
inline std::uint32_t threefry(std::uint64_t key, std::uint32_t row, std::uint32_t counter) {
  const unsigned rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  const auto high = static_cast<std::uint32_t>(key >> 32), low = static_cast<std::uint32_t>(key);
  const std::uint32_t words[3] = {high, low, 0x1BD11BDAu ^ high ^ low};
  std::uint32_t left = row + words[0], right = counter + words[1];
  for (std::uint32_t group = 1; group <= 5; ++group) {
    for (unsigned by : rotations[(group - 1) % 2]) {
      left += right;
      right = (right << by | right >> (32 - by)) ^ left;
    }
    left += words[group % 3];
    right += words[(group + 1) % 3] + group;
  }
  return left;
}
// @snippet threefry_uniform: threefry bits given
// In [0, 1): the top 23 bits as the mantissa of a number in [1, 2), less 1. Counter (row, c): c is
// the number itself, or the token that it means as an id (no token: 0x80000000 | id).
enum class Counter { token, raw };
inline Ranks<float> threefry_uniform(const Given& given, const Ranks<std::uint64_t>& seed,
                                     const Ranks<std::int32_t>& counter, Counter kind) {
  Ranks<float> out;
  for (std::size_t rank = 0; rank < counter.size(); ++rank) {
    const Array<std::int32_t>& here = counter[rank];
    out.push_back({here.shape, {}});
    for (std::size_t i = 0; i < here.data.size(); ++i) {
      auto c = static_cast<std::uint32_t>(here.data[i]);
      if (kind == Counter::token) {
        const int token = token_of(given, here.data[i]);
        c = token < 0 ? 0x80000000u | c : static_cast<std::uint32_t>(token);
      }
      const std::size_t row = i / (here.data.size() / static_cast<std::size_t>(here.shape[0]));
      const std::uint32_t word = threefry(seed[rank].data[0], static_cast<std::uint32_t>(row), c);
      out[rank].data.push_back(float_of(word >> 9 | 0x3f800000u) - 1.0f);
    }
  }
  return out;
}
