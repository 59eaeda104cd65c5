// Every level of SIMD gives the bits of the first, at every length and alignment.
#include "src/numeric/simd.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "src/numeric/arithmetic.h"
#include "src/numeric/rounding.h"
#include "src/numeric/sums.h"
#include "src/numeric/top_k.h"
#include "src/numeric/transcendental.h"
#include "tests/numeric/float_samples.h"

namespace splitvote {
namespace {

class ForcedLevel {
 public:
  explicit ForcedLevel(SimdLevel level) : before_(simd_level()) { force_simd_level(level); }
  ~ForcedLevel() { force_simd_level(before_); }
  ForcedLevel(const ForcedLevel&) = delete;
  ForcedLevel& operator=(const ForcedLevel&) = delete;

 private:
  SimdLevel before_;
};

// What is computed from a, b and c of length n, as bit patterns.
using Bits = std::vector<std::uint32_t>;
using Computation =
    std::function<Bits(const float* a, const float* b, const float* c, std::size_t n)>;
struct Named {
  std::string name;
  Computation compute;
};

Bits array_of(std::size_t n, const std::function<void(float*)>& fill) {
  // One element past the end, which no kernel may write.
  std::vector<float> out(n + 1, 123.0f);
  fill(out.data());
  return bits_of(out);
}

Bits bytes_of(std::size_t n, const std::function<void(std::uint8_t*)>& fill) {
  std::vector<std::uint8_t> out(n + 1, 77);
  fill(out.data());
  return {out.begin(), out.end()};
}

Bits ids_of(std::size_t n, const std::function<void(std::int32_t*)>& fill) {
  std::vector<std::int32_t> out(n + 1, -1);
  fill(out.data());
  return {out.begin(), out.end()};
}

void add_elementwise(std::vector<Named>& all) {
  for (int i = 0; i < 6; ++i) {
    const auto operation = static_cast<Arithmetic>(i);
    const auto comparison = static_cast<Comparison>(i);
    for (const bool spread_a : {false, true}) {
      for (const bool spread_b : {false, true}) {
        const std::string form =
            std::to_string(i) + (spread_a ? " one" : " array") + (spread_b ? " one" : " array");
        all.push_back({"arithmetic " + form,
                       [=](const float* a, const float* b, const float*, std::size_t n) {
                         return array_of(n, [&](float* out) {
                           arithmetic_array(operation, {a, spread_a ? n + 1 : 1},
                                            {b, spread_b ? n + 1 : 1}, out, n);
                         });
                       }});
        all.push_back(
            {"compare " + form, [=](const float* a, const float* b, const float*, std::size_t n) {
               return bytes_of(n, [&](std::uint8_t* out) {
                 compare_array(comparison, {a, spread_a ? n + 1 : 1}, {b, spread_b ? n + 1 : 1},
                               out, n);
               });
             }});
        all.push_back(
            {"select " + form, [=](const float* a, const float* b, const float* c, std::size_t n) {
               std::vector<std::uint8_t> predicate(n);
               for (std::size_t j = 0; j < n; ++j) predicate[j] = bits_of(c[j]) & 1u;
               return array_of(n, [&](float* out) {
                 select_array({predicate.data()}, {a, spread_a ? n + 1 : 1},
                              {b, spread_b ? n + 1 : 1}, out, n);
               });
             }});
      }
    }
  }
  for (int i = 0; i < 4; ++i) {
    all.push_back({"unary " + std::to_string(i),
                   [=](const float* a, const float*, const float*, std::size_t n) {
                     return array_of(
                         n, [&](float* out) { unary_array(static_cast<Unary>(i), a, out, n); });
                   }});
  }
  all.push_back(
      {"reductions", [](const float* a, const float*, const float*, std::size_t n) {
         return Bits{bits_of(reduce_max(a, n)), bits_of(reduce_min(a, n)), has_nan(a, n) ? 1u : 0u};
       }});
  all.push_back({"exp", [](const float* a, const float*, const float*, std::size_t n) {
                   return array_of(n, [&](float* out) { exp_array(a, out, n); });
                 }});
  all.push_back({"log", [](const float* a, const float*, const float*, std::size_t n) {
                   return array_of(n, [&](float* out) { log_array(a, out, n); });
                 }});
  all.push_back({"tanh", [](const float* a, const float*, const float*, std::size_t n) {
                   return array_of(n, [&](float* out) { tanh_array(a, out, n); });
                 }});
}

void add_rounding_and_sums(std::vector<Named>& all) {
  for (const Dtype dtype : {Dtype::kFloat8E4m3fn, Dtype::kFloat8E5m2, Dtype::kBfloat16,
                            Dtype::kFloat16, Dtype::kTf32, Dtype::kFloat32}) {
    for (int mode = 0; mode < 3; ++mode) {
      for (int flushed = 0; flushed < 2; ++flushed) {
        const Narrowing how = {dtype, static_cast<RoundingMode>(mode),
                               static_cast<Subnormals>(flushed)};
        all.push_back({"round to " + std::string(name(dtype)),
                       [=](const float* a, const float*, const float*, std::size_t n) {
                         return array_of(n, [&](float* out) { round_array(a, out, n, how); });
                       }});
      }
    }
  }
  for (const bool round : {false, true}) {
    std::vector<SumPolicy> policies = {{SumOrder::kSequential, 0, {Dtype::kBfloat16}, round}};
    for (const int width : {2, 4, 8, 16, 32, 64, 128}) {
      policies.push_back({SumOrder::kBlocked, width, {Dtype::kBfloat16}, round});
    }
    for (const SumPolicy& policy : policies) {
      all.push_back({"sums of width " + std::to_string(policy.width),
                     [=](const float* a, const float*, const float*, std::size_t n) {
                       Bits bits = array_of(n, [&](float* out) { cumsum(a, out, n, policy); });
                       bits.push_back(bits_of(sum(a, n, policy)));
                       return bits;
                     }});
    }
    const SumPolicy pairwise = {SumOrder::kPairwise, 0, {Dtype::kBfloat16}, round};
    all.push_back({"pairwise sum", [=](const float* a, const float*, const float*, std::size_t n) {
                     return Bits{bits_of(sum(a, n, pairwise))};
                   }});
  }
}

void add_sorting(std::vector<Named>& all) {
  for (const KeyOrder order : {KeyOrder::kTotal, KeyOrder::kNumeric}) {
    for (const Tie tie : {Tie::kLowestIndex, Tie::kHighestIndex}) {
      for (const std::size_t k : {1u, 7u}) {
        all.push_back({"top_k", [=](const float* a, const float*, const float*, std::size_t n) {
                         return ids_of(std::min(n, k),
                                       [&](std::int32_t* out) { top_k(a, n, k, order, tie, out); });
                       }});
      }
    }
    all.push_back({"sort", [=](const float* a, const float*, const float*, std::size_t n) {
                     return ids_of(
                         n, [&](std::int32_t* out) { sort_permutation(a, n, order, true, out); });
                   }});
  }
}

std::vector<Named> computations() {
  std::vector<Named> all;
  add_elementwise(all);
  add_rounding_and_sums(all);
  add_sorting(all);
  return all;
}

void expect_levels_agree(const std::vector<float>& a, const std::vector<float>& b,
                         const std::vector<float>& c, std::size_t offset, std::size_t n) {
  static const std::vector<Named> all = computations();
  for (const Named& named : all) {
    Bits first;
    for (const SimdLevel level : available_simd_levels()) {
      const ForcedLevel forced(level);
      const Bits bits = named.compute(a.data() + offset, b.data() + (offset * 3) % 8, c.data(), n);
      if (level == available_simd_levels().front()) first = bits;
      ASSERT_EQ(bits, first) << named.name << " at " << name(level) << ", n " << n << ", offset "
                             << offset;
    }
  }
}

TEST(SimdLevels, GiveTheSameBitsAtEveryLengthAndAlignment) {
  for (std::size_t n = 0; n <= 130; ++n) {
    const std::size_t offset = n % 8;
    expect_levels_agree(mixed_floats(n + 8, n), mixed_floats(n + 8, n + 1),
                        mixed_floats(n + 8, n + 2), offset, n);
    expect_levels_agree(logits(n + 8, n), logits(n + 8, n + 1), logits(n + 8, n + 2),
                        (offset + 3) % 8, n);
  }
}

TEST(SimdLevels, GiveTheSameBitsOnLongRows) {
  for (const std::size_t n : {1000u, 4099u, 20000u}) {
    expect_levels_agree(mixed_floats(n + 8, n), mixed_floats(n + 8, n + 1),
                        mixed_floats(n + 8, n + 2), 1, n);
    expect_levels_agree(logits(n + 8, n), logits(n + 8, n + 1), logits(n + 8, n + 2), 5, n);
  }
}

TEST(SimdLevels, BeginWithTheBaselineAndCanBeForced) {
  ASSERT_FALSE(available_simd_levels().empty());
  EXPECT_EQ(available_simd_levels().front(), SimdLevel::kBaseline);
  EXPECT_EQ(simd_level(), available_simd_levels().back());
  for (const SimdLevel level : available_simd_levels()) {
    const ForcedLevel forced(level);
    EXPECT_EQ(simd_level(), level);
  }
}

}  // namespace
}  // namespace splitvote
