// Rounding to narrower formats.

static void round_pattern(const float* in, float* out, std::size_t n, const PatternRounding& how) {
  const PatternRounding p = how;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t bits = bits_of(in[i]);
    const std::uint32_t magnitude = bits & kMagnitude;
    const std::uint32_t carried = bits + p.increment + (bits >> p.dropped_bits & p.odd_mask);
    const std::uint32_t rounded =
        (less(kInfinity, magnitude) ? bits | p.quiet_bit : carried) & p.keep_mask;
    out[i] = float_of(less(magnitude, p.flush_below) ? bits & kSign : rounded);
  }
}

// A number is significand * 2^(exponent - 150) with a biased exponent. The significand is rounded
// to a multiple of 2^shift, the spacing of the format there; the product that puts it back is exact
// and normal. A shift of 25 gives zero in every mode, so smaller exponents, float32's subnormals
// with them, need no other.
static void round_narrow(const float* in, float* out, std::size_t n, const NarrowRounding& how) {
  const NarrowRounding p = how;
  const std::uint32_t half = p.half ? 1u : 0u;
  const std::uint32_t to_even = p.to_even ? 1u : 0u;
  const std::uint32_t flush_below = p.flush ? p.exponent_min << 23 : 0u;
  const std::uint32_t exponent_low = p.exponent_min + p.dropped_bits - 25u;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t bits = bits_of(in[i]);
    const std::uint32_t sign = bits & kSign;
    const std::uint32_t magnitude = bits & kMagnitude;
    const std::uint32_t significand = (magnitude & 0x007fffffu) | 0x00800000u;
    const std::uint32_t exponent =
        less(magnitude >> 23, exponent_low) ? exponent_low : magnitude >> 23;
    const std::uint32_t below = less(exponent, p.exponent_min) ? p.exponent_min - exponent : 0u;
    const std::uint32_t shift = p.dropped_bits + below;
    const std::uint32_t odd = significand >> shift & 1u;
    const std::uint32_t increment = ((half << shift) >> 1) - to_even + (odd & to_even);
    const std::uint32_t kept = (significand + increment) >> shift << shift;
    const float value =
        static_cast<float>(static_cast<std::int32_t>(kept)) * float_of((exponent - 23u) << 23);
    std::uint32_t result = bits_of(value);
    result = less(p.largest, result) ? p.beyond : result;
    result = less(magnitude, flush_below) ? 0u : result;
    result = magnitude == kInfinity ? p.infinity : result;
    result = less(kInfinity, magnitude) ? (bits & p.nan_keep_mask) | kCanonicalNan : result;
    out[i] = float_of(result | sign);
  }
}
