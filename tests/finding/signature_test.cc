#include "harness/finding/signature.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

Program named(const std::string& name, const std::string& reduced_from = "") {
  Program program;
  program.draft.name = name;
  program.draft.reduced_from = reduced_from;
  return program;
}

std::string signature(const Program& program) {
  return signature_of(program, Verdict::kMaxVanished, Grade::kWide, "keep:y promoted, m:y rounded");
}

// 16 base-26 digits by Python's integers of what the C library gives for this text.
TEST(Signature, IsTheSameForever) {
  EXPECT_EQ(signature(named("xla_excess_topk")), "riukdtquqcdrezqk");
}

TEST(Signature, ChangesWithEachPart) {
  const Program program = named("p");
  const std::string base = signature_of(program, Verdict::kMaxVanished, Grade::kWide, "a promoted");
  EXPECT_EQ(base.size(), 16U);
  EXPECT_EQ(base.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos);
  EXPECT_NE(base, signature_of(named("q"), Verdict::kMaxVanished, Grade::kWide, "a promoted"));
  EXPECT_NE(base, signature_of(program, Verdict::kRankSplit, Grade::kWide, "a promoted"));
  EXPECT_NE(base, signature_of(program, Verdict::kMaxVanished, Grade::kNear, "a promoted"));
  EXPECT_NE(base, signature_of(program, Verdict::kMaxVanished, Grade::kWide, "a rounded"));
}

TEST(Signature, OfAReducedProgramIsThatOfItsOrigin) {
  EXPECT_EQ(signature(named("small", "xla_excess_topk")), signature(named("xla_excess_topk")));
}

}  // namespace
}  // namespace splitvote
