#include "src/numeric/transcendental.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "src/numeric/simd.h"
#include "src/numeric/transcendental_accurate.h"
#include "tests/numeric/float_samples.h"
#include "tests/numeric/mpfr_reference.h"

namespace splitvote {
namespace {

constexpr std::uint32_t kNan = 0x7fc00000u;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Function {
  std::string name;
  float (*one)(float);
  void (*array)(const float*, float*, std::size_t);
  float (*accurate)(float);
  MpfrFunction reference;
  // Where `accurate` may be asked.
  bool (*in_domain)(float);
  // Those whose exact result lies closest to the midpoint of two float32 numbers, by a search over
  // all inputs: down to 2^-52.7 of the result for exp, 2^-57.8 for log, 2^-50.3 for tanh.
  std::vector<float> hardest;
};

const Function kFunctions[] = {
    {"exp",
     exp_f32,
     exp_array,
     exp_accurate,
     mpfr_exp,
     [](float x) { return x >= -104.0f && x <= 89.0f && std::fabs(x) > 0x1p-26f; },
     {0x1.fdff02p-17f, 0x1.62b666p+1f, 0x1.036492p+1f, 0x1.8d7cb6p-12f, 0x1.cd3982p-14f,
      0x1.747de2p-15f, -0x1.d2259ap+3f, -0x1.e1dbe2p-8f, -0x1.c1c4b8p-10f, -0x1p-25f,
      -0x1.548c34p-7f, -0x1.6e1ddp-8f}},
    {"log",
     log_f32,
     log_array,
     log_accurate,
     mpfr_log,
     [](float x) { return x > 0.0f && x < kInfinity && x != 1.0f; },
     {0x1.b121a6p+76f, 0x1.bacb4ap+25f, 0x1.c09d7cp+27f, 0x1.5190cp+78f, 0x1.22d57p-65f,
      0x1.2f1fd6p+3f, 0x1.827a74p-7f, 0x1.6351d8p+95f, 0x1.b97c7p-14f, 0x1.d1309cp+62f}},
    {"tanh",
     tanh_f32,
     tanh_array,
     tanh_accurate,
     mpfr_tanh,
     [](float x) { return std::fabs(x) >= 0x1p-13f && std::fabs(x) <= 10.0f; },
     {0x1.86fbc4p-10f, 0x1.dc0accp-2f, 0x1.5969ap+2f, 0x1.a83722p-6f, 0x1.8bd194p+2f,
      0x1.f860aap-5f, 0x1.4ddf04p+2f, 0x1.2d5c5cp-6f}},
};

class EveryFunction : public testing::TestWithParam<Function> {};

// SPLITVOTE_TEST_SLICE inputs (default 2^22); check_transcendental takes more.
TEST_P(EveryFunction, IsCorrectlyRounded) {
  const char* asked = std::getenv("SPLITVOTE_TEST_SLICE");
  const std::uint64_t count =
      asked != nullptr ? std::strtoull(asked, nullptr, 10) : std::uint64_t{1} << 22;
  MpfrReference reference(GetParam().reference);
  Seeded seeded(18);
  std::vector<float> in(4096);
  std::vector<float> out(in.size());
  for (std::uint64_t done = 0; done < count; done += in.size()) {
    for (float& x : in) x = float_of(seeded.bits());
    // Most patterns are too small or too large to be hard; every other input is like a logit.
    for (std::size_t i = 0; i < in.size(); i += 2) in[i] = seeded.logit() * 6.0f;
    GetParam().array(in.data(), out.data(), in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
      ASSERT_EQ(bits_of(out[i]), bits_of(reference(in[i])))
          << GetParam().name << " of " << std::hexfloat << in[i];
    }
  }
}

TEST_P(EveryFunction, IsCorrectlyRoundedWhereThatIsHardest) {
  MpfrReference reference(GetParam().reference);
  for (const float x : GetParam().hardest) {
    ASSERT_EQ(bits_of(GetParam().one(x)), bits_of(reference(x))) << std::hexfloat << x;
    ASSERT_EQ(bits_of(GetParam().accurate(x)), bits_of(reference(x))) << std::hexfloat << x;
  }
}

TEST_P(EveryFunction, IsCorrectlyRoundedByItsSecondStepAlone) {
  MpfrReference reference(GetParam().reference);
  Seeded seeded(19);
  for (int done = 0; done < 100000;) {
    const float x = seeded.below(2) == 0 ? float_of(seeded.bits()) : seeded.logit();
    if (!GetParam().in_domain(x)) continue;
    ++done;
    ASSERT_EQ(bits_of(GetParam().accurate(x)), bits_of(reference(x))) << std::hexfloat << x;
  }
}

TEST_P(EveryFunction, HandlesSpecialNumbersAtEveryLevel) {
  MpfrReference reference(GetParam().reference);
  const std::vector<float> inputs = special_floats();
  const SimdLevel before = simd_level();
  for (const SimdLevel level : available_simd_levels()) {
    force_simd_level(level);
    std::vector<float> outputs = inputs;
    GetParam().array(outputs.data(), outputs.data(), outputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      ASSERT_EQ(bits_of(outputs[i]), bits_of(reference(inputs[i])))
          << GetParam().name << " of " << std::hexfloat << inputs[i] << " at " << name(level);
      ASSERT_EQ(bits_of(GetParam().one(inputs[i])), bits_of(outputs[i]));
    }
  }
  force_simd_level(before);
}

INSTANTIATE_TEST_SUITE_P(Transcendental, EveryFunction, testing::ValuesIn(kFunctions),
                         [](const auto& tested) { return tested.param.name; });

TEST(Exp, OverflowsAndUnderflowsWhereFloat32Ends) {
  const float last_finite = 0x1.62e42ep+6f;
  EXPECT_LT(exp_f32(last_finite), kInfinity);
  EXPECT_EQ(exp_f32(std::nextafter(last_finite, 100.0f)), kInfinity);
  const float last_positive = -0x1.9fe368p+6f;
  EXPECT_EQ(exp_f32(last_positive), 0x1p-149f);
  EXPECT_EQ(bits_of(exp_f32(std::nextafter(last_positive, -200.0f))), 0u);
  EXPECT_EQ(bits_of(exp_f32(-kInfinity)), 0u);
  EXPECT_EQ(exp_f32(-0.0f), 1.0f);
}

TEST(Log, HasItsPoleAtZeroAndNoValueBelow) {
  EXPECT_EQ(log_f32(0.0f), -kInfinity);
  EXPECT_EQ(log_f32(-0.0f), -kInfinity);
  EXPECT_EQ(bits_of(log_f32(1.0f)), 0u);
  EXPECT_EQ(bits_of(log_f32(-0x1p-149f)), kNan);
  EXPECT_EQ(bits_of(log_f32(-kInfinity)), kNan);
}

TEST(Tanh, IsOddAndSaturates) {
  EXPECT_EQ(bits_of(tanh_f32(-0.0f)), 0x80000000u);
  EXPECT_EQ(tanh_f32(0x1p-149f), 0x1p-149f);
  EXPECT_EQ(tanh_f32(kInfinity), 1.0f);
  EXPECT_EQ(tanh_f32(-20.0f), -1.0f);
}

TEST(ExpArray, DecidesEveryLaneThatDoublePrecisionCannot) {
  // exp(2^-24) = 1 + 2^-24 + 2^-49 ..: above a midpoint by less than the error allowed for.
  std::vector<float> x(130, 0x1p-24f);
  exp_array(x.data(), x.data(), x.size());
  for (const float y : x) ASSERT_EQ(y, 1.0f + 0x1p-23f);
}

}  // namespace
}  // namespace splitvote
