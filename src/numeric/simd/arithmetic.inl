// Elementwise arithmetic, comparisons and row extremes.

// IEEE 754-2019 maximum of numbers that are not NaN: equal numbers differ at most in the sign of
// zero, and `and` of their patterns is the positive one.
SPLITVOTE_INLINE float larger(float a, float b) {
  const float equal = float_of(bits_of(a) & bits_of(b));
  return a > b ? a : (a < b ? b : equal);
}
SPLITVOTE_INLINE float smaller(float a, float b) {
  const float equal = float_of(bits_of(a) | bits_of(b));
  return a < b ? a : (a > b ? b : equal);
}
SPLITVOTE_INLINE float nan_if_either(float a, float b, float otherwise) {
  return float_of(is_nan_bits(bits_of(a)) || is_nan_bits(bits_of(b)) ? kCanonicalNan
                                                                     : bits_of(otherwise));
}

struct Add {
  SPLITVOTE_INLINE float of(float a, float b) { return canonical(a + b); }
};
struct Subtract {
  SPLITVOTE_INLINE float of(float a, float b) { return canonical(a - b); }
};
struct Multiply {
  SPLITVOTE_INLINE float of(float a, float b) { return canonical(a * b); }
};
struct Divide {
  SPLITVOTE_INLINE float of(float a, float b) { return canonical(a / b); }
};
struct Maximum {
  SPLITVOTE_INLINE float of(float a, float b) { return nan_if_either(a, b, larger(a, b)); }
};
struct Minimum {
  SPLITVOTE_INLINE float of(float a, float b) { return nan_if_either(a, b, smaller(a, b)); }
};

struct Eq {
  SPLITVOTE_INLINE std::uint8_t of(float a, float b) { return a == b ? 1 : 0; }
};
struct Ne {
  SPLITVOTE_INLINE std::uint8_t of(float a, float b) { return a != b ? 1 : 0; }
};
struct Ge {
  SPLITVOTE_INLINE std::uint8_t of(float a, float b) { return a >= b ? 1 : 0; }
};
struct Gt {
  SPLITVOTE_INLINE std::uint8_t of(float a, float b) { return a > b ? 1 : 0; }
};

template <typename Operation, OperandForm form, typename Out>
static void elementwise(const float* a, const float* b, Out* out, std::size_t n) {
  if constexpr (form == kBothArrays) {
    for (std::size_t i = 0; i < n; ++i) out[i] = Operation::of(a[i], b[i]);
  } else if constexpr (form == kSecondIsOne) {
    const float one = *b;
    for (std::size_t i = 0; i < n; ++i) out[i] = Operation::of(a[i], one);
  } else {
    const float one = *a;
    for (std::size_t i = 0; i < n; ++i) out[i] = Operation::of(one, b[i]);
  }
}

struct Negate {
  SPLITVOTE_INLINE float of(float a) { return canonical(float_of(bits_of(a) ^ kSign)); }
};
struct Abs {
  SPLITVOTE_INLINE float of(float a) { return canonical(float_of(bits_of(a) & kMagnitude)); }
};
struct Sqrt {
  SPLITVOTE_INLINE float of(float a) { return canonical(__builtin_sqrtf(a)); }
};
struct Floor {
#ifdef __SSE4_1__
  SPLITVOTE_INLINE float of(float a) { return canonical(__builtin_floorf(a)); }
#else
  // Without a rounding instruction the builtin is a call, and the loop is not vectorised.
  SPLITVOTE_INLINE float of(float a) {
    const std::uint32_t bits = bits_of(a);
    const bool has_fraction = less(bits & kMagnitude, 0x4b000000u);  // below 2^23
    const float small = has_fraction ? a : 0.0f;
    const float toward_zero = static_cast<float>(static_cast<std::int32_t>(small));
    const float floored = toward_zero > small ? toward_zero - 1.0f : toward_zero;
    return canonical(has_fraction ? float_of(bits_of(floored) | (bits & kSign)) : a);
  }
#endif
};

template <typename Operation>
static void elementwise_unary(const float* in, float* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = Operation::of(in[i]);
}

static void select(const std::uint8_t* predicate, const float* on_true, std::size_t true_step,
                   const float* on_false, std::size_t false_step, float* out, std::size_t n) {
  if (true_step == 1 && false_step == 1) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t mask = 0u - static_cast<std::uint32_t>(predicate[i] != 0);
      out[i] = float_of((bits_of(on_true[i]) & mask) | (bits_of(on_false[i]) & ~mask));
    }
  } else if (true_step == 1) {
    const std::uint32_t other = bits_of(*on_false);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t mask = 0u - static_cast<std::uint32_t>(predicate[i] != 0);
      out[i] = float_of((bits_of(on_true[i]) & mask) | (other & ~mask));
    }
  } else if (false_step == 1) {
    const std::uint32_t other = bits_of(*on_true);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t mask = 0u - static_cast<std::uint32_t>(predicate[i] != 0);
      out[i] = float_of((other & mask) | (bits_of(on_false[i]) & ~mask));
    }
  } else {
    const std::uint32_t first = bits_of(*on_true);
    const std::uint32_t second = bits_of(*on_false);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t mask = 0u - static_cast<std::uint32_t>(predicate[i] != 0);
      out[i] = float_of((first & mask) | (second & ~mask));
    }
  }
}

static bool has_nan(const float* x, std::size_t n) {
  std::int32_t largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto magnitude = static_cast<std::int32_t>(bits_of(x[i]) & kMagnitude);
    largest = magnitude > largest ? magnitude : largest;
  }
  return is_nan_bits(static_cast<std::uint32_t>(largest));
}

static std::int32_t max_key(const float* x, std::size_t n) {
  std::int32_t extreme = TotalOrder::key(x[0]);
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t key = TotalOrder::key(x[i]);
    extreme = key > extreme ? key : extreme;
  }
  return extreme;
}

static std::int32_t min_key(const float* x, std::size_t n) {
  std::int32_t extreme = TotalOrder::key(x[0]);
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t key = TotalOrder::key(x[i]);
    extreme = key < extreme ? key : extreme;
  }
  return extreme;
}
