#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "harness/case/case.h"
#include "src/numeric/simd.h"
#include "src/numeric/transcendental.h"

// The loops below are integers, one float multiplication and one addition, so that every vector
// width gives the same bits.
#if defined(__x86_64__) && defined(__GNUC__)
#define SPLITVOTE_BACKGROUND_SIMD 1
#if defined(__clang__)
#define SPLITVOTE_AVX512 "avx512f,avx512bw,avx512dq,avx512vl"
#else
#define SPLITVOTE_AVX512 "avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512"
#endif
#endif
#if defined(__GNUC__)
#define SPLITVOTE_INLINE __attribute__((always_inline)) inline
#else
#define SPLITVOTE_INLINE inline
#endif

namespace splitvote {
namespace {

// splitmix64's finaliser (S. Vigna, prng.di.unimi.it/splitmix64.c).
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// What the hash of a token depends on besides the token.
struct Key {
  std::uint32_t first, second;
};

constexpr Key key_of(std::uint64_t seed, std::int32_t row) {
  const std::uint64_t bits =
      mixed(mixed(seed + 0x9e3779b97f4a7c15u) ^ static_cast<std::uint32_t>(row));
  return {static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)};
}

// The multipliers and shifts of lowbias32 and triple32 (C. Wellons,
// github.com/skeeto/hash-prospector).
SPLITVOTE_INLINE std::uint32_t hash_once(Key key, std::uint32_t token) {
  std::uint32_t x = token ^ key.first;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = ((x ^ (x >> 15)) + key.second) * 0x846ca68bu;
  return x ^ (x >> 16);
}
// One multiplication is enough for a second number from a mixed one.
SPLITVOTE_INLINE std::uint32_t hash_again(std::uint32_t x) {
  x *= 0xac4c1b51u;
  return x ^ (x >> 15);
}

// Four 16-bit uniforms have the exact mean 2 * 65535 and the standard deviation sqrt((2^32 - 1) /
// 3).
constexpr std::int32_t kFourUniformsMean = 131'070;
constexpr float kFourUniformsInverseDeviation = 0x1.bb67aep-16f;

// Each returns a small whole number, exact as a float32, of known range for one token.
struct Normal {
  static constexpr float kUnit = kFourUniformsInverseDeviation;
  static SPLITVOTE_INLINE std::int32_t at(Key key, std::uint32_t token) {
    const std::uint32_t a = hash_once(key, token);
    const std::uint32_t b = hash_again(a);
    const std::uint32_t sum = (a & 0xffffu) + (a >> 16) + (b & 0xffffu) + (b >> 16);
    return static_cast<std::int32_t>(sum) - kFourUniformsMean;
  }
};
struct Uniform {
  static constexpr float kUnit = 0x1p-23f;
  static SPLITVOTE_INLINE std::int32_t at(Key key, std::uint32_t token) {
    return static_cast<std::int32_t>(hash_once(key, token) >> 8) - (1 << 23);
  }
};
struct Quantized {
  static constexpr float kUnit = 1;
  static SPLITVOTE_INLINE std::int32_t at(Key key, std::uint32_t token) {
    return static_cast<std::int32_t>(((hash_once(key, token) >> 16) * 17u) >> 16) - 8;
  }
};

template <typename Distribution>
SPLITVOTE_INLINE void fill_loop(Key key, float center, float factor, std::uint32_t n, float* out) {
  for (std::uint32_t token = 0; token < n; ++token) {
    out[token] = center + factor * static_cast<float>(Distribution::at(key, token));
  }
}

template <typename Distribution>
void fill_baseline(Key key, float center, float factor, std::uint32_t n, float* out) {
  fill_loop<Distribution>(key, center, factor, n, out);
}
#ifdef SPLITVOTE_BACKGROUND_SIMD
template <typename Distribution>
[[gnu::target("avx2")]] void fill_avx2(Key key, float center, float factor, std::uint32_t n,
                                       float* out) {
  fill_loop<Distribution>(key, center, factor, n, out);
}
template <typename Distribution>
[[gnu::target(SPLITVOTE_AVX512)]] void fill_avx512(Key key, float center, float factor,
                                                   std::uint32_t n, float* out) {
  fill_loop<Distribution>(key, center, factor, n, out);
}
#endif

template <typename Distribution>
void fill(const Background& background, Key key, std::uint32_t n, float* out) {
  const float factor = background.scale * Distribution::kUnit;
#ifdef SPLITVOTE_BACKGROUND_SIMD
  if (simd_level() == SimdLevel::kAvx512) {
    return fill_avx512<Distribution>(key, background.center, factor, n, out);
  }
  if (simd_level() == SimdLevel::kAvx2) {
    return fill_avx2<Distribution>(key, background.center, factor, n, out);
  }
#endif
  fill_baseline<Distribution>(key, background.center, factor, n, out);
}

// A permutation of 0..n-1: a bijection of the next power of two, walked until it lands below n.
class Permutation {
 public:
  Permutation(Key key, std::uint32_t n) : key_(key), n_(n) {
    const int bits = std::max(1, static_cast<int>(std::bit_width(n - 1)));
    mask_ = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
    shift_ = bits / 2 + 1;
  }

  [[nodiscard]] std::uint32_t operator()(std::uint32_t x) const {
    do {
      x = step(x);
    } while (x >= n_);
    return x;
  }

 private:
  // Each line is a bijection of 0..mask_: adding, multiplying by an odd number, xor with a right
  // shift of itself.
  [[nodiscard]] std::uint32_t step(std::uint32_t x) const {
    x = ((x + key_.first) * 0x7feb352du) & mask_;
    x ^= x >> shift_;
    x = ((x + key_.second) * 0x846ca68bu) & mask_;
    x ^= x >> shift_;
    x = (x * 0xac4c1b51u) & mask_;
    return x ^ (x >> shift_);
  }

  Key key_;
  std::uint32_t n_;
  std::uint32_t mask_ = 0;
  int shift_ = 1;
};

void fill_zipf(const Background& background, Key key, std::uint32_t n, float* out) {
  const Permutation permutation(key, n);
  for (std::uint32_t token = 0; token < n; ++token) {
    out[token] = static_cast<float>(1 + permutation(token));  // exact: below 2^24
  }
  log_array(out, out, n);
  for (std::uint32_t token = 0; token < n; ++token) {
    out[token] = background.center - background.scale * out[token];
  }
}

}  // namespace

void materialize_row(const Logits& logits, std::int32_t vocab_size, std::int32_t row, float* out) {
  const auto n = static_cast<std::uint32_t>(vocab_size);
  if (logits.explicit_values()) {
    const std::vector<float>& values = logits.values[static_cast<std::size_t>(row)];
    std::copy_n(values.begin(), n, out);
    return;
  }
  const Background& background = logits.background;
  const Key key = key_of(background.seed, row);
  switch (background.kind) {
    case BackgroundKind::kConstant:
      std::fill_n(out, n, background.center);
      break;
    case BackgroundKind::kNormal:
      fill<Normal>(background, key, n, out);
      break;
    case BackgroundKind::kUniform:
      fill<Uniform>(background, key, n, out);
      break;
    case BackgroundKind::kZipf:
      fill_zipf(background, key, n, out);
      break;
    case BackgroundKind::kQuantized:
      fill<Quantized>(background, key, n, out);
      break;
  }
  for (const Planted& planted : logits.planted) {
    if (planted.row == row) out[planted.token] = planted.value;
  }
}

std::vector<std::vector<float>> materialize(const Logits& logits, std::int32_t vocab_size) {
  std::vector<std::vector<float>> rows(static_cast<std::size_t>(logits.rows));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[row].resize(static_cast<std::size_t>(vocab_size));
    materialize_row(logits, vocab_size, static_cast<std::int32_t>(row), rows[row].data());
  }
  return rows;
}

}  // namespace splitvote
