// @snippet round: each
// A cast: every number by `rounding`, one of the functions named after a format.
template <class F>
Ranks<float> round(const Ranks<float>& x, F rounding) {
  return each<float>([rounding](float number) { return rounding(number); }, x);
}
// @snippet float32
inline float float32(float x) { return x; }
// @snippet bfloat16: bits
// To nearest, ties to even; a NaN is made quiet.
inline float bfloat16(float x) {
  const std::uint32_t bits = bits_of(x);
  if (x != x) return float_of((bits & 0xffff0000u) | 0x7fc00000u);
  return float_of((bits + 0x7fffu + (bits >> 16 & 1u)) & 0xffff0000u);
}
// @snippet round_to: bits
// A float32 number to a narrower format: `steps` is how many of the format's steps it is, rounded
// to a whole number. Exact, for float64 holds all that occurs.
struct Format {
  int fraction_bits, smallest_exponent;  // of the normal numbers
  double largest;
  bool infinity;
};
enum class Rounding { nearest_even, toward_zero, ties_away };
enum class Subnormals { kept, flushed };

inline float round_to(float x, const Format& format, Rounding rounding, Subnormals subnormals) {
  if (x != x) {
    if (format.fraction_bits == 23) return x;
    const std::uint32_t kept = ~((1u << (23 - format.fraction_bits)) - 1u);
    return float_of((bits_of(x) & (format.infinity ? kept : 0x80000000u)) | 0x7fc00000u);
  }
  const float infinite = std::copysign(format.infinity ? INFINITY : float_of(0x7fc00000u), x);
  if (std::isinf(x)) return infinite;
  if (x == 0) return x;
  int exponent = std::ilogb(x);
  if (exponent < format.smallest_exponent) {
    if (subnormals == Subnormals::flushed) return std::copysign(0.0f, x);
    exponent = format.smallest_exponent;
  }
  const int step = exponent - format.fraction_bits;
  const double steps = std::ldexp(std::fabs(static_cast<double>(x)), -step);
  double whole = std::floor(steps);
  const double rest = steps - whole;
  if (rounding == Rounding::ties_away) whole += rest >= 0.5 ? 1 : 0;
  if (rounding == Rounding::nearest_even) {
    const bool odd = std::fmod(whole, 2.0) != 0;
    whole += rest > 0.5 || (rest == 0.5 && odd) ? 1 : 0;
  }
  const double rounded = std::ldexp(whole, step);
  if (rounded > format.largest) {
    if (rounding == Rounding::toward_zero) {
      return std::copysign(static_cast<float>(format.largest), x);
    }
    return infinite;
  }
  return std::copysign(static_cast<float>(rounded), x);
}
// @snippet format_float32: round_to
constexpr Format kFloat32 = {23, -126, 3.4028234663852886e38, true};
// @snippet format_bfloat16: round_to
constexpr Format kBfloat16 = {7, -126, 3.3895313892515355e38, true};
// @snippet format_float16: round_to
constexpr Format kFloat16 = {10, -14, 65504, true};
// @snippet format_tf32: round_to
constexpr Format kTf32 = {10, -126, 3.4011621342146535e38, true};
// @snippet format_float8_e5m2: round_to
constexpr Format kFloat8E5m2 = {2, -14, 57344, true};
// @snippet format_float8_e4m3fn: round_to
constexpr Format kFloat8E4m3fn = {3, -6, 448, false};  // what is beyond 448, infinity too, is NaN
// @snippet float16: format_float16
inline float float16(float x) {
  return round_to(x, kFloat16, Rounding::nearest_even, Subnormals::kept);
}
// @snippet tf32: format_tf32
inline float tf32(float x) { return round_to(x, kTf32, Rounding::nearest_even, Subnormals::kept); }
// @snippet float8_e5m2: format_float8_e5m2
inline float float8_e5m2(float x) {
  return round_to(x, kFloat8E5m2, Rounding::nearest_even, Subnormals::kept);
}
// @snippet float8_e4m3fn: format_float8_e4m3fn
inline float float8_e4m3fn(float x) {
  return round_to(x, kFloat8E4m3fn, Rounding::nearest_even, Subnormals::kept);
}
// @snippet accumulator: given
// How an accumulator rounds each partial result, for each class of ranks.
using Accumulator = std::vector<float (*)(float)>;
inline float (*accumulator_of(const Given& given, const Accumulator& by_class,
                              std::size_t rank))(float) {
  const auto rank_class = static_cast<std::size_t>(given.ranks[rank].rank_class);
  return by_class[rank_class < by_class.size() ? rank_class : by_class.size() - 1];
}
