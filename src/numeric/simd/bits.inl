// Bit patterns, NaN and rounding: what the other kernels share. Static, see kernel_table.h.

#define SPLITVOTE_INLINE static inline __attribute__((always_inline))

SPLITVOTE_INLINE std::uint32_t bits_of(float value) {
  return __builtin_bit_cast(std::uint32_t, value);
}
SPLITVOTE_INLINE float float_of(std::uint32_t bits) { return __builtin_bit_cast(float, bits); }
SPLITVOTE_INLINE std::uint64_t bits_of_double(double value) {
  return __builtin_bit_cast(std::uint64_t, value);
}
SPLITVOTE_INLINE double double_of(std::uint64_t bits) { return __builtin_bit_cast(double, bits); }

constexpr std::uint32_t kSign = 0x80000000u;
constexpr std::uint32_t kMagnitude = 0x7fffffffu;
constexpr std::uint32_t kInfinity = 0x7f800000u;
constexpr std::uint32_t kCanonicalNan = 0x7fc00000u;

// Magnitudes fit 31 bits: compared as signed numbers, for which every instruction set has an
// instruction.
SPLITVOTE_INLINE bool less(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a) < static_cast<std::int32_t>(b);
}

SPLITVOTE_INLINE std::uint32_t lesser(std::uint32_t a, std::uint32_t b) {
  return less(b, a) ? b : a;
}

SPLITVOTE_INLINE bool is_nan_bits(std::uint32_t bits) { return less(kInfinity, bits & kMagnitude); }

SPLITVOTE_INLINE float canonical(float value) {
  const std::uint32_t bits = bits_of(value);
  return float_of(is_nan_bits(bits) ? kCanonicalNan : bits);
}

SPLITVOTE_INLINE float round_bfloat16(float value) {
  const std::uint32_t bits = bits_of(value);
  const std::uint32_t rounded = bits + 0x7fffu + (bits >> 16 & 1u);
  return float_of((is_nan_bits(bits) ? bits | 0x00400000u : rounded) & 0xffff0000u);
}

struct Unrounded {
  SPLITVOTE_INLINE float round(float value) { return value; }
};
struct Bfloat16Rounded {
  SPLITVOTE_INLINE float round(float value) { return round_bfloat16(value); }
};

struct TotalOrder {
  SPLITVOTE_INLINE std::int32_t key(float value) {
    const auto bits = static_cast<std::int32_t>(bits_of(value));
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }
};
struct NumericOrder {
  SPLITVOTE_INLINE std::int32_t key(float value) {
    const std::uint32_t bits = bits_of(value);
    const auto magnitude = static_cast<std::int32_t>(bits & kMagnitude);
    const std::int32_t sign = static_cast<std::int32_t>(bits) >> 31;
    return is_nan_bits(bits) ? 0x7fffffff : (magnitude ^ sign) - sign;
  }
};
