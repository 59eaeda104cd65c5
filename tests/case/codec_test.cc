#include "harness/case/codec.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/case/arbitrary.h"

namespace splitvote {
namespace {

using testing::arbitrary_case;
using testing::program_with;
using testing::three_programs;

constexpr int kRoundTrips = 100'000;

std::vector<std::uint8_t> arbitrary_bytes(Rng& rng) {
  std::vector<std::uint8_t> bytes(rng.below(rng.chance(50) ? 40 : 400));
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(rng.next());
  return bytes;
}

TEST(Codec, EveryCaseWithoutFaultSurvives) {
  Rng rng(1);
  const auto programs = three_programs();
  for (int i = 0; i < kRoundTrips; ++i) {
    const Case c = arbitrary_case(rng, programs);
    ASSERT_EQ(case_fault(c), "") << i;
    const Case back = decode_case(encode_case(c), programs);
    ASSERT_TRUE(same_case(back, c)) << i;
  }
}

TEST(Codec, AnyBytesDecodeToACaseWithoutFaultThatSurvives) {
  Rng rng(2);
  const auto programs = three_programs();
  for (int i = 0; i < kRoundTrips; ++i) {
    const std::vector<std::uint8_t> bytes = arbitrary_bytes(rng);
    const Case c = decode_case(bytes, programs);
    ASSERT_EQ(case_fault(c), "") << i;
    ASSERT_TRUE(same_case(decode_case(encode_case(c), programs), c)) << i;
  }
}

TEST(Codec, EveryPrefixAndEveryBitFlipOfACaseDecodesToACaseWithoutFault) {
  Rng rng(3);
  const auto programs = three_programs();
  for (int i = 0; i < 20; ++i) {
    std::vector<std::uint8_t> bytes = encode_case(arbitrary_case(rng, programs));
    bytes.resize(std::min<std::size_t>(bytes.size(), 300));
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      ASSERT_EQ(case_fault(decode_case(std::span(bytes).first(size), programs)), "");
    }
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      ASSERT_EQ(case_fault(decode_case(bytes, programs)), "");
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
  }
}

TEST(Codec, NoBytesAreOneTokenOnOneRank) {
  const Case c = decode_case({}, three_programs());
  EXPECT_EQ(c.layout.vocab_size, 1);
  EXPECT_EQ(c.layout.rank_count(), 1);
  EXPECT_EQ(c.logits.rows, 1);
}

TEST(Codec, AnUnknownProgramCountsThroughTheRegistry) {
  const auto programs = three_programs();
  const Case c = arbitrary_case(*std::make_unique<Rng>(4), {program_with("absent", {})});
  const auto expected = programs[program_hash("absent") % programs.size()];
  EXPECT_EQ(decode_case(encode_case(c), programs).program, expected);
}

TEST(Codec, ATargetBoundToOneProgramDecodesEverythingToIt) {
  Rng rng(5);
  const std::vector<std::shared_ptr<const Program>> bound = {three_programs()[1]};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(decode_case(arbitrary_bytes(rng), bound).program, bound.front());
  }
}

TEST(Codec, FloatsSurviveBitForBit) {
  Case c = decode_case({}, three_programs());
  c.logits.values = {{}};
  for (const std::uint32_t bits : {0x80000000u, 0x00000001u, 0x7f800001u, 0xffc12345u, 0x7fc00000u,
                                   0xff800000u, 0x7f7fffffu, 0x3f800001u}) {
    c.logits.values[0].push_back(std::bit_cast<float>(bits));
  }
  c.layout = even_layout(8, 3);
  c.layout.pad_value = std::bit_cast<float>(0xffa5a5a5u);
  ASSERT_EQ(case_fault(c), "");
  EXPECT_TRUE(same_case(decode_case(encode_case(c), three_programs()), c));
}

TEST(Codec, TheFormatOfVersionOneDoesNotChange) {
  // A small case, byte for byte: fuzzing corpora outlive builds.
  Case c;
  c.program = three_programs()[1];
  c.layout = even_layout(1000, 2);
  c.layout.gather_stages = {1, 2};
  c.layout.pad_value = -1;
  c.logits.background = {BackgroundKind::kNormal, 7, 1.5f, 2};
  c.logits.planted = {{0, 258, 18.5f}};
  c.parameters.seed = 3;
  c.parameters.numbers = {{"temperature", 0.5}, {"top_k", 5}};
  const std::vector<std::uint8_t> expected = {
      1, 0x40, 0xaa, 0xa6, 0x20, 0xde, 0x59, 0xfa, 0xd9, 0x6b, 0,    1,    0xe7, 3, 0, 0,        //
      3, 0,    0,    0,    0,    0,    0,    0,    0,    0,    0x80, 0xbf, 1,    0,              //
      1, 0,    0,    0,    0x3f, 1,    5,    0,    0,    0,    0,    0,    0,    0, 0,           //
      1, 7,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0xc0, 0x3f, 0, 0, 0, 0x40,  //
      0, 2,    1,    0,    0,    0,    0,    0x94, 0x41};
  EXPECT_EQ(encode_case(c), expected);
}

TEST(Codec, ACaseOfPlantedValuesIsSmall) {
  Case c = decode_case({}, three_programs());
  c.layout = even_layout(131'072, 8);
  for (int i = 0; i < 48; ++i) c.logits.planted.push_back({0, i * 2000, 18.0f});
  EXPECT_LT(encode_case(c).size(), 512U);
}

}  // namespace
}  // namespace splitvote
