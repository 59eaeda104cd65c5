#include "harness/oracle/true_exp.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "harness/oracle/lanes.h"

namespace splitvote {
namespace {

constexpr double kLowest =
    -700;  // e^-700 is about 1e-304: still normal, and nothing in a sum that holds a 1

// 1/n! for n = 0..13.
constexpr std::array<double, 14> kReciprocalFactorials = [] {
  std::array<double, 14> out{};
  double factorial = 1;
  for (std::size_t n = 0; n < out.size(); ++n) {
    if (n > 0) factorial *= static_cast<double>(n);
    out[n] = 1 / factorial;
  }
  return out;
}();

// Each lane of x: e^x where it is in [kLowest, 0], otherwise (NaN, or below) 0.
SPLITVOTE_ORACLE_INLINE void exp_or_zero(Doubles& x) {
  constexpr double kLog2E = 0x1.71547652b82fep+0;
  // ln 2 in two parts; the first has 21 trailing zero bits, so that k * kLn2High is exact for |k|
  // <= 1024.
  constexpr double kLn2High = 0x1.62e42fee00000p-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  // Adding 1.5 * 2^52 rounds to a whole number, which then stands in the low bits of the sum.
  constexpr double kWhole = 0x1.8p52;
  const DoubleBits counts = x >= kLowest;
  const Doubles zero = {};
  const Doubles inside = counts ? x : zero + kLowest;
  const Doubles shifted = inside * kLog2E + kWhole;
  const Doubles k = shifted - kWhole;
  const Doubles r = (inside - k * kLn2High) - k * kLn2Low;
  Doubles sum = zero + kReciprocalFactorials[13];
  for (std::size_t n = 13; n-- > 0;) sum = sum * r + kReciprocalFactorials[n];
  // k stands in the low 12 bits as two's complement: moved up by 52 bits it adds k to the exponent
  // of the sum.
  const Doubles scaled = reinterpret_cast<Doubles>(reinterpret_cast<DoubleBits>(sum) +
                                                   (reinterpret_cast<DoubleBits>(shifted) << 52));
  x = counts ? scaled : zero;
}

double exp_or_zero(double x) {
  Doubles lanes = {x, x, x, x};
  exp_or_zero(lanes);
  return lanes[0];
}

// The weights of `count` tokens, a multiple of four; the maximum is finite.
SPLITVOTE_ORACLE_INLINE void add_weights_inline(const float* logits, std::size_t count,
                                                float maximum, double temperature,
                                                std::array<double, 4>& sums) {
  const double greatest = static_cast<double>(maximum);
  Doubles lanes = {sums[0], sums[1], sums[2], sums[3]};
  for (std::size_t token = 0; token < count; token += kDoubleLanes) {
    Doubles x;
    load_doubles(logits + token, x);
    x = (x - greatest) / temperature;
    exp_or_zero(x);
    lanes += x;
  }
  sums = {lanes[0], lanes[1], lanes[2], lanes[3]};
}
void add_weights(const float* logits, std::size_t count, float maximum, double temperature,
                 std::array<double, 4>& sums) {
  add_weights_inline(logits, count, maximum, temperature, sums);
}
SPLITVOTE_ORACLE_AVX2 void add_weights_avx2(const float* logits, std::size_t count, float maximum,
                                            double temperature, std::array<double, 4>& sums) {
  add_weights_inline(logits, count, maximum, temperature, sums);
}

}  // namespace

double true_exp(double x) { return x != x ? x : exp_or_zero(x); }

double softmax_weight(float logit, float maximum, double temperature) {
  if (logit == maximum) return 1;
  if (maximum == std::numeric_limits<float>::infinity()) return 0;
  return exp_or_zero((static_cast<double>(logit) - static_cast<double>(maximum)) / temperature);
}

double softmax_sum(const std::vector<float>& logits, float maximum, double temperature) {
  std::array<double, 4> sums{};
  std::size_t done = 0;
  if (!std::isinf(maximum)) {
    done = logits.size() / 4 * 4;
    (runs_avx2() ? add_weights_avx2 : add_weights)(logits.data(), done, maximum, temperature, sums);
  }
  for (std::size_t token = done; token < logits.size(); ++token) {
    sums[token % 4] += softmax_weight(logits[token], maximum, temperature);
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace splitvote
