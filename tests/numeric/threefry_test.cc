#include "src/numeric/threefry.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

using Words = std::array<std::uint32_t, 2>;

// Random123, tests/kat_vectors, threefry2x32 20.
TEST(Threefry2x32, GivesTheKnownAnswers) {
  EXPECT_EQ(threefry2x32({0, 0}, {0, 0}), (Words{0x6b200159, 0x99ba4efe}));
  EXPECT_EQ(threefry2x32({0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words{0x1cb996fc, 0xbb002be7}));
  EXPECT_EQ(threefry2x32({0x13198a2e, 0x03707344}, {0x243f6a88, 0x85a308d3}),
            (Words{0xc4923a9c, 0x483df7a0}));
}

TEST(UniformFromBits, UsesTheTop23Bits) {
  EXPECT_EQ(uniform_from_bits(0), 0.0f);
  EXPECT_EQ(uniform_from_bits(0x1ff), 0.0f);
  EXPECT_EQ(uniform_from_bits(0x200), 0x1p-23f);
  EXPECT_EQ(uniform_from_bits(0x80000000u), 0.5f);
  EXPECT_EQ(uniform_from_bits(0xffffffffu), 1.0f - 0x1p-23f);
}

}  // namespace
}  // namespace splitvote
